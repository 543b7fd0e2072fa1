import Evaluation
import Planning
import Recordings
import SignalSources

/// Recordings made ready to learn from: of one patient, which channels they share, at which rate; for
/// a travelling model of anybody, with whatever channels and rates.
package struct TrainingSet: Sendable {
    package let recordings: [AnnotatedRecording]
    package let channels: [String]
    /// 0 for a travelling model.
    package let rateHertz: Double
    /// Whether it is for a travelling model, or for the others.
    package let travels: Bool
    package let settings: Settings
    /// What was left out, or should be known.
    package private(set) var notes: [String] = []
    package private(set) var rows: TrainingRows
    private let ends: [Double?]

    /// - Parameters:
    ///   - travels: whether the set is for a travelling model.
    ///   - until: end of what is used of each recording, s; nil for all.
    ///   - progress: told of the seconds of signal measured so far.
    package init(
        _ recordings: [AnnotatedRecording], settings: Settings, travels: Bool = false,
        until: [Double?] = [], progress: (Double) -> Void = { _ in }
    ) throws {
        guard let first = recordings.first else {
            throw TrainingError("no recording is given")
        }
        self.recordings = recordings
        self.travels = travels
        ends = until
        let signals = try recordings.map { recording in
            do {
                return try recording.signal(settings)
            } catch let error as SettingsError {
                throw TrainingError("\(recording.name): \(error.field): \(error.problem)")
            }
        }
        rateHertz = travels ? 0 : signals[0].rateHertz
        for (recording, signal) in zip(recordings, signals)
        where !travels && abs(signal.rateHertz / signals[0].rateHertz - 1) > 0.001 {
            throw TrainingError(
                "\(recording.name): has \(signal.rateHertz) Hz, \(first.name) "
                    + "\(signals[0].rateHertz) Hz; train on recordings of one rate")
        }
        var used = settings
        if !travels {
            notes += used.removeInputs(unmeasuredAtHertz: signals[0].rateHertz)
        }
        self.settings = used
        let names = signals.map { Set($0.channelNames.map { $0.lowercased() }) }
        channels =
            travels
            ? (1...(signals.map(\.channelNames.count).max() ?? 1)).map(String.init)
            : signals[0].channelNames.filter { name in
                names.allSatisfy { $0.contains(name.lowercased()) }
            }
        guard !channels.isEmpty else {
            throw TrainingError(
                "the recordings share no channel name; rename them, or train on those of one montage"
            )
        }
        guard channels.count <= 128 else {
            throw TrainingError(
                "\(channels.count) channels; a learned detector takes at most 128: choose them with "
                    + "frontEnd.channels in --settings")
        }
        guard Set(channels.map { $0.lowercased() }).count == channels.count else {
            throw TrainingError("\(first.name): a channel's name is there twice")
        }
        for (recording, signal) in zip(recordings, signals) {
            let others = signal.channelNames.count - channels.count
            if others > 0 && !travels {
                notes.append(
                    "\(recording.name): \(others) channels that not every recording has are left out"
                )
            }
            if !recording.isAnnotated {
                notes.append(
                    "\(recording.name): nothing says where seizures are; taken as having none")
            }
        }
        var collector = RowCollector(
            recordings, channels: channels, settings: used, travels: travels)
        var done = 0.0
        for (index, recording) in recordings.enumerated() {
            let end = index < until.count ? until[index] : nil
            try collector.take(recording, index: index, until: end) { progress(done + $0) }
            done += recording.durationSeconds
        }
        rows = collector.rows
    }

    package var durationSeconds: Double { recordings.reduce(0) { $0 + $1.durationSeconds } }

    /// Whose each recording is, by number; one that does not say whose it is stands alone.
    var subjects: [Int] {
        let names = recordings.enumerated().map { index, recording in
            recording.subject ?? "recording \(index)"
        }
        return names.map { name in names.firstIndex(of: name) ?? 0 }
    }

    /// Trains on the rows of all pieces that `keeps` says.
    ///
    /// - Parameters:
    ///   - prior: a travelling model to refine.
    ///   - unitsAboveRule: how far above the rule's the threshold is to stand.
    /// - Precondition: the set is for the family.
    package func train(
        _ family: DetectorModel.Family, refining prior: DetectorModel? = nil,
        unitsAboveRule: Double = 0,
        keeps: (_ recording: Int, _ piece: Int) -> Bool = { _, _ in true }
    ) throws(TrainingError) -> TrainedModel {
        precondition(travels == (family == .travelling), "the rows are another family's")
        let kept = rows.filtered { keeps(Int($0.recording), Int($0.piece)) }
        var trained = try Trainer.train(
            kept, family: family, settings: settings, rateHertz: rateHertz, subjects: subjects,
            refining: prior, unitsAboveRule: unitsAboveRule)
        let used = Set(kept.rows.map { [Int($0.recording), Int($0.piece)] })
        for (index, recording) in recordings.enumerated() {
            var isUsed = false
            for (number, piece) in recording.pieces.enumerated()
            where used.contains([index, number]) {
                isUsed = true
                let end = index < ends.count ? ends[index] ?? .infinity : .infinity
                let whole = max(0, min(end, piece.interval.end) - piece.interval.start)
                let seconds =
                    piece.seizure.map { recording.seizures[$0] }
                    .map { max(0, min(end, $0.end) - $0.start) } ?? 0
                trained.model.training.seizureSeconds += seconds
                trained.model.training.backgroundSeconds += whole - seconds
            }
            if isUsed { trained.model.training.recordings.append(recording.name) }
        }
        let seizures = Set(
            kept.rows.filter(\.isSeizure).map { [Int($0.recording), Int($0.piece)] })
        trained.model.training.seizures = seizures.count
        return trained
    }
}

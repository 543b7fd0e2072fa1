import Detection
import Evaluation
import Planning

/// What the device measured in hops of known meaning: the rows of a fit.
package struct TrainingRows: Sendable {
    /// Names of the channels, `inputCount` columns each. For a travelling model they are places: a recording with
    /// fewer has 0 in the others, which therefore say nothing.
    package let channels: [String]
    /// Inputs of a channel, 6 or 8.
    package let inputCount: Int
    /// Row after row, 1/1,024 octave; the rhythm in 1/2,048 of the power.
    package internal(set) var inputs: [Int16] = []
    package internal(set) var rows: [Row] = []
    /// From one row of background to the next, where nothing was left out between.
    package internal(set) var spacingSeconds = RowCollector.rowSeconds
    /// The same of each recording of a travelling model's rows, whose choice depends on nothing else.
    var spacingsOfRecordings: [Int32: Double] = [:]

    package struct Row: Sendable {
        package var isSeizure: Bool
        /// Recording and piece (`AnnotatedRecording.pieces`) that it comes from.
        package var recording: Int32
        package var piece: Int32
    }

    package var columnCount: Int { channels.count * inputCount }

    package init(channels: [String], inputCount: Int) {
        self.channels = channels
        self.inputCount = inputCount
    }

    package func values(ofRow row: Int) -> ArraySlice<Int16> {
        inputs[row * columnCount..<(row + 1) * columnCount]
    }

    package func count(isSeizure: Bool) -> Int { rows.count { $0.isSeizure == isSeizure } }

    /// The rows that `keeps` says.
    package func filtered(_ keeps: (Row) -> Bool) -> TrainingRows {
        var kept = TrainingRows(channels: channels, inputCount: inputCount)
        kept.spacingSeconds = spacingSeconds
        kept.spacingsOfRecordings = spacingsOfRecordings
        for (index, row) in rows.enumerated() where keeps(row) {
            kept.rows.append(row)
            kept.inputs += values(ofRow: index)
        }
        return kept
    }

    /// Another set's rows, of the same channels and inputs.
    mutating func append(_ more: TrainingRows) {
        rows += more.rows
        inputs += more.inputs
    }

    mutating func append(_ row: Row, _ values: some Sequence<Int16>) {
        rows.append(row)
        inputs += values
    }
}

/// Takes rows from recordings: every seizure's hops, and background no nearer than a second before
/// and ten seconds after one, where nobody knows what the signal is.
struct RowCollector {
    static let secondsBefore = 1.0
    static let secondsAfter = 10.0
    /// What of a seizure without a marked end is taken for one.
    static let secondsCertain = 10.0
    /// Neighbouring hops say nearly the same; rows are at least so far apart.
    static let rowSeconds = 0.1
    static let rowCountMax = 30_000
    /// Of each recording, for a travelling model.
    static let travellingRowCountMax = 6_000

    let settings: Settings
    private(set) var rows: TrainingRows
    private let backgroundSeconds: Double
    private let seizureSeconds: Double
    /// Whether the rows are for a travelling model: all channels there are, bands in their own places.
    private let travels: Bool

    init(
        _ recordings: [AnnotatedRecording], channels: [String], settings: Settings,
        travels: Bool = false
    ) {
        self.travels = travels
        var settings = settings
        settings.stimulation.mode = .off
        self.settings = settings
        rows = TrainingRows(
            channels: channels, inputCount: settings.detector.learned.features.inputCount)
        (seizureSeconds, backgroundSeconds) = Self.seconds(recordings)
    }

    /// Of seizures and of the rest.
    private static func seconds(
        _ recordings: [AnnotatedRecording]
    ) -> (seizure: Double, background: Double) {
        let seizure = recordings.reduce(0) { sum, recording in
            sum + recording.seizures.reduce(0) { $0 + $1.duration }
        }
        return (seizure, recordings.reduce(0) { $0 + $1.durationSeconds } - seizure)
    }

    /// - Parameter seconds: end of what may be learned from, nil for all of it.
    mutating func take(
        _ recording: AnnotatedRecording, index: Int, until seconds: Double?,
        progress: (Double) -> Void
    ) throws {
        let signal = try recording.signal(settings)
        let planned = try Planner.plan(measuringInputsFor: settings, signal: signal)
        let places =
            try travels
            ? Array(signal.channelNames.indices)
            : rows.channels.map { try place(of: $0, in: signal, recording) }
        let bands = travels ? SharedBands(rateHertz: signal.rateHertz) : nil
        let padding = (rows.channels.count - places.count) * rows.inputCount
        let inputCount = rows.inputCount
        let rate = signal.rateHertz
        let pieces = recording.pieces
        var piece = 0
        var collected = rows
        var hop = 0
        let settled =
            settings.detector.holdOffSeconds + settings.detector.settleSeconds
        let known: (seizure: Double, background: Double) =
            travels ? Self.seconds([recording]) : (seizureSeconds, backgroundSeconds)
        let strides = (
            seizure: stride(known.seizure, share: 0.35, planned.hopSeconds),
            background: stride(known.background, share: 0.65, planned.hopSeconds)
        )
        collected.spacingSeconds = Double(strides.background) * planned.hopSeconds
        collected.spacingsOfRecordings[Int32(index)] = collected.spacingSeconds
        let end = min(seconds ?? .infinity, recording.durationSeconds)
        try LoopReplay(source: try recording.source(settings), plan: planned.plan).run {
            decision, loop in
            hop += 1
            let now = Double(decision.endFrame) / rate
            if hop % 512 == 0 { progress(now) }
            guard decision.isMeasured, decision.safeStateReason == .none, now > settled, now <= end
            else { return }
            guard let isSeizure = Self.meaning(of: now, recording),
                hop % (isSeizure ? strides.seizure : strides.background) == 0
            else { return }
            while piece + 1 < pieces.count, pieces[piece + 1].interval.start <= now { piece += 1 }
            let row = TrainingRows.Row(
                isSeizure: isSeizure, recording: Int32(index), piece: Int32(piece))
            collected.rows.append(row)
            for place in places {
                let inputs = loop.inputs(ofGroup: place / 8)
                for input in 0..<inputCount {
                    collected.inputs.append(
                        Int16(channelInput(input, of: inputs, lane: place % 8, bands)))
                }
            }
            collected.inputs += repeatElement(0, count: padding)
        }
        rows = collected
    }

    /// The same for a recording; of a seizure without a marked end only the first seconds are one.
    static func meaning(of now: Double, _ recording: AnnotatedRecording) -> Bool? {
        let isUnknown = recording.uncounted.contains {
            $0.start + secondsCertain < now && now <= $0.end + secondsAfter
        }
        return isUnknown ? nil : meaning(of: now, recording.seizures)
    }

    /// Whether a hop that ends at `now` is seizure or background; nil where nobody knows.
    static func meaning(of now: Double, _ seizures: [Interval]) -> Bool? {
        if seizures.contains(where: { $0.start < now && now <= $0.end }) { return true }
        let isUnclear = seizures.contains {
            $0.start - secondsBefore < now && now <= $0.end + secondsAfter
        }
        return isUnclear ? nil : false
    }

    /// Every so many hops, so that the rows stay within bounds.
    private func stride(_ seconds: Double, share: Double, _ hopSeconds: Double) -> Int {
        let least = (Self.rowSeconds / hopSeconds).rounded()
        let rowCountMax = travels ? Self.travellingRowCountMax : Self.rowCountMax
        let needed = (seconds / hopSeconds / (share * Double(rowCountMax))).rounded(.up)
        return Int(max(1, least, needed))
    }

    private func place(
        of channel: String, in signal: SignalDescription, _ recording: AnnotatedRecording
    ) throws -> Int {
        let names = signal.channelNames
        guard let place = names.firstIndex(where: { $0.lowercased() == channel.lowercased() })
        else { throw TrainingError("\(recording.name): has no channel '\(channel)'") }
        return place
    }
}

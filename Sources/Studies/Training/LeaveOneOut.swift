import Evaluation
import Planning

/// Leaves one seizure out after the other: a detector that has not seen the minutes round it is tested
/// on them. A recording with one seizure is left out whole where another recording has one, since its
/// own background would help the detector; else the background is left out piece by piece in turn, so
/// that no false alarm is counted on what was learned from. Or one subject after the other, whole.
package struct LeaveOneOut: Sendable {
    /// What is left out at a time.
    package enum Unit: String, CaseIterable, Sendable {
        case seizure, subject
    }

    /// What is left out together.
    package struct Fold: Sendable {
        package var places: [(recording: Int, piece: Int)]

        func contains(_ recording: Int, _ piece: Int) -> Bool {
            places.contains { $0.recording == recording && $0.piece == piece }
        }
    }

    package let folds: [Fold]

    package init(
        _ recordings: [AnnotatedRecording], by unit: Unit = .seizure
    ) throws(TrainingError) {
        switch unit {
        case .seizure: folds = try Self.seizures(recordings)
        case .subject: folds = try Self.subjects(recordings)
        }
    }

    private static func subjects(
        _ recordings: [AnnotatedRecording]
    ) throws(TrainingError) -> [Fold] {
        if let nameless = recordings.first(where: { $0.subject == nil }) {
            throw TrainingError(
                "\(nameless.name): whose it is, no 'sub-' in its name or folders says; leaving one "
                    + "subject out needs that, as in sub-01_run-01_ieeg.edf")
        }
        var names: [String] = []
        var folds: [Fold] = []
        for (index, recording) in recordings.enumerated() {
            let name = recording.subject ?? ""
            let place = names.firstIndex(of: name) ?? names.count
            if place == names.count {
                names.append(name)
                folds.append(Fold(places: []))
            }
            folds[place].places += recording.pieces.indices.map { (index, $0) }
        }
        guard folds.count >= 2 else {
            throw TrainingError(
                "all recordings are of \(names.first ?? "nobody"): leaving one subject out needs two "
                    + "or more")
        }
        return folds
    }

    private static func seizures(
        _ recordings: [AnnotatedRecording]
    ) throws(TrainingError) -> [Fold] {
        var folds: [Fold] = []
        var quiet: [(recording: Int, piece: Int)] = []
        for (index, recording) in recordings.enumerated() {
            let places = recording.pieces.indices.map { (recording: index, piece: $0) }
            if recording.seizures.count == 1 {
                folds.append(Fold(places: places))
                continue
            }
            for (place, piece) in zip(places, recording.pieces) {
                if piece.seizure == nil {
                    quiet.append(place)
                } else {
                    folds.append(Fold(places: [place]))
                }
            }
        }
        guard folds.count >= 2 else {
            throw TrainingError(
                "\(folds.count) annotated seizure\(folds.count == 1 ? "" : "s") in all: leaving one "
                    + "out needs two or more, in one recording or in several")
        }
        for (index, place) in quiet.enumerated() {
            folds[index % folds.count].places.append(place)
        }
        return folds
    }

    /// Trains and tests fold after fold; the recordings come back with all their episodes.
    ///
    /// - Parameters:
    ///   - train: a model from the places for which it is told true; it must not look at others.
    ///   - test: the model over one of the recordings, of which the stretches that were left out count.
    package func run(
        _ recordings: [AnnotatedRecording],
        train: (_ fold: Int, _ keeps: (_ recording: Int, _ piece: Int) -> Bool) throws ->
            DetectorModel,
        test: (_ recording: AnnotatedRecording, DetectorModel, _ leftOut: [Interval]) throws ->
            ScoredRecording
    ) throws -> [ScoredRecording] {
        var scored = recordings.map { ScoredRecording($0) }
        for (number, fold) in folds.enumerated() {
            let model = try train(number) { !fold.contains($0, $1) }
            for (index, recording) in recordings.enumerated() {
                let pieces = recording.pieces
                let leftOut = fold.places.filter { $0.recording == index }
                    .map { pieces[$0.piece].interval }
                guard !leftOut.isEmpty else { continue }
                let run = try test(recording, model, leftOut)
                scored[index].hypothesis += run.hypothesis.filter { leftOut.contain($0.start) }
                scored[index].therapies += run.therapies.filter { leftOut.contain($0.seconds) }
            }
        }
        for index in scored.indices {
            scored[index].hypothesis.sort { $0.start < $1.start }
            scored[index].therapies.sort { $0.seconds < $1.seconds }
        }
        return scored
    }

    /// The same with models of `set`'s own channels.
    ///
    /// - Parameter report: told of each fold's number and model before it is tested.
    package func run(
        _ set: TrainingSet, family: DetectorModel.Family,
        report: (Int, DetectorModel) -> Void = { _, _ in }
    ) throws -> [ScoredRecording] {
        try run(set.recordings) { number, keeps in
            let model = try set.train(family, keeps: keeps).model
            report(number, model)
            return model
        } test: { recording, model, _ in
            try DetectorRun(recording, settings: set.settings, model: model).result()
        }
    }
}

extension [Interval] {
    /// Whether an instant lies in one of them.
    package func contain(_ seconds: Double) -> Bool {
        contains { $0.start <= seconds && seconds < $0.end }
    }
}

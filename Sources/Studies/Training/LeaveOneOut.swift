import Evaluation
import Planning

/// Leaves one seizure out after the other: a model that has not seen the minutes round it is tested
/// on them. A recording with one seizure is left out whole where another recording has one, since its
/// own background would help the model; else the background is left out piece by piece in turn, so
/// that no false alarm is counted on what was learned from.
package struct LeaveOneOut: Sendable {
    /// What is left out together.
    package struct Fold: Sendable {
        package var places: [(recording: Int, piece: Int)]

        func contains(_ recording: Int, _ piece: Int) -> Bool {
            places.contains { $0.recording == recording && $0.piece == piece }
        }
    }

    package let folds: [Fold]

    package init(_ recordings: [AnnotatedRecording]) throws(TrainingError) {
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
        self.folds = folds
    }

    /// Trains and tests fold after fold; the recordings come back with all their episodes.
    ///
    /// - Parameter report: told of each fold's number and model before it is tested.
    package func run(
        _ set: TrainingSet, family: DetectorModel.Family,
        report: (Int, DetectorModel) -> Void = { _, _ in }
    ) throws -> [ScoredRecording] {
        var scored = set.recordings.map { ScoredRecording($0) }
        for (number, fold) in folds.enumerated() {
            let model = try set.train(family) { !fold.contains($0, $1) }.model
            report(number, model)
            for (index, recording) in set.recordings.enumerated() {
                let pieces = recording.pieces
                let leftOut = fold.places.filter { $0.recording == index }
                    .map { pieces[$0.piece].interval }
                guard !leftOut.isEmpty else { continue }
                let run = try DetectorRun(recording, settings: set.settings, model: model)
                    .result()
                let isLeftOut = { (seconds: Double) in
                    leftOut.contains { $0.start <= seconds && seconds < $0.end }
                }
                scored[index].hypothesis += run.hypothesis.filter { isLeftOut($0.start) }
                scored[index].therapies += run.therapies.filter { isLeftOut($0.seconds) }
            }
        }
        for index in scored.indices { scored[index].hypothesis.sort { $0.start < $1.start } }
        return scored
    }
}

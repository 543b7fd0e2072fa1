import Evaluation
import Planning
import Training

/// Recordings made ready to be judged on again and again, cut into the pieces that are counted,
/// drawn and left out together.
package struct TuningSet: Sendable {
    package let recordings: [CountedRecording]
    package let settings: Settings
    /// Of all recordings in their order.
    let pieces: [Piece]
    /// Index of each recording's first piece.
    let firstPieces: [Int]

    struct Piece: Sendable {
        var recording: Int
        var interval: Interval
        var seconds: Double
        /// Index into the recording's seizures.
        var seizure: Int?
    }

    package init(_ recordings: [CountedRecording], settings: Settings) throws(TuningError) {
        self.recordings = recordings
        self.settings = settings
        pieces = recordings.enumerated().flatMap { index, recording in
            let annotated = recording.annotated
            return annotated.pieces.map { piece in
                Piece(
                    recording: index, interval: piece.interval,
                    seconds: annotated.countedSeconds(in: piece.interval), seizure: piece.seizure)
            }
        }
        firstPieces = recordings.indices.map { index in
            recordings.prefix(index).reduce(0) { $0 + $1.annotated.pieces.count }
        }
        guard seizureCount > 0 else {
            throw TuningError(
                "no annotated seizure in all: there is nothing to tune for; give a recording with one "
                    + "(an _events.tsv beside it, or annotations in it)")
        }
    }

    package var seizureCount: Int { pieces.count { $0.seizure != nil } }
    package var hours: Double { pieces.reduce(0) { $0 + $1.seconds } / 3_600 }
    package var signalSeconds: Double {
        recordings.reduce(0) { $0 + $1.annotated.durationSeconds }
    }
    package var channelCountMax: Int {
        recordings.map(\.signal.channelNames.count).max() ?? 0
    }

    /// Whose the recordings are, in order of appearance; empty where not all of them say so.
    package var subjects: [String] {
        var names: [String] = []
        for recording in recordings {
            guard let name = recording.annotated.subject else { return [] }
            if !names.contains(name) { names.append(name) }
        }
        return names
    }

    /// Pieces that are drawn together: a subject's, where there are several subjects; else each by
    /// itself, those with a seizure and those without apart.
    func strata(of pieces: [Int]) -> [[[Int]]] {
        let subjects = subjects
        guard subjects.count > 1 else {
            return [true, false].map { isSeizure in
                pieces.filter { (self.pieces[$0].seizure != nil) == isSeizure }.map { [$0] }
            }
        }
        let units = subjects.map { subject in
            pieces.filter { recordings[self.pieces[$0].recording].annotated.subject == subject }
        }
        return [units.filter { !$0.isEmpty }]
    }

    /// What a run over each of the recordings comes to, piece by piece.
    func figures(_ runs: [ScoredRecording]) -> [PieceFigures] {
        runs.indices.flatMap { figures(ofRecording: $0, runs[$0]) }
    }

    /// What a run over one of the recordings comes to, piece by piece.
    func figures(ofRecording index: Int, _ run: ScoredRecording) -> [PieceFigures] {
        let own = pieces.filter { $0.recording == index }
        func piece(at seconds: Double) -> Int {
            own.lastIndex { $0.interval.start <= seconds } ?? 0
        }
        let outcomes = DetectionDelays(reference: run.reference, hypothesis: run.hypothesis)
            .outcomes
        var figures = own.map { piece in
            PieceFigures(seconds: piece.seconds, seizure: piece.seizure.map { outcomes[$0] })
        }
        for episode in run.hypothesis
        where !run.reference.contains(where: { $0.overlaps(episode) }) {
            figures[piece(at: episode.start)].falseAlarms += 1
        }
        for therapy in run.therapies
        where !run.reference.contains(where: {
            $0.start <= therapy.seconds && therapy.seconds <= $0.end
        }) {
            figures[piece(at: therapy.seconds)].outside += 1
        }
        return figures
    }
}

extension AnnotatedRecording {
    /// The part of a stretch that counts for a rate: no gap, and nothing after an onset without a
    /// marked end.
    func countedSeconds(in interval: Interval) -> Double {
        func counted(until end: Double) -> Double {
            var part = ScoredRecording(
                name: name, durationSeconds: end, reference: [], hypothesis: [],
                uncounted: uncounted)
            part.missing = gaps
            let scores = DetectorScores([part])
            return scores.durationSeconds - scores.uncountedSeconds
        }
        return counted(until: interval.end) - counted(until: interval.start)
    }
}

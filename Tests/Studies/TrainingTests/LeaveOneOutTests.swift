import Evaluation
import Foundation
import Planning
import Recordings
import TestSupport
import Testing

@testable import Training

/// Learning and testing from files to scores, on recordings made here.
struct LeaveOneOutTests {
    /// Three of its channels grow tenfold in a seizure.
    private func recording(
        _ name: String, seconds: Int, seizures: [Range<Int>], in folder: URL,
        channels: [String] = ["A", "B", "C", "D"]
    ) throws -> AnnotatedRecording {
        try NoiseRecording(
            name: name, rate: 200, channels: channels, loudCount: 3, loudness: 500,
            seed: UInt64(seconds)
        ).write(seconds: seconds, seizures: seizures, in: folder)
    }

    @Test("pieces cover a recording once, and each seizure has one")
    func pieces() throws {
        try inFolder { folder in
            let recording = try recording(
                "a", seconds: 900, seizures: [20..<30, 100..<110, 600..<640], in: folder)
            let pieces = recording.pieces
            #expect(pieces.first?.interval.start == 0)
            #expect(pieces.last?.interval.end == recording.durationSeconds)
            for (earlier, later) in zip(pieces, pieces.dropFirst()) {
                #expect(earlier.interval.end == later.interval.start)
            }
            #expect(pieces.compactMap(\.seizure) == [0, 1, 2])
            for piece in pieces {
                guard let seizure = piece.seizure else {
                    #expect(piece.interval.duration <= 120)
                    continue
                }
                let inside = recording.seizures[seizure]
                #expect(piece.interval.start <= inside.start && inside.end <= piece.interval.end)
            }
        }
    }

    @Test("every piece is left out once, and never learned from while it is")
    func folds() throws {
        try inFolder { folder in
            let recordings = try [
                recording("a", seconds: 600, seizures: [100..<110, 300..<310], in: folder),
                recording("b", seconds: 200, seizures: [90..<100], in: folder),
                recording("c", seconds: 300, seizures: [], in: folder),
            ]
            let plan = try LeaveOneOut(recordings)
            #expect(plan.folds.count == 3)
            let places = plan.folds.flatMap { $0.places.map { [$0.recording, $0.piece] } }
            #expect(Set(places).count == places.count)
            #expect(places.count == recordings.reduce(0) { $0 + $1.pieces.count })
            // A recording with one seizure goes whole.
            let whole = try #require(
                plan.folds.first { $0.places.contains { $0.recording == 1 } })
            let pieceCount = recordings[1].pieces.count
            #expect(whole.places.count { $0.recording == 1 } == pieceCount)
        }
    }

    @Test("seizures that are plain to see are found, without a false alarm")
    func endToEnd() throws {
        try inFolder { folder in
            let recordings = try [
                recording("a", seconds: 120, seizures: [70..<90], in: folder),
                recording("b", seconds: 140, seizures: [80..<100], in: folder),
            ]
            let set = try TrainingSet(recordings, settings: .standard)
            let scores = DetectorScores(try LeaveOneOut(recordings).run(set, family: .linear))
            #expect(scores.sensitivity == 1)
            #expect(scores.falseAlarmCount == 0)
            #expect(scores.delays.seconds.allSatisfy { ($0 ?? 99) < 3 })
            let model = try set.train(.linear).model
            #expect(model.training.seizures == 2)
            #expect(model.training.scoreLossMax > 0 && model.training.scoreLossMax < 0.05)
            // D keeps still, so it weighs least.
            let sizes = model.weights.map { $0.reduce(0) { $0 + abs($1) } }
            #expect(sizes[3] < sizes[0] && sizes[3] < sizes[1] && sizes[3] < sizes[2])
        }
    }

    @Test("what is not enough to learn from is said in one line")
    func errors() throws {
        try inFolder { folder in
            let quiet = try recording("q", seconds: 30, seizures: [], in: folder)
            let one = try recording("o", seconds: 60, seizures: [30..<40], in: folder)
            let other = try recording(
                "x", seconds: 60, seizures: [30..<40], in: folder, channels: ["E", "F"])
            for (recordings, word) in [
                ([quiet], "no seizure to learn from"), ([one, other], "share no channel name"),
            ] {
                #expect {
                    _ = try TrainingSet(recordings, settings: .standard).train(.linear)
                } throws: { "\($0)".contains(word) && !"\($0)".contains("\n") }
            }
            #expect {
                _ = try LeaveOneOut([one])
            } throws: { "\($0)".contains("needs two or more") }
        }
    }
}

import Planning
import TestSupport
import Testing

@testable import Training

/// What is learned from rows that hold rhythm and fast activity.
@Suite("Training with rhythm and fast activity")
struct FeatureTrainingTests {
    private let both: [LearnedFeature] = [.rhythm, .fastActivity]

    @Test("training takes them by the settings, and a rate too low for fast activity is told")
    func training() throws {
        try inFolder { folder in
            let recordings = try [("sub-a", 200, 3), ("sub-b", 250, 2), ("sub-c", 100, 4)].map {
                name, rate, channelCount in
                try NoiseRecording(
                    name: name, rate: rate, channels: (1...channelCount).map { "\(name)-\($0)" },
                    loudCount: 2, loudness: 300, seed: UInt64(rate)
                ).write(seconds: 90, seizures: [60..<75], in: folder)
            }
            var settings = Settings.standard
            settings.detector.learned.features = [.fastActivity, .rhythm]
            let set = try TrainingSet(recordings, settings: settings, travels: true)
            #expect(set.rows.inputCount == 8 && set.rows.columnCount == 4 * 8)
            var trained = try set.train(.travelling)
            #expect(trained.model.features == both)
            #expect(trained.model.weights.map(\.count) == [8])
            #expect(trained.model.weights[0][6] != 0 && trained.model.weights[0][7] != 0)
            #expect(trained.model.training.scoreLossMax < 0.05)
            try trained.measureEventLoss(on: set)
            #expect(trained.model.training.episodes == 3)
            #expect(trained.model.training.episodesThatDiffer == 0)
            // Refining keeps the model's inputs, whatever the settings ask for.
            let applied = trained.model.applied(to: .standard)
            let own = try TrainingSet([recordings[0]], settings: applied, travels: true)
            let refined = try own.train(.travelling, refining: trained.model).model
            #expect(refined.features == both && refined.weights.map(\.count) == [8])
            let slow = try TrainingSet([recordings[2]], settings: settings)
            #expect(slow.notes.count == 1 && slow.notes[0].contains("fastActivity needs 180 Hz"))
            #expect(slow.rows.inputCount == 8)
            let rhythm: [LearnedFeature] = [.rhythm]
            #expect(try slow.train(.linear).model.features == rhythm)
            settings.detector.learned.features = [.fastActivity]
            let plain = try TrainingSet([recordings[2]], settings: settings)
            #expect(plain.notes.count == 1 && plain.rows.inputCount == 6)
            #expect(try plain.train(.linear).model.features == nil)
        }
    }

    @Test("what is made of disturbances leaves the rhythm and takes from fast activity only")
    func disturbances() {
        var background = TrainingRows(channels: ["A", "B"], inputCount: 8)
        for step in 0..<200 {
            background.append(
                .init(isSeizure: false, recording: 0, piece: 0),
                (0..<16).map { Int16($0 * 10 + step + 1) })
        }
        for isSpeaking in [false, true] {
            var maker = Disturbances()
            let made = maker.rows(from: background, bandCount: 5, leavesOutSilent: isSpeaking)
            #expect(made.rows.count == 60 && made.columnCount == 16)
            for row in made.rows.indices {
                let values = Array(made.values(ofRow: row))
                // A row of the background, by its first channel's rhythm.
                let step = Int(values[6]) - 61
                #expect((0..<200).contains(step))
                for channel in [0, 8] {
                    #expect(Int(values[channel + 6]) == (channel + 6) * 10 + step + 1)
                    #expect(Int(values[channel + 7]) <= (channel + 7) * 10 + step + 1)
                    #expect(values[channel + 7] >= -2_048)
                }
            }
            #expect(made.inputs.contains { $0 < 0 })
        }
    }
}

import Foundation
import Planning
import TestSupport
import Testing
import Training

@testable import Tuning

/// The search for learned detectors: what its models see, and what is made of it.
struct ModelSearchTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Three seizures in two recordings of one subject, with a disturbance that is a third as large.
    private let patient = [
        MadeRecording(
            name: "sub-a_run-1_ieeg", seconds: 120, seizures: [30..<40, 90..<100],
            disturbances: [(60..<65, 2)], channels: 1),
        MadeRecording(
            name: "sub-a_run-2_ieeg", seconds: 60, seizures: [30..<40], channels: 1, seed: 2),
    ]

    private func set(
        _ recordings: [MadeRecording], bytesMax: Int = 1 << 30
    ) throws -> TuningSet {
        try TuningSet(recordings, in: folder, bytesMax: bytesMax)
    }

    private func search(
        _ set: TuningSet, _ objective: String = "false/h<=60", journal: String = "j",
        jobs: Int = 2, isStopped: @escaping @Sendable () -> Bool = { false }
    ) throws -> TuningResult? {
        let trials = try TuningTrials(set, family: .linear)
        let space = try #require(try ModelSpace(set.settings, family: .linear, trials))
        let judge = Judge(
            trials: trials, space: space,
            journal: try CandidateJournal(
                folder.file(journal), of: trials, programVersion: "test"),
            jobs: jobs, isStopped: isStopped)
        var search = TuningSearch(try Objective(parsing: objective))
        search.sweepCount = 16
        return try search.run(judge) { _ in }
    }

    @Test("no model has seen what it is scored on, nor has a choice, nor its models")
    func nothingIsScoredOnWhatWasLearned() throws {
        let set = try set(patient)
        let trials = try TuningTrials(set, family: .linear)
        func out(_ slot: Int) -> Set<Int> {
            trials.omissions[trials.runs[trials.slots[slot].run].omission]
        }
        for slot in trials.slots.indices {
            #expect(out(slot).contains(trials.slots[slot].piece))
            #expect(
                trials.runs[trials.slots[slot].run].recording
                    == set.pieces[trials.slots[slot].piece].recording)
        }
        let folds = trials.views.filter { $0.unit == .seizure }
        #expect(folds.count == 3)
        for fold in folds {
            let tested = Set(fold.leftOut.map { trials.slots[$0].piece })
            // What the choice is made by comes from models without what it is tested on.
            #expect(fold.learned.allSatisfy { out($0).isSuperset(of: tested) })
            #expect(fold.learned.allSatisfy { !tested.contains(trials.slots[$0].piece) })
            #expect(fold.leftOut.allSatisfy { out($0) == tested })
            #expect(
                (fold.learned + fold.leftOut).map { trials.slots[$0].piece }.sorted()
                    == Array(set.pieces.indices))
        }
        let whole = trials.views[0]
        #expect(whole.learned.map { trials.slots[$0].piece }.sorted() == Array(set.pieces.indices))
        // Three with one part left out, three with two.
        #expect(trials.omissions.count == 6)
    }

    @Test("a trained model is of the pieces that it is told, and no others")
    func modelsLeaveOut() throws {
        let set = try set(patient)
        let trials = try TuningTrials(set, family: .linear)
        let space = try #require(try ModelSpace(set.settings, family: .linear, trials))
        let training = try TrainingSet(
            set.recordings.map(\.annotated), settings: set.settings)
        for (omission, out) in trials.omissions.enumerated() {
            let model = try #require(try space.model(.given, leavingOut: omission))
            let expected = try training.train(.linear) { recording, piece in
                !out.contains(set.firstPieces[recording] + piece)
            }.model
            #expect(model.weights == expected.weights)
            #expect(model.threshold == expected.threshold)
            #expect(model.training.seizures == expected.training.seizures)
        }
        #expect(try space.model(.given, leavingOut: 0)?.training.seizures == 2)
    }

    @Test("seizures are found by models that have not seen them, and the model does as is told")
    func findsThem() throws {
        let set = try set(patient)
        let result = try #require(try search(set))
        let chosen = try #require(result.chosen)
        #expect(chosen.seen.figures.seizures == 3 && chosen.seen.figures.found == 3)
        let held = try #require(chosen.leftOut[.seizure]?.figures)
        #expect(held.seizures == 3 && held.found == 3)
        #expect(chosen.leftOut[.subject] == nil)
        #expect(result.remarks.contains { $0.contains("of one subject") })
        let choice = try #require(chosen.choice)
        #expect(chosen.settings.detector.learned.onsetSeconds == choice.onsetSeconds)
        #expect(chosen.settings.detector.learned.features == choice.features)
        let trials = try TuningTrials(set, family: .linear)
        let space = try #require(try ModelSpace(set.settings, family: .linear, trials))
        let model = try space.whole(chosen.candidate)
        #expect(model.training.seizures == 3 && model.training.episodes >= 3)
        #expect((model.features ?? []) == choice.features)
        var plain = chosen.settings
        plain.detector.learned.onsetSeconds = set.settings.detector.learned.onsetSeconds
        let rule = try TrainingSet(set.recordings.map(\.annotated), settings: plain)
            .train(.linear).model.threshold
        let raise = Int((choice.unitsAboveRule * LearnedDesign.scoreUnit).rounded())
        #expect(model.threshold == (raise == 0 ? rule : max(0, rule + raise)))
    }

    @Test("threads, memory and interruptions change nothing, to the bit")
    func sameWhateverHappens() throws {
        let whole = try #require(try search(set(patient), journal: "a", jobs: 1)).fingerprint
        let read = try set(patient, bytesMax: 0)
        #expect(try search(read, journal: "b", jobs: 3)?.fingerprint == whole)
        let journal = try Data(contentsOf: URL(fileURLWithPath: folder.file("a")))
        let first = try #require(journal.firstIndex(of: UInt8(ascii: "\n"))) + 1
        try folder.write(journal.prefix((first + journal.count) / 2), to: "cut")
        #expect(try search(set(patient), journal: "cut")?.fingerprint == whole)
        #expect(try search(set(patient), journal: "a", isStopped: { true })?.fingerprint == whole)
        #expect(try Data(contentsOf: URL(fileURLWithPath: folder.file("a"))) == journal)
    }

    @Test("of one seizure none can be left out; of two no choice can be tested")
    func tooFew() throws {
        let one = try set([
            MadeRecording(name: "sub-a_ieeg", seconds: 60, seizures: [30..<40])
        ])
        let error = #expect(throws: TrainingError.self) {
            _ = try TuningTrials(one, family: .linear)
        }
        #expect(error?.description.contains("leaving one out needs two or more") == true)
        let two = try set([
            MadeRecording(name: "sub-a_ieeg", seconds: 90, seizures: [30..<40, 60..<70])
        ])
        let trials = try TuningTrials(two, family: .linear)
        #expect(trials.views.count == 1)
        #expect(trials.remarks.contains { $0.hasPrefix("not cross-validated by seizure") })
    }

    @Test("every choice of inputs is there once, the given one first")
    func inputs() throws {
        var settings = Settings.standard
        for features: [LearnedFeature] in [
            [], [.rhythm], [.fastActivity], [.fastActivity, .rhythm],
        ] {
            settings.detector.learned.features = features
            let choices = ModelSpace.choices(settings)
            #expect(choices.count == 4 && Set(choices.map(Set.init)).count == 4)
            #expect(Set(choices[0]) == Set(features))
        }
    }

    @Test("a journal of patterns is none of learned detectors")
    func otherJournal() throws {
        let set = try set(patient)
        _ = try CandidateJournal(
            folder.file("j"), of: TuningTrials(set), programVersion: "test")
        #expect(throws: TuningError.self) { _ = try search(set) }
    }
}

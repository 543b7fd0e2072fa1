import Foundation
import Planning
import TestSupport
import Testing
import Training

@testable import Tuning

/// The search on made-up signals of which the best is known.
struct SearchTests {
    /// Seizures are six times the background, a disturbance three times: a threshold between finds
    /// every seizure and nothing else; 200 % takes the disturbances too.
    private let plain = [
        MadeRecording(
            name: "sub-a_ieeg", seconds: 300, seizures: [60..<80, 180..<200],
            disturbances: [(110..<120, 3), (240..<250, 3)]),
        MadeRecording(
            name: "sub-b_ieeg", seconds: 240, seizures: [90..<110],
            disturbances: [(40..<50, 3), (160..<170, 3)], seed: 2),
    ]

    private let short = [
        MadeRecording(name: "sub-a_ieeg", seconds: 90, seizures: [60..<70]),
        MadeRecording(name: "sub-b_ieeg", seconds: 80, seizures: [40..<50], seed: 2),
    ]

    /// What is twice as fast or two and a half times as large as in the last two minutes.
    private static func simple() throws -> Settings {
        try Settings(
            yaml: """
                detector:
                  bandPassHertz: [4, 100]
                  features: [lineLength, area, halfWaves]
                  shortTermSeconds: {lineLength: 2, area: 2}
                  longTermSeconds: 120
                  onsetSeconds: 0.3
                  patterns:
                    - {feature: lineLength, thresholdPercent: 200}
                    - {feature: area, thresholdPercent: 250}
                """, over: .standard, file: "simple")
    }

    private func search(_ objective: String, sweep: Int = 40) throws -> TuningSearch {
        var search = TuningSearch(try Objective(parsing: objective))
        search.sweepCount = sweep
        return search
    }

    @Test("what separates seizures from disturbances is found, and holds on what was left out")
    func knownOptimum() throws {
        let folder = try TemporaryFolder()
        let set = try TuningSet(plain, in: folder, settings: Self.simple())
        let result = try #require(
            try set.search(search("false/h<=0.5"), in: folder))
        let chosen = try #require(result.chosen)
        #expect(chosen.seen.figures.delays.count == 3)
        #expect(chosen.seen.figures.falseAlarms == 0)
        #expect(try #require(chosen.seen.figures.medianDelay) < 1.5)
        for unit in LeaveOneOut.Unit.allCases {
            let held = try #require(chosen.leftOut[unit]?.figures)
            #expect(held.seizures == 3 && held.found == 3, "\(unit)")
        }
        // The settings given take the disturbances for seizures.
        #expect(try #require(result.given).figures.falseAlarms == 4)
        // Nine minutes say nothing of half an alarm an hour.
        #expect(!result.isShown)
        #expect(result.remarks.contains { $0.contains("rule of three") })
        // The curve never finds less, or later, where more is allowed.
        for (one, next) in zip(result.points, result.points.dropFirst()) {
            #expect(one.objective.limit < next.objective.limit)
            #expect(one.seen.figures.delays.count <= next.seen.figures.delays.count)
        }
    }

    @Test("a delay as the limit leaves the fewest false alarms")
    func delayObjective() throws {
        let folder = try TemporaryFolder()
        let set = try TuningSet(plain, in: folder)
        let result = try #require(try set.search(search("delay<=3"), in: folder))
        let chosen = try #require(result.chosen)
        #expect(chosen.seen.figures.falseAlarms == 0)
        #expect(chosen.seen.figures.medianOfAll <= 3)
        let quick = try #require(try set.search(search("delay<=0.001"), in: folder))
        #expect(quick.chosen == nil)
        #expect(quick.remarks.contains { $0.hasPrefix("no settings that were tried find") })
    }

    @Test("threads, memory and interruptions change nothing, to the bit")
    func sameWhateverHappens() throws {
        let folder = try TemporaryFolder()
        let set = try TuningSet(short, in: folder)
        let search = try search("false/h<=5", sweep: 16)
        let whole = try #require(try set.search(search, journal: "a", jobs: 1, in: folder))
        let reference = whole.fingerprint
        let threads = try #require(try set.search(search, journal: "b", jobs: 5, in: folder))
        #expect(threads.fingerprint == reference)
        let read = try TuningSet(short, in: folder, bytesMax: 0)
        #expect(read.recordings.allSatisfy { !$0.isKept })
        let anew = try #require(try read.search(search, journal: "c", in: folder))
        #expect(anew.fingerprint == reference)
        // A kill leaves part of the journal, its last line cut short at any byte.
        let journal = try Data(contentsOf: URL(fileURLWithPath: folder.file("a")))
        var random = SplitMix64(seed: 7)
        let first = try #require(journal.firstIndex(of: UInt8(ascii: "\n"))) + 1
        for index in 0..<2 {
            let end = Int.random(in: first..<journal.count, using: &random)
            try folder.write(journal.prefix(end), to: "cut\(index)")
            let resumed = try #require(
                try set.search(search, journal: "cut\(index)", in: folder))
            #expect(resumed.fingerprint == reference, "cut at \(end)")
        }
        // And one that is whole leaves nothing to be judged.
        let again = try #require(
            try set.search(search, journal: "a", in: folder, isStopped: { true }))
        #expect(again.fingerprint == reference)
        #expect(try Data(contentsOf: URL(fileURLWithPath: folder.file("a"))) == journal)
    }

    @Test("stopping returns nothing, and what was judged is kept")
    func stopping() throws {
        let folder = try TemporaryFolder()
        let set = try TuningSet(plain, in: folder)
        let search = try search("false/h<=5", sweep: 16)
        #expect(try set.search(search, journal: "s", in: folder, isStopped: { true }) == nil)
        #expect(try set.search(search, journal: "s", in: folder) != nil)
    }

    @Test("the journal of other recordings, annotations or settings is refused")
    func otherJournal() throws {
        let folder = try TemporaryFolder()
        let set = try TuningSet(plain, in: folder)
        _ = try CandidateJournal(folder.file("j"), of: TuningTrials(set), programVersion: "1")
        var moved = plain
        moved[1].seizures = [91..<110]
        var settings = Settings.standard
        settings.detector.longTermSeconds = 60
        for (other, version) in [
            (try TuningSet(moved, in: folder), "1"),
            (try TuningSet(plain, in: folder, settings: settings), "1"), (set, "2"),
        ] {
            let error = #expect(throws: TuningError.self) {
                _ = try CandidateJournal(
                    folder.file("j"), of: TuningTrials(other), programVersion: version)
            }
            #expect(error?.description.contains("choose another --output") == true)
        }
        try folder.write("no journal\n", to: "n")
        #expect(throws: TuningError.self) {
            _ = try CandidateJournal(folder.file("n"), of: TuningTrials(set), programVersion: "1")
        }
    }
}

import Foundation
import Planning
import TestSupport
import Testing
import Tuning

@testable import Optimisation

/// The whole search, on ten minutes of a patient that seizes every 40 s.
struct SearchTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func run(
        _ study: TherapyStudy, journal: String, jobs: Int = 2, budget: Int = 4, seed: UInt64 = 1
    ) throws -> OptimisationResult {
        var bench = try Made.bench(study, journal: journal, jobs: jobs, in: folder)
        let search = try TherapySearch(budget: budget, blocks: study.blocks, seed: seed)
        return try #require(try search.run(&bench) { _ in })
    }

    @Test("threads and a kill change nothing, to the bit")
    func sameWhateverHappens() throws {
        let study = try Made.study()
        let whole = try run(study, journal: "a", jobs: 1)
        let reference = whole.fingerprint
        #expect(whole.points.contains { $0.isGiven })
        #expect(try run(study, journal: "b", jobs: 3).fingerprint == reference)
        // All is known: nothing is simulated again.
        let size = try folder.bytes("a").count
        #expect(try run(study, journal: "a").fingerprint == reference)
        #expect(try folder.bytes("a").count == size)
        // A kill leaves part of the journal, its last line cut short at any byte.
        let journal = try folder.bytes("a")
        let first = try #require(journal.firstIndex(of: UInt8(ascii: "\n"))) + 1
        for end in [(first + journal.count) / 2, journal.count - 3] {
            try folder.write(journal.prefix(end), to: "cut")
            #expect(try run(study, journal: "cut").fingerprint == reference, "cut at \(end)")
            #expect(try folder.bytes("cut").count > end)
        }
    }

    @Test(
        "points differ from the given settings, stand in the order of charge, and the best harms nobody"
    )
    func front() throws {
        let result = try run(Made.study(), journal: "a", budget: 8)
        let charges = result.points.map(\.search.figures.microcoulombsPerDay)
        #expect(charges == charges.sorted())
        #expect(Set(result.points.map(\.candidate)).count == result.points.count)
        #expect(result.points.count { $0.isGiven } == 1)
        for point in result.points where !point.isGiven {
            #expect(point.weakKick != nil && point.strongKick != nil)
            #expect(point.search.figures.share ?? 1 < 1)
        }
        if let best = result.best {
            #expect(!result.points[best].isMarked)
            let given = try #require(result.points.first { $0.isGiven })
            #expect(
                given.isMarked
                    || charges[best] <= given.search.figures.microcoulombsPerDay)
        } else {
            #expect(result.points.allSatisfy { $0.isMarked })
        }
        #expect((0...1).contains(result.verdictHypervolume))
        #expect(result.effects.map(\.candidates).allSatisfy { $0 > 0 })
    }

    @Test("a journal of other patients, hours, space or version is refused")
    func otherStudy() throws {
        let study = try Made.study()
        _ = try TrialJournal(folder.file("a"), identity: study.identity("test"))
        let others = [
            try Made.study(hours: 0.25).identity("test"), study.identity("another"),
            try Made.study(Made.healthy).identity("test"),
            try Made.study(space: TherapySpace(yaml: "burstCount: [1]", file: "")).identity("test"),
        ]
        for other in others {
            let error = #expect(throws: OptimisationError.self) {
                try TrialJournal(folder.file("a"), identity: other)
            }
            #expect(error?.description.contains("is of other patients") == true)
        }
        try folder.write("not a journal\n", to: "b")
        #expect(throws: OptimisationError.self) {
            try TrialJournal(folder.file("b"), identity: study.identity("test"))
        }
    }

    @Test("a patient that never seizes: nothing to optimise")
    func neverSeizes() throws {
        let study = try Made.study(Made.healthy)
        let error = #expect(throws: OptimisationError.self) {
            try run(study, journal: "a", budget: 4)
        }
        #expect(error?.description.hasPrefix("nothing to optimise: busy had no seizure") == true)
    }

    @Test("a space of which the validator refuses everything is one line")
    func nothingAllowed() throws {
        let space = try TherapySpace(
            yaml: """
                {contacts: ["1/2"], amplitudeMilliamperes: [12], pulseWidthMicroseconds: [500]}
                """, file: "space")
        let study = try Made.study(space: space)
        let error = #expect(throws: OptimisationError.self) {
            try run(study, journal: "a", budget: 4)
        }
        #expect(error?.description.hasPrefix("the space has no therapy within the limits") == true)
        // And nothing was simulated: the journal has its first line alone.
        #expect(try folder.bytes("a").count { $0 == UInt8(ascii: "\n") } == 1)
    }

    @Test("neighbours are new, near and the same for the same seed")
    func neighbours() throws {
        let study = try Made.study()
        let parents = study.space.sweep(3, seed: 1) { _ in true }
        let found = study.space.neighbours(of: parents, count: 12, seed: 5) {
            !parents.contains($0)
        }
        #expect(found.count == 12 && Set(found).count == 12)
        #expect(Set(found).isDisjoint(with: parents))
        #expect(
            found
                == study.space.neighbours(of: parents, count: 12, seed: 5) { !parents.contains($0) }
        )
        for candidate in found {
            let changes = parents.map { parent in
                zip(parent.levels, candidate.levels).count { $0 != $1 }
            }
            // The pause falls away with the second burst.
            #expect(changes.min() ?? 9 <= 4)
            #expect(
                zip(candidate.levels, study.space.levelCounts).allSatisfy { (0..<$1).contains($0) })
        }
    }

    @Test(
        "patients drawn differ, are the same for the same seed, and search and verdict never meet")
    func population() {
        let drawn = StudyPatient.drawn(count: 20, study: 3)
        #expect(drawn == StudyPatient.drawn(count: 20, study: 3))
        #expect(Set(drawn.map(\.seed)).count == 40 && Set(drawn.map(\.name)).count == 40)
        let rates = drawn.compactMap(\.parameters.seizuresPerHour)
        #expect(rates.allSatisfy(PatientPopulation.seizuresPerHour.contains))
        #expect(Set(rates).count == 40)
        #expect(
            Set(StudyPatient.drawn(count: 20, study: 4).map(\.seed)).isDisjoint(
                with: drawn.map(\.seed)))
    }
}

extension TemporaryFolder {
    fileprivate func bytes(_ name: String) throws -> Data {
        try Data(contentsOf: URL(fileURLWithPath: file(name)))
    }
}

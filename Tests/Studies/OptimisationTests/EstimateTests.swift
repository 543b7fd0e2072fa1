import Testing

@testable import Optimisation

/// Shares, charge and intervals, by hand.
struct EstimateTests {
    private typealias Block = TherapyOutcome.Block

    private func patient(
        _ name: String, left: [Int64], untreated: [Int64], picocoulombs: Int64 = 0
    ) -> PatientFigures {
        PatientFigures(
            patient: name,
            treated: left.map {
                Block(seizureMilliseconds: $0, picocoulombs: picocoulombs, therapies: 2, outside: 1)
            }, twin: untreated.map { Block(seizureMilliseconds: $0) })
    }

    @Test("a share is of all seizure time, charge is a day's, and the worst patient is named")
    func figures() throws {
        let estimate = TherapyEstimate(
            [
                patient(
                    "a", left: [1_000, 1_000], untreated: [10_000, 10_000], picocoulombs: 1_000_000),
                patient("b", left: [6_000, 3_000], untreated: [6_000, 4_000]),
                patient("c", left: [0, 0], untreated: [0, 0]),
            ], seed: 1)
        #expect(estimate.figures.share == 11_000 / 30_000.0)
        // Two microcoulombs in half an hour.
        #expect(abs(estimate.figures.microcoulombsPerDay - 96) < 1e-9)
        #expect(abs(estimate.figures.therapiesPerHour - 24) < 1e-9)
        #expect(abs(estimate.figures.outsidePerHour - 12) < 1e-9)
        #expect(estimate.worst?.patient == "b" && estimate.worst?.share == 0.9)
        #expect(estimate.harmed.isEmpty)
        #expect(estimate.patientCount == 3 && abs(estimate.hours - 0.5) < 1e-12)
        let interval = try #require(estimate.share)
        #expect(interval.low >= 0.1 - 1e-12 && interval.high >= 0.9 - 1e-12)
    }

    @Test("one patient has no interval over patients, and equal patients a narrow one")
    func intervals() {
        let one = patient("a", left: [500, 700], untreated: [1_000, 1_000])
        #expect(TherapyEstimate([one], seed: 1).share == nil)
        let equal = TherapyEstimate([one, one, one], seed: 1).share
        #expect(equal?.low == 0.6 && equal?.high == 0.6)
    }

    @Test("harm is more seizure time than untreated by more than chance, not a bad block")
    func harm() {
        let chance = patient(
            "chance", left: [0, 900, 0, 700, 0, 0], untreated: [500, 0, 400, 0, 300, 200])
        let certain = patient(
            "certain", left: [900, 800, 900, 700, 900, 800],
            untreated: [500, 400, 400, 400, 300, 400])
        let estimate = TherapyEstimate([chance, certain], seed: 1)
        #expect(estimate.harmed == ["certain"])
        #expect(chance.share ?? 0 > 1)
        #expect(estimate.worst?.patient == "certain")
    }

    @Test("no seizure without treatment is no share")
    func seizureFree() {
        let estimate = TherapyEstimate(
            [patient("a", left: [0], untreated: [0]), patient("b", left: [5], untreated: [0])],
            seed: 1)
        #expect(estimate.figures.share == nil && estimate.worst == nil && estimate.share == nil)
    }

    @Test("a rate above the cap of a day is not told as one that stays")
    func limits() throws {
        let study = try Made.study()
        func lines(_ picocoulombs: Int64) -> [String] {
            let estimate = TherapyEstimate(
                [patient("a", left: [0], untreated: [1_000], picocoulombs: picocoulombs)], seed: 1)
            return LimitsReached(study, .given, estimate).lines
        }
        // 288 blocks are a day; the cap of the default settings is 50,000 µC.
        #expect(
            lines(300_000_000).contains(
                "charge a day 86400 at the rate of these hours, held by its cap to 50000 µC"))
        #expect(lines(170_000_000).contains("charge a day 48960 of at most 50000 µC"))
        #expect(!lines(100_000_000).contains { $0.hasPrefix("charge a day") })
    }

    @Test("coordinates run from no charge to the cap, and what is unknown is the worst")
    func objectives() {
        let objectives = TherapyObjectives(microcoulombsMax: 50_000, asksOutside: true)
        let none = TherapyFigures([patient("a", left: [1_000], untreated: [1_000])])
        let coordinates = objectives.coordinates(none)
        #expect(coordinates.count == 3 && coordinates[0] == 1 && coordinates[1] == 0)
        let full = TherapyFigures(
            [patient("a", left: [0], untreated: [1_000], picocoulombs: 200_000_000_000)])
        #expect(objectives.coordinates(full)[0...1] == [0, 1])
        #expect(objectives.coordinates(nil) == [1, 1, 1])
    }
}

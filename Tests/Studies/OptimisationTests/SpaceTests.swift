import Planning
import Stimulation
import TestSupport
import Testing
import Tuning

@testable import Optimisation

/// What may be chosen, and that no choice exceeds a limit.
struct SpaceTests {
    @Test("one burst from many contacts against the case is in the space")
    func holdsKnownTherapy() throws {
        let space = try TherapySpace(
            yaml: """
                contacts: ["1-4/case"]
                amplitudeMilliamperes: [10]
                pulseWidthMicroseconds: [240]
                frequencyHertz: [200]
                durationMilliseconds: [50]
                burstCount: [1]
                therapiesPerEpisode: [5]
                redetectionSeconds: [2]
                thresholdPercentOfGiven: [100]
                onsetSeconds: [0.02]
                """, file: "space")
        for axis in TherapySpace.Axis.allCases {
            let all = zip(TherapySpace.Axis.allCases, TherapySpace.standard.levelCounts)
                .first { $0.0 == axis }.map { pair in
                    (0..<pair.1).map { TherapySpace.standard.text(axis, $0) }
                }
            #expect(all?.contains(space.text(axis, 0)) == true, "\(axis)")
        }
        let study = try Made.study(space: space)
        let candidate = Candidate(levels: space.levelCounts.map { _ in 0 })
        let settings = study.settings(candidate)
        let burst = try #require(settings.stimulation.therapies.first?.bursts.first)
        #expect(burst.cathodes == ["1", "2", "3", "4"] && burst.anodes == ["case"])
        #expect(settings.stimulation.therapies[0].bursts.count == 1)
        let plan = try study.plan(candidate).plan.stimulation
        #expect(plan.therapies.therapy(0).chargePicocoulombs == 10 * 2_400_000)
        // A settings file of it reads back as it is.
        let again = try Settings(
            yaml: settings.fields.text(over: Settings.standard.fields), over: .standard,
            file: "again")
        #expect(again.fields == settings.fields)
        #expect(
            settings.detector.patterns.map(\.threshold)
                == Settings.standard.detector.patterns.map(\.threshold))
    }

    @Test(
        "thresholds are a share of the given ones, and a pause without a second burst is no choice")
    func mapping() throws {
        let space = try TherapySpace(
            yaml:
                "{thresholdPercentOfGiven: [50], burstCount: [1, 2], pauseMilliseconds: [10, 20]}",
            file: "space")
        let given = Settings.standard
        var levels = space.levelCounts.map { _ in 0 }
        let settings = space.settings(levels, over: given)
        for (one, other) in zip(settings.detector.patterns, given.detector.patterns) {
            #expect(abs(one.threshold - other.threshold / 2) < 0.051)
        }
        let axes = TherapySpace.Axis.allCases
        let bursts = try #require(axes.firstIndex(of: .burstCount))
        let pause = try #require(axes.firstIndex(of: .pauseMilliseconds))
        levels[pause] = 1
        #expect(space.canonical(levels)[pause] == 0)
        levels[bursts] = 1
        #expect(space.canonical(levels)[pause] == 1)
        #expect(
            space.settings(levels, over: given).stimulation.therapies[0].pauseMilliseconds == 20)
    }

    @Test(
        "a space beyond the limits is one line that names the field",
        arguments: [
            ("amplitudeMilliamperes: [1, 14]", "amplitudeMilliamperes: a list of 1 to 64"),
            ("amplitudeMilliamperes: [2, 1]", "ascending"), ("burstCount: [3]", "1 to 2"),
            ("burstCount: [1.5]", "whole"), ("frequencyHertz: []", "frequencyHertz"),
            ("frequencyHertz: 100", "frequencyHertz"), ("current: [1]", "unknown field"),
            ("contacts: [\"1/1\"]", "'1/1'"), ("contacts: [\"0/2\"]", "'0/2'"),
            ("contacts: [\"3-1/case\"]", "'3-1/case'"), ("contacts: []", "contacts: 1 to 64"),
            ("contacts: [\"1/2\", \"1/2\"]", "different"),
            ("contacts: [\"1,2/3\", \"2,1/3\"]", "space.yaml:1: contacts: 1 to 64 different"),
            ("burstCount: [1]\namplitudeMilliamperes: [1, 14]", "space.yaml:2: amplitude"),
            ("amplitudeMilliamperes: [1, 14]", "'14' found"),
            ("amplitudeMilliamperes: [3, 2]", "'2' found"),
            ("amplitudeMilliamperes: [2, 2]", "'2' found"),
            ("amplitudeMilliamperes: [1, NaN]", "'NaN' found"),
            ("amplitudeMilliamperes: [1, [2]]", "a list of 1 found"),
            ("pulseWidthMicroseconds: [80.5]", "'80.5' found"),
        ])
    func refused(_ yaml: String, _ words: String) {
        let error = #expect(throws: SettingsError.self) {
            try TherapySpace(yaml: yaml, file: "space.yaml")
        }
        let line = error.map { "\($0)" } ?? ""
        #expect(line.hasPrefix("space.yaml") && line.contains(words), "\(line)")
        #expect(!line.contains("\n"))
    }

    @Test("a file's contact that the settings lack is refused, the default's are left out")
    func missingContacts() throws {
        var settings = Settings.standard
        settings.stimulation.electrodes.broken = [2]
        let patients = StudyPatient.histories(of: Made.busy, name: "busy", count: 1, study: 1)
        let space = try TherapySpace(yaml: "contacts: [\"1/2\", \"3/case\"]", file: "space")
        #expect(throws: SettingsError.self) {
            try TherapyStudy(patients: patients, settings: settings, space: space, hours: 1)
        }
        let study = try TherapyStudy(
            patients: patients, settings: settings, space: nil, hours: 1)
        #expect(study.space.contacts.contains { $0.name == "3,4/case" })
        #expect(!study.space.contacts.contains { ($0.cathodes + $0.anodes).contains("2") })
    }

    /// The limiter trusts no plan: what it lets pass, pulse by pulse, is what would flow.
    @Test("of 100,000 random candidates none exceeds a limit, by the validator and by the limiter")
    func limits() throws {
        let study = try Made.study()
        let counts = study.space.levelCounts
        var random = SplitMix64(seed: 21)
        var accepted = 0
        var refused = 0
        for _ in 0..<100_000 {
            let candidate = Candidate(
                levels: study.space.canonical(counts.map { Int.random(in: 0..<$0, using: &random) })
            )
            let plan: StimulationPlan
            do throws(SettingsError) {
                plan = try Planner.plan(study.settings(candidate).stimulation)
            } catch {
                refused += 1
                continue
            }
            accepted += 1
            let therapy = plan.therapies.therapy(0)
            var limiter = PulseLimiter(
                electrodes: plan.electrodes,
                chargePerDayPicocoulombsMax: plan.caps.chargePerDayPicocoulombs)
            let broken = Self.violation(of: therapy, &limiter)
            try #require(broken == .none, "\(study.space.words(candidate.levels)): \(broken)")
            typealias Limits = StimulationLimits
            let burst = therapy.burst(0)
            try #require(burst.amplitudeMicroamperes <= Limits.amplitudeMicroamperesMax)
            try #require(burst.burstMicroseconds <= Int64(Limits.burstMicrosecondsMax))
            try #require(
                plan.electrodes.densityNanocoulombsPerSquareCentimetre(
                    chargePicocoulombs: burst.chargePerPhasePicocoulombs, contacts: burst.cathodes)
                    <= Limits.densityNanocoulombsPerSquareCentimetreMax)
            try #require(plan.caps.therapiesPerEpisode <= Int32(Limits.therapiesPerEpisodeMax))
            try #require(
                plan.caps.chargePerDayPicocoulombs <= Limits.chargePerDayPicocoulombsMax)
        }
        // Both kinds must be there, or nothing was tried.
        #expect(accepted > 20_000 && refused > 1_000)
    }

    /// The first pulses of either burst, and the last: all others are like them.
    private static func violation(
        of therapy: TherapyProgram, _ limiter: inout PulseLimiter
    ) -> LimiterViolation {
        var start: Int64 = 2_000
        for index in 0..<therapy.burstCount {
            let burst = therapy.burst(index)
            let end = start + burst.burstMicroseconds
            for number in 0..<burst.pulseCount where number < 2 || number == burst.pulseCount - 1 {
                let pulse = Pulse(
                    startMicroseconds: start + Int64(number) * Int64(burst.pulsePeriodMicroseconds),
                    amplitudeMicroamperes: burst.amplitudeMicroamperes,
                    firstPhaseMicroseconds: burst.pulseWidthMicroseconds,
                    interphaseGapMicroseconds: burst.interphaseGapMicroseconds,
                    secondPhaseMicroseconds: burst.pulseWidthMicroseconds,
                    cathodes: burst.cathodes, anodes: burst.anodes, burstIndex: Int32(index),
                    pulseIndex: number)
                let violation = limiter.admit(pulse)
                if violation != .none { return violation }
            }
            start = end + Int64(therapy.pauseMicroseconds)
        }
        return .none
    }
}

import Planning
import Stimulation
import Testing

@Suite("Planning the stimulation")
struct StimulationPlanningTests {
    private static let one = """
        stimulation:
          electrodes: {contacts: 4, impedanceOhms: 750.4, areaSquareMillimetres: 4.35, broken: [4],
            caseImpedanceOhms: 99.6, caseAreaSquareMillimetres: 600, complianceVolts: 4.35}
          startDelayMilliseconds: 2.3
          blankingMilliseconds: 1.001
          redetectionSeconds: 1.1
          refractorySeconds: 2.2
          therapiesPerEpisode: 3
          therapiesPerHour: 20
          therapiesPerDay: 100
          chargePerDayMicrocoulombs: 1.1
          therapies:
            - bursts:
                - {amplitudeMilliamperes: 2.3, pulseWidthMicroseconds: 80, frequencyHertz: 100,
                   interphaseGapMicroseconds: 30, durationMilliseconds: 35, cathodes: [1], anodes: [2, case]}
                - {amplitudeMilliamperes: 0.1, pulseWidthMicroseconds: 40, frequencyHertz: 333,
                   durationMilliseconds: 100, cathodes: [case], anodes: [3]}
              pauseMilliseconds: 2.3

        """

    @Test("human units become whole microseconds, microamperes and picocoulombs, to the nearest")
    func units() throws {
        let plan = try planned(Self.one).plan.stimulation
        #expect(plan.timing.startDelayMicroseconds == 2_300)
        #expect(plan.timing.blankingMicroseconds == 1_001)
        #expect(plan.timing.redetectionMicroseconds == 1_100_000)
        #expect(plan.timing.refractoryMicroseconds == 2_200_000)
        #expect(plan.caps.therapiesPerEpisode == 3 && plan.caps.therapiesPerHour == 20)
        #expect(plan.caps.therapiesPerDay == 100)
        #expect(plan.caps.chargePerDayPicocoulombs == 1_100_000)
        #expect(plan.electrodes.complianceMillivolts == 4_350)
        #expect(plan.electrodes.impedanceOhms(of: 0) == 750)
        #expect(plan.electrodes.areaSquareMicrometres(of: 2) == 4_350_000)
        #expect(plan.electrodes.impedanceOhms(of: 16) == 100)
        #expect(plan.electrodes.usable.rawValue == 0b1_0000_0000_0000_0111)

        // The last therapy is repeated up to what an episode may have.
        #expect(plan.therapies.count == 3)
        let therapy = plan.therapies.therapy(0)
        #expect(therapy.burstCount == 2 && therapy.pauseMicroseconds == 2_300)
        let (first, second) = (therapy.burst(0), therapy.burst(1))
        #expect(first.amplitudeMicroamperes == 2_300 && second.amplitudeMicroamperes == 100)
        #expect(first.pulseWidthMicroseconds == 80 && first.interphaseGapMicroseconds == 30)
        // 35 ms hold three periods of 10 ms; 333 Hz is a period of 3,004 µs, rounded up.
        #expect(first.pulsePeriodMicroseconds == 10_000 && first.pulseCount == 3)
        #expect(second.pulsePeriodMicroseconds == 3_004 && second.pulseCount == 33)
        #expect(first.cathodes.rawValue == 1 && first.anodes.rawValue == 0x1_0002)
        #expect(second.cathodes == .caseElectrode && second.anodes.rawValue == 4)
    }

    @Test("off means no therapies, and detection only")
    func off() throws {
        let yaml = Self.one.replacing("stimulation:", with: "stimulation:\n  mode: off")
        #expect(try planned(yaml).plan.stimulation.therapies.count == 0)
    }

    /// A change of the text, and what is said about it.
    @Test(
        "refusals are sentences",
        arguments: [
            (
                "amplitudeMilliamperes: 2.3", "amplitudeMilliamperes: 13",
                "stimulation.therapies[0].bursts[0].amplitudeMilliamperes: a number from 0.001 to 12 is expected, '13' found"
            ),
            (
                "pulseWidthMicroseconds: 40", "pulseWidthMicroseconds: 39",
                "stimulation.therapies[0].bursts[1].pulseWidthMicroseconds: a number from 40 to 1000 is expected, '39' found"
            ),
            (
                "frequencyHertz: 333", "frequencyHertz: 334",
                "stimulation.therapies[0].bursts[1].frequencyHertz: a number from 1 to 333 is expected, '334' found"
            ),
            (
                "durationMilliseconds: 35", "durationMilliseconds: 9",
                "stimulation.therapies[0].bursts[0]: pulse count: 0 is below the limit of 1"
            ),
            (
                "durationMilliseconds: 35", "durationMilliseconds: 5010",
                "stimulation.therapies[0].bursts[0].durationMilliseconds: a number from 0 to 5000 is expected, '5010' found"
            ),
            (
                "pauseMilliseconds: 2.3", "pauseMilliseconds: 10001",
                "stimulation.therapies[0].pauseMilliseconds: a number from 0 to 10000 is expected, '10001' found"
            ),
            (
                "anodes: [3]", "anodes: [4]",
                "stimulation.therapies[0].bursts[1]: anodes: 4 does not exist or is broken"
            ),
            (
                "anodes: [3]", "anodes: [5, 6]",
                "stimulation.therapies[0].bursts[1]: anodes: 5, 6 does not exist or is broken"
            ),
            (
                "anodes: [3]", "anodes: []",
                "stimulation.therapies[0].bursts[1]: anodes: at least one is needed"
            ),
            (
                "cathodes: [1]", "cathodes: [1, case]",
                "stimulation.therapies[0].bursts[0]: anodes: case is cathode and anode at once"
            ),
            (
                "cathodes: [1]", "cathodes: [17]",
                "stimulation.therapies[0].bursts[0].cathodes: contacts are numbers from 1 to 16 or 'case'; '17' found"
            ),
            (
                "cathodes: [1]", "cathodes: [LA1]",
                "stimulation.therapies[0].bursts[0].cathodes: contacts are numbers from 1 to 16 or 'case'; 'LA1' found"
            ),
            (
                "cathodes: [1]", "cathodes: [-9223372036854775808]",
                "stimulation.therapies[0].bursts[0].cathodes: contacts are numbers from 1 to 16 or 'case'; '-9223372036854775808' found"
            ),
            (
                "complianceVolts: 4.35", "complianceVolts: 1",
                "stimulation.therapies[0].bursts[0]: voltage: 2588 mV is above the limit of 1000 mV"
            ),
            (
                "areaSquareMillimetres: 4.35", "areaSquareMillimetres: 0.5",
                "stimulation.therapies[0].bursts[0]: charge density: 36800 nC/cm² is above the limit of 25000 nC/cm²"
            ),
            ("impedanceOhms: 750.4", "impedanceOhms: 1, caseImpedanceOhms: 0.3", nil),
            ("caseAreaSquareMillimetres: 600", "caseAreaSquareMillimetres: 2000", nil),
            (
                "chargePerDayMicrocoulombs: 1.1", "chargePerDayMicrocoulombs: 0.001",
                "stimulation.therapies[0]: charge of the therapy: 684000 pC is above the limit of 1000 pC"
            ),
            (
                "startDelayMilliseconds: 2.3", "startDelayMilliseconds: 51",
                "stimulation.startDelayMilliseconds: a number from 0 to 50 is expected, '51' found"
            ),
            (
                "therapiesPerEpisode: 3", "therapiesPerEpisode: 6",
                "stimulation.therapiesPerEpisode: a whole number from 1 to 5 is expected, '6' found"
            ),
            (
                "redetectionSeconds: 1.1", "redetectionSeconds: 0.001",
                "stimulation: redetection: 1000 µs is below the limit of 1001 µs"
            ),
        ] as [(String, String, String?)])
    func refused(part: String, change: String, expected: String?) {
        let yaml = Self.one.replacing(part, with: change)
        do throws(SettingsError) {
            _ = try planned(yaml)
            #expect(expected == nil)
        } catch {
            if let expected { #expect("\(error.field): \(error.problem)" == expected) }
        }
    }

    @Test("a therapy without bursts is refused")
    func noBursts() {
        let error = #expect(throws: SettingsError.self) {
            try planned("stimulation: {therapies: [{bursts: []}]}")
        }
        #expect(
            error?.description
                == "settings: stimulation.therapies[0].bursts: one or two bursts are needed")
    }
}

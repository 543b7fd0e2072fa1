import Stimulation
import Testing

/// The limiter alone, without plan or validator. The figures are written out, so that these tests
/// also hold the limiter's own constants equal to `StimulationLimits`.
@Suite("Pulse limiter")
struct PulseLimiterTests {
    static func limiter(
        _ electrodes: ElectrodeModel = standardElectrodes(), chargePerDay: Int64 = .max
    ) -> PulseLimiter {
        PulseLimiter(electrodes: electrodes, chargePerDayPicocoulombsMax: chargePerDay)
    }

    struct Edge: Sendable, CustomTestStringConvertible {
        var name: String
        var within: Pulse
        var beyond: Pulse
        var violation: LimiterViolation
        var electrodes = standardElectrodes()
        var testDescription: String { name }
    }

    static let edges: [Edge] = [
        Edge(
            name: "amplitude above",
            within: standardPulse(amplitude: StimulationLimits.amplitudeMicroamperesMax),
            beyond: standardPulse(amplitude: StimulationLimits.amplitudeMicroamperesMax + 1),
            violation: .amplitude),
        Edge(
            name: "amplitude below", within: standardPulse(amplitude: 1),
            beyond: standardPulse(amplitude: 0), violation: .amplitude),
        Edge(
            name: "extreme amplitude", within: standardPulse(),
            beyond: standardPulse(amplitude: .max), violation: .amplitude),
        Edge(
            name: "phase above",
            within: standardPulse(
                amplitude: 100, first: StimulationLimits.pulseWidthMicrosecondsMax),
            beyond: standardPulse(
                amplitude: 100, first: StimulationLimits.pulseWidthMicrosecondsMax + 1),
            violation: .phaseWidth),
        Edge(
            name: "phase below",
            within: standardPulse(first: StimulationLimits.pulseWidthMicrosecondsMin),
            beyond: standardPulse(first: StimulationLimits.pulseWidthMicrosecondsMin - 1),
            violation: .phaseWidth),
        Edge(
            name: "gap above",
            within: standardPulse(gap: StimulationLimits.interphaseGapMicrosecondsMax),
            beyond: standardPulse(gap: StimulationLimits.interphaseGapMicrosecondsMax + 1),
            violation: .phaseWidth),
        Edge(
            name: "gap below", within: standardPulse(gap: 0), beyond: standardPulse(gap: -1),
            violation: .phaseWidth),
        Edge(
            name: "second phase longer", within: standardPulse(second: 161),
            beyond: standardPulse(second: 162), violation: .balance),
        Edge(
            name: "second phase shorter", within: standardPulse(second: 159),
            beyond: standardPulse(second: 158), violation: .balance),
        Edge(
            name: "no cathode", within: standardPulse(), beyond: standardPulse(cathodes: .none),
            violation: .contacts),
        Edge(
            name: "no anode", within: standardPulse(), beyond: standardPulse(anodes: .none),
            violation: .contacts),
        Edge(
            name: "cathode is anode", within: standardPulse(),
            beyond: standardPulse(cathodes: contact1), violation: .contacts),
        Edge(
            name: "contact that is not there", within: standardPulse(),
            beyond: standardPulse(cathodes: ContactSet(rawValue: 4)), violation: .contacts),
        Edge(
            name: "density of the cathode",
            within: standardPulse(amplitude: 12_000, anodes: .caseElectrode),
            beyond: standardPulse(amplitude: 12_000, first: 161, anodes: .caseElectrode),
            violation: .density, electrodes: standardElectrodes(area: 7_680_000)),
        Edge(
            name: "density of the anode",
            within: standardPulse(amplitude: 12_000, cathodes: .caseElectrode),
            beyond: standardPulse(amplitude: 12_000, first: 161, cathodes: .caseElectrode),
            violation: .density, electrodes: standardElectrodes(area: 7_680_000)),
        Edge(
            name: "density of a longer second phase",
            within: standardPulse(amplitude: 12_000, first: 160, second: 160),
            beyond: standardPulse(amplitude: 12_000, first: 160, second: 161),
            violation: .density, electrodes: standardElectrodes(area: 7_680_000)),
        Edge(
            name: "compliance", within: standardPulse(amplitude: 10_000),
            beyond: standardPulse(amplitude: 10_001), violation: .compliance,
            electrodes: standardElectrodes(compliance: 10_000)),
        Edge(
            name: "compliance of parallel cathodes",
            within: standardPulse(
                amplitude: 10_000, cathodes: contact0.union(contact1), anodes: .caseElectrode),
            beyond: standardPulse(
                amplitude: 10_001, cathodes: contact0.union(contact1), anodes: .caseElectrode),
            violation: .compliance, electrodes: standardElectrodes(compliance: 3_500)),
    ]

    @Test("a pulse at the limit is admitted, one step beyond it is not", arguments: edges)
    func pulseEdges(edge: Edge) {
        var within = Self.limiter(edge.electrodes)
        #expect(within.admit(edge.within) == .none)
        var beyond = Self.limiter(edge.electrodes)
        #expect(beyond.admit(edge.beyond) == edge.violation)
        // What was refused did not count.
        #expect(beyond.chargeOfLastDayPicocoulombs == 0)
        #expect(beyond.admit(edge.within) == .none)
    }

    @Test("pulses at 333 Hz pass, one microsecond faster do not")
    func rate() {
        let period = Int64(StimulationLimits.pulsePeriodMicrosecondsMin)
        var limiter = Self.limiter()
        #expect(limiter.admit(standardPulse(start: -1)) == .rate)
        #expect(limiter.admit(standardPulse(start: 0)) == .none)
        #expect(limiter.admit(standardPulse(start: period - 1, index: 1)) == .rate)
        #expect(limiter.admit(standardPulse(start: period, index: 1)) == .none)
        #expect(limiter.admit(standardPulse(start: 0, index: 2)) == .rate)
    }

    @Test("a pulse may not begin before the last one has ended")
    func overlap() {
        var limiter = Self.limiter()
        // 900 + 2,000 + 900 is 3,800, longer than the shortest period.
        #expect(limiter.admit(standardPulse(amplitude: 100, first: 900, gap: 2_000)) == .none)
        #expect(limiter.admit(standardPulse(start: 3_799, index: 1)) == .rate)
        #expect(limiter.admit(standardPulse(start: 3_800, index: 1)) == .none)
    }

    @Test("the sixth therapy of an episode is refused")
    func therapiesPerEpisode() {
        var limiter = Self.limiter()
        for therapy in 0..<Int64(StimulationLimits.therapiesPerEpisodeMax) {
            #expect(limiter.admit(standardPulse(start: therapy * second)) == .none)
        }
        #expect(limiter.admit(standardPulse(start: 10 * second)) == .therapiesPerEpisode)
        #expect(limiter.admit(standardPulse(start: 8 * second, index: 1)) == .none)
        limiter.episodeEnded()
        #expect(limiter.admit(standardPulse(start: 20 * second)) == .none)
    }

    @Test("the day's charge is not exceeded in any 24 h, and comes back within 24 h 15 min")
    func chargePerDay() {
        let charge: Int64 = 3_000 * 160
        // At the start, in the middle and at the end of a bucket of 15 min.
        for offset in [0, 1, 450 * second, 900 * second - 1, 900 * second, 5 * day + 7] {
            var limiter = Self.limiter(chargePerDay: 2 * charge)
            #expect(limiter.admit(standardPulse(start: offset)) == .none)
            #expect(limiter.admit(standardPulse(start: offset + second, index: 1)) == .none)
            limiter.episodeEnded()
            for later in [2 * second, hour, day - second, day - 1, day] {
                #expect(limiter.admit(standardPulse(start: offset + later)) == .chargePerDay)
            }
            #expect(
                limiter.admit(standardPulse(start: offset + day + 901 * second)) == .none)
        }
    }

    @Test("a looser cap than the hard one is not taken, a tighter one is")
    func hardChargeCap() {
        // 12 mA × 1 ms is 12 µC a pulse, so 20,833 pulses reach 0.25 C but for 4 µC.
        let electrodes = standardElectrodes(area: 2_000_000_000)
        var limiter = Self.limiter(electrodes, chargePerDay: .max)
        var admitted: Int64 = 0
        // 15 s apart, so that the duty does not interfere.
        while admitted < 30_000 {
            let pulse = standardPulse(
                start: admitted * 4 * second, amplitude: 12_000, first: 1_000, gap: 0)
            limiter.episodeEnded()
            if limiter.admit(pulse) != .none { break }
            admitted += 1
        }
        #expect(
            admitted == StimulationLimits.chargePerDayPicocoulombsMax / 12_000_000)
        var tight = Self.limiter(chargePerDay: 3_000 * 160 - 1)
        #expect(tight.admit(standardPulse()) == .chargePerDay)
    }

    @Test("pulses fill at most 360 s of an hour")
    func duty() {
        var limiter = Self.limiter()
        // 4 ms each: 90,000 of them.
        var admitted: Int64 = 0
        var violation = LimiterViolation.none
        while violation == .none && admitted < 100_000 {
            limiter.episodeEnded()
            violation = limiter.admit(
                standardPulse(
                    start: admitted * 10_000, amplitude: 1, first: 1_000, gap: 2_000))
            if violation == .none { admitted += 1 }
        }
        #expect(violation == .duty)
        #expect(admitted * 4_000 == StimulationLimits.activePerHourMicrosecondsMax)
        let again = standardPulse(start: hour + 38 * second, amplitude: 1)
        limiter.episodeEnded()
        #expect(limiter.admit(again) == .none)
    }

    @Test("what was put in must have been taken back")
    func balance() {
        var limiter = Self.limiter()
        #expect(limiter.settle(standardPulse()) == .none)
        #expect(limiter.settle(standardPulse(first: 80, second: 79)) == .none)
        #expect(limiter.settle(standardPulse(first: 80, second: 78)) == .balance)
        // A step in each pulse adds up over the run.
        var drifting = Self.limiter()
        var settled = 0
        while settled < 100, drifting.settle(standardPulse(first: 80, second: 79)) == .none {
            settled += 1
        }
        #expect(settled == 4)
    }

    @Test("negative impedances and areas are refused")
    func hostileElectrodes() {
        var area = Self.limiter(standardElectrodes(area: -1))
        #expect(area.admit(standardPulse()) == .density)
        var impedance = Self.limiter(standardElectrodes(impedance: .min))
        #expect(impedance.admit(standardPulse()) == .compliance)
        var large = Self.limiter(standardElectrodes(impedance: .max, compliance: .max))
        #expect(large.admit(standardPulse()) == .compliance)
    }
}

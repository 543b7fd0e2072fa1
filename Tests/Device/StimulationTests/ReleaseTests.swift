@_spi(Testing) import Stimulation
import TestSupport
import Testing

/// Pulses for an actuator that must have them before they begin.
@Suite("Stimulator: pulses released")
struct ReleaseTests {
    /// Everything that may be released before `tick`, from `start` on.
    private static func released(
        _ stimulator: inout Stimulator, from start: Int64, before tick: Int64
    ) -> [Pulse] {
        var release = stimulator.release()
        var pulses: [Pulse] = []
        while let pulse = stimulator.nextPulse(of: &release, before: tick) {
            if pulse.startMicroseconds >= start { pulses.append(pulse) }
        }
        return pulses
    }

    @Test(
        "hop by hop, two hops ahead, they are the pulses that are then issued",
        arguments: [Int64(10_000), 20_020, 40_000])
    func ahead(hop: Int64) throws {
        let therapy = TherapyProgram(
            standardBurst(period: 3_004, count: 100), pauseMicroseconds: 7_000,
            then: standardBurst(amplitude: 2_000, period: 8_000, count: 40))
        var stimulator = Stimulator(
            plan: try StimulatorTests.plan(therapies: list(therapy)))
        guard case .started = stimulator.respond(toDetection: true, at: 0) else {
            Issue.record("no therapy")
            return
        }
        var given: [Pulse] = []
        var issued: [Pulse] = []
        var until: Int64 = 0
        for tick in stride(from: Int64(0), to: 2 * second, by: Int(hop)) {
            issued += stimulator.drain(before: tick)
            given += Self.released(&stimulator, from: until, before: tick + 2 * hop)
            until = tick + 2 * hop
        }
        #expect(given.count == 140)
        #expect(given == issued)
    }

    /// First edge at 1,000 µs, a pulse each 5,000 µs with phases of 160 µs: the horizon lies before,
    /// within and behind a pulse, and so does the cut.
    @Test(
        "what was committed to is issued whole, wherever the cut falls, and nothing after it",
        arguments: [Int64(500), 1_050, 6_000, 6_001, 6_400, 20_000],
        [Int64(900), 1_001, 1_100, 5_999, 6_080, 6_300, 11_100, 30_000])
    func committed(until horizon: Int64, cut: Int64) throws {
        // Fetched up to the cut, or not at all before it: the result is the same.
        for fetchedUntil in [cut, 0] {
            var stimulator = try SafeStateTests.started()
            let released = Self.released(&stimulator, from: 0, before: horizon)
            stimulator.commit(pulsesBefore: horizon)
            var pulses = stimulator.drain(before: fetchedUntil)
            stimulator.enterSafeState(.sourceLost, at: cut)
            stimulator.enterSafeState(.recordingGap, at: cut + 1)
            pulses += stimulator.drain(before: second)
            #expect(Array(pulses.prefix(released.count)) == released)
            let rest = pulses.dropFirst(released.count)
            #expect(rest.allSatisfy { $0.startMicroseconds < cut })
            #expect(pulses.count == max(released.count, (Int(cut) - 1_000 + 4_999) / 5_000))
            #expect(stimulator.ledger.pulsesIssued == Int64(pulses.count))
            #expect(stimulator.ledger.netPicocoulombs == 0 && !stimulator.isDelivering)
            let end = pulses.last.map { $0.startMicroseconds + 5_000 + 100_000 }
            #expect(
                stimulator.blankedUntilMicroseconds == end ?? stimulator.blankedFromMicroseconds)
        }
    }

    @Test("what the limiter refuses is not released, nor anything after it")
    func limited() throws {
        let burst = standardBurst(amplitude: 20_000, count: 3)
        let plan = try StimulatorTests.plan()
        var stimulator = Stimulator(
            plan: StimulationPlan(
                uncheckedTherapies: list(
                    TherapyProgram(standardBurst(count: 2), pauseMicroseconds: 0, then: burst)),
                electrodes: plan.electrodes, timing: plan.timing, caps: plan.caps))
        _ = stimulator.respond(toDetection: true, at: 0)
        #expect(Self.released(&stimulator, from: 0, before: second).count == 2)
        #expect(stimulator.violation == .none)
        #expect(stimulator.drain(before: second).count == 2)
        #expect(stimulator.violation == .amplitude)
    }

    @Test("a train that is cut releases nothing after the cut")
    func cut() throws {
        var stimulator = Stimulator(plan: try StimulatorTests.plan())
        _ = stimulator.respond(toDetection: true, at: 0)
        _ = stimulator.drain(before: 8_000)
        #expect(!Self.released(&stimulator, from: 8_000, before: second).isEmpty)
        stimulator.enterSafeState(.ringOverrun, at: 8_000)
        #expect(Self.released(&stimulator, from: 0, before: second).isEmpty)
    }
}

@_spi(Testing) import Stimulation
import Testing

@Suite("Stimulator: safe state")
struct SafeStateTests {
    /// First edge at 1,000 µs; phases of 160 µs, gap of 100 µs.
    static func started() throws -> Stimulator {
        let plan = try StimulationPlan(
            therapies: standardTherapies(), electrodes: standardElectrodes(),
            timing: TherapyTiming(startDelayMicroseconds: 1_000))
        var stimulator = Stimulator(plan: plan)
        _ = stimulator.respond(toDetection: true, at: 0)
        return stimulator
    }

    /// Every microsecond of the second pulse (edge at 6,000 µs), and some round it.
    @Test(
        "a pulse cut at any microsecond is balanced and handed out once", arguments: 5_990...6_430)
    func cut(at cut: Int64) throws {
        // Fetched up to the cut, a while before it, or not at all: the result is the same.
        var results: [[Pulse]] = []
        var ledgers: [ChargeLedger] = []
        var blankings: [Int64] = []
        for fetchedUntil in [cut, 5_000, 0] {
            var stimulator = try Self.started()
            var pulses = stimulator.drain(before: fetchedUntil)
            stimulator.enterSafeState(.sourceLost, at: cut)
            #expect(stimulator.state == .safeState)
            pulses += stimulator.drain(before: second)
            results.append(pulses)
            ledgers.append(stimulator.ledger)
            blankings.append(stimulator.blankedUntilMicroseconds)
        }
        #expect(results[1] == results[0] && results[2] == results[0])
        #expect(ledgers[1] == ledgers[0] && ledgers[2] == ledgers[0])
        #expect(blankings[1] == blankings[0] && blankings[2] == blankings[0])

        let pulses = results[0]
        #expect(pulses.count == (cut <= 6_000 ? 1 : 2))
        #expect(ledgers[0].pulsesIssued == Int64(pulses.count))
        #expect(ledgers[0].netPicocoulombs == 0)
        #expect(blankings[0] == (cut <= 6_000 ? 6_000 : 11_000) + 100_000)
        guard let last = pulses.last else { return }
        #expect(last.imbalancePicocoulombs == 0)
        let isInFirstPhase = cut > 6_000 && cut < 6_160
        #expect(last.wasCut == isInFirstPhase)
        #expect(ledgers[0].pulsesCut == (isInFirstPhase ? 1 : 0))
        #expect(Int64(last.firstPhaseMicroseconds) == (isInFirstPhase ? cut - 6_000 : 160))
    }

    @Test("a train that has not begun leaves no pulse and no blanking")
    func beforeFirstPulse() throws {
        var stimulator = try Self.started()
        stimulator.enterSafeState(.recordingGap, at: 999)
        #expect(stimulator.drain(before: second).isEmpty)
        #expect(stimulator.blankedUntilMicroseconds <= stimulator.blankedFromMicroseconds)
        #expect(stimulator.ledger.therapies == 1)
        #expect(stimulator.ledger.bursts == 0)
    }

    @Test("a cut in the pause between two bursts leaves the second out")
    func betweenBursts() throws {
        let plan = try StimulationPlan(
            therapies: list(
                TherapyProgram(
                    standardBurst(count: 2), pauseMicroseconds: 500_000,
                    then: standardBurst(period: 8_000))),
            electrodes: standardElectrodes(), timing: TherapyTiming(startDelayMicroseconds: 0))
        var stimulator = Stimulator(plan: plan)
        _ = stimulator.respond(toDetection: true, at: 0)
        #expect(stimulator.drain(before: 200_000).count == 2)
        stimulator.enterSafeState(.ringOverrun, at: 200_000)
        #expect(stimulator.drain(before: second).isEmpty)
        #expect(stimulator.blankedUntilMicroseconds == 10_000 + 100_000)
    }

    @Test("the first reason stays until the state is left; then stimulation may go on")
    func reasons() throws {
        var stimulator = try Self.started()
        stimulator.enterSafeState(.recordingGap, at: 2_000)
        stimulator.enterSafeState(.missedDeadline, at: 2_500)
        #expect(stimulator.safeStateReason == .recordingGap)
        _ = stimulator.drain(before: minute)
        #expect(
            stimulator.respond(toDetection: true, at: minute)
                == .refused(.safeState, isRepeated: false))
        #expect(
            stimulator.respond(toDetection: true, at: minute + 1)
                == .refused(.safeState, isRepeated: true))
        #expect(stimulator.leaveSafeState(at: minute + 2) == true)
        #expect(stimulator.safeStateReason == .none)
        // The cut therapy was the episode's first; this is its second.
        let next = stimulator.respond(toDetection: true, at: minute + 3)
        #expect(
            next == .started(therapyIndex: 1, firstPulseMicroseconds: minute + 1_003))
        stimulator.enterSafeState(.none, at: 2 * minute)
        #expect(stimulator.safeStateReason == .stoppedByUser)
    }

    @Test("entering, leaving and entering again inside one pulse cuts it once")
    func twice() throws {
        var stimulator = try Self.started()
        #expect(stimulator.drain(before: 1_050).isEmpty)
        stimulator.enterSafeState(.sourceLost, at: 1_050)
        #expect(stimulator.leaveSafeState(at: 1_060) == true)
        #expect(
            stimulator.respond(toDetection: true, at: 1_065)
                == .refused(.bursting, isRepeated: false))
        stimulator.enterSafeState(.sourceLost, at: 1_070)
        let pulses = stimulator.drain(before: second)
        #expect(pulses.map(\.firstPhaseMicroseconds) == [50])
        #expect(pulses.map(\.secondPhaseMicroseconds) == [50])
    }

    /// A programme that no validator saw, which breaks one limit.
    struct Unchecked: Sendable {
        var burst: BurstProgram
        var violation: LimiterViolation
        var issued: Int
    }

    @Test(
        "the limiter stops what the validator did not see, and stays tripped",
        arguments: [
            Unchecked(
                burst: standardBurst(amplitude: 12_001), violation: .amplitude, issued: 0),
            Unchecked(burst: standardBurst(amplitude: .min), violation: .amplitude, issued: 0),
            Unchecked(
                burst: standardBurst(amplitude: 100, width: 1_001), violation: .phaseWidth,
                issued: 0),
            Unchecked(burst: standardBurst(width: .min), violation: .phaseWidth, issued: 0),
            Unchecked(burst: standardBurst(gap: 2_001), violation: .phaseWidth, issued: 0),
            Unchecked(burst: standardBurst(period: 3_003), violation: .rate, issued: 1),
            Unchecked(burst: standardBurst(period: 0), violation: .rate, issued: 1),
            Unchecked(burst: standardBurst(period: .min), violation: .rate, issued: 1),
            Unchecked(
                burst: standardBurst(amplitude: 100, width: 900, gap: 2_000, period: 3_799),
                violation: .rate, issued: 1),
            Unchecked(burst: standardBurst(anodes: .none), violation: .contacts, issued: 0),
            Unchecked(burst: standardBurst(cathodes: contact1), violation: .contacts, issued: 0),
            Unchecked(
                burst: standardBurst(amplitude: 11_000, width: 182), violation: .density,
                issued: 0),
            Unchecked(
                burst: standardBurst(amplitude: 12_000, width: 100), violation: .compliance,
                issued: 0),
        ])
    func limiterTrips(unchecked: Unchecked) {
        let plan = StimulationPlan(
            uncheckedTherapies: standardTherapies(5, burst: unchecked.burst),
            electrodes: standardElectrodes(compliance: 11_500), timing: TherapyTiming(),
            caps: TherapyCaps(chargePerDayPicocoulombs: 50_000_000))
        var stimulator = Stimulator(plan: plan)
        guard case .started = stimulator.respond(toDetection: true, at: 0) else {
            Issue.record("the caps refused the train before the limiter saw it")
            return
        }
        let pulses = stimulator.drain(before: minute)
        #expect(pulses.count == unchecked.issued)
        #expect(stimulator.state == .limiterTripped)
        #expect(stimulator.violation == unchecked.violation)
        #expect(stimulator.safeStateReason == .limiter)
        #expect(stimulator.ledger.pulsesRefused == 1)
        #expect(stimulator.leaveSafeState(at: hour) == false)
        stimulator.episodeEnded(at: hour)
        #expect(
            stimulator.respond(toDetection: true, at: day)
                == .refused(.limiterTripped, isRepeated: false))
        #expect(stimulator.drain(before: 2 * day).isEmpty)
    }

    @Test(
        "a train that the reservations see through is not begun",
        arguments: [standardBurst(count: 1_000), standardBurst(amplitude: .max)])
    func reservations(burst: BurstProgram) {
        let plan = StimulationPlan(
            uncheckedTherapies: standardTherapies(5, burst: burst),
            electrodes: standardElectrodes(), timing: TherapyTiming(),
            caps: TherapyCaps(chargePerDayPicocoulombs: 50_000_000))
        var stimulator = Stimulator(plan: plan)
        #expect(
            stimulator.respond(toDetection: true, at: 0)
                == .refused(.chargeCap, isRepeated: false))
        #expect(stimulator.drain(before: hour).isEmpty)
        #expect(stimulator.violation == .none)
    }
}

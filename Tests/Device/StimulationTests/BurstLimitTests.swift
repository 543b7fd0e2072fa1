@_spi(Testing) import Stimulation
import TestSupport
import Testing

/// A programme that breaks in memory after it was validated: the limiter ends what lasts longer than a
/// burst or a therapy may.
@Suite("Pulse limiter: bursts")
struct BurstLimitTests {
    private static func stimulator(_ therapy: TherapyProgram) throws -> Stimulator {
        let plan = try StimulatorTests.plan()
        return Stimulator(
            plan: StimulationPlan(
                uncheckedTherapies: list(therapy), electrodes: plan.electrodes,
                timing: plan.timing, caps: plan.caps))
    }

    private static func start(_ therapy: TherapyProgram) throws -> Stimulator {
        var stimulator = try stimulator(therapy)
        guard case .started = stimulator.respond(toDetection: true, at: 0) else {
            Issue.record("no therapy")
            return stimulator
        }
        return stimulator
    }

    @Test("a burst of the longest length passes, a pulse more does not", arguments: [3_004, 5_000])
    func length(period: Int32) throws {
        let most = StimulationLimits.burstMicrosecondsMax / period
        var within = try Self.start(TherapyProgram(standardBurst(period: period, count: most)))
        #expect(within.drain(before: minute).count == Int(most))
        #expect(within.violation == .none)
        // A bit of the number of pulses flipped.
        var beyond = try Self.start(
            TherapyProgram(standardBurst(period: period, count: most | 1 << 14)))
        let pulses = beyond.drain(before: hour)
        let first = try #require(pulses.first)
        let last = try #require(pulses.last)
        #expect(
            last.startMicroseconds - first.startMicroseconds
                < Int64(StimulationLimits.burstMicrosecondsMax))
        #expect(beyond.violation == .burst)
    }

    @Test("nothing beyond it is released")
    func released() throws {
        var stimulator = try Self.start(
            TherapyProgram(
                standardBurst(count: 20), pauseMicroseconds: 0,
                then: standardBurst(count: 20 | 1 << 14)))
        var release = stimulator.release()
        var latest: Int64 = 0
        while let pulse = stimulator.nextPulse(of: &release, before: hour) {
            latest = pulse.startMicroseconds
        }
        #expect(latest > 5 * second)
        #expect(latest < 5 * second + 110_000)
        #expect(stimulator.violation == .none)
    }

    @Test("a third burst is none of the therapy")
    func thirdBurst() {
        var limiter = PulseLimiterTests.limiter()
        #expect(limiter.admit(standardPulse()) == .none)
        #expect(limiter.admit(standardPulse(start: second, burst: 1)) == .none)
        #expect(limiter.admit(standardPulse(start: 2 * second, burst: 1)) == .burst)
        #expect(limiter.admit(standardPulse(start: 2 * second, burst: 2)) == .burst)
        #expect(limiter.admit(standardPulse(start: 3 * second)) == .none)
        #expect(limiter.admit(standardPulse(start: 4 * second, burst: 1)) == .none)
    }

    @Test("a second burst after the longest pause passes, later it does not")
    func pause() {
        let longest =
            Int64(StimulationLimits.burstMicrosecondsMax)
            + Int64(StimulationLimits.burstPauseMicrosecondsMax)
        for (start, violation) in [(longest, LimiterViolation.none), (longest + 1, .burst)] {
            var limiter = PulseLimiterTests.limiter()
            #expect(limiter.admit(standardPulse()) == .none)
            #expect(limiter.admit(standardPulse(start: start, burst: 1)) == violation)
        }
    }
}

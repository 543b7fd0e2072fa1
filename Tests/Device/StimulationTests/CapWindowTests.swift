import Stimulation
import Testing

/// The rolling caps at the edges of their windows.
@Suite("Stimulator: caps per hour and day")
struct CapWindowTests {
    /// Trains of one pulse, and nothing but the caps to hold them back.
    static func stimulator(_ caps: TherapyCaps) throws -> Stimulator {
        Stimulator(
            plan: try StimulationPlan(
                therapies: standardTherapies(5, burst: standardBurst(count: 1)),
                electrodes: standardElectrodes(),
                timing: TherapyTiming(
                    startDelayMicroseconds: 0, blankingMicroseconds: 0, redetectionMicroseconds: 0,
                    refractoryMicroseconds: 0), caps: caps))
    }

    /// A detection in an episode of its own.
    static func detect(_ stimulator: inout Stimulator, at tick: Int64) -> TherapyResponse {
        _ = stimulator.drain(before: tick)
        let response = stimulator.respond(toDetection: true, at: tick)
        stimulator.episodeEnded(at: tick)
        return response
    }

    struct Window: Sendable {
        var caps: TherapyCaps
        var reason: RefusalReason
        var length: Int64
    }

    static let windows = [
        Window(caps: TherapyCaps(therapiesPerHour: 3), reason: .hourCap, length: hour),
        Window(caps: TherapyCaps(therapiesPerDay: 3), reason: .dayCap, length: day),
        Window(
            caps: TherapyCaps(chargePerDayPicocoulombs: 3 * 480_000), reason: .chargeCap,
            length: day),
    ]

    @Test(
        "no window holds more than its cap, and the cap opens again within 98/96 of it",
        arguments: windows, [Int64(0), 1, 37_499_999, 37_500_000, 899_999_999, 12_345_678_901])
    func edges(window: Window, offset: Int64) throws {
        var stimulator = try Self.stimulator(window.caps)
        for index in 0..<Int64(3) {
            let response = Self.detect(&stimulator, at: offset + index * 10_000)
            guard case .started = response else {
                Issue.record("therapy \(index) was not started: \(response)")
                return
            }
        }
        let refused = TherapyResponse.refused(window.reason, isRepeated: false)
        let bucket = window.length / 96
        for later in [
            30_000, window.length / 2, window.length - 1, window.length, window.length + bucket,
        ] {
            #expect(Self.detect(&stimulator, at: offset + later) == refused)
        }
        let opened = offset + window.length + 2 * bucket + 20_000
        guard case .started = Self.detect(&stimulator, at: opened) else {
            Issue.record("the cap did not open again")
            return
        }
        #expect(stimulator.ledger.pulsesIssued == 3)
        #expect(stimulator.drain(before: opened + second).count == 1)
        #expect(stimulator.violation == .none)
    }

    @Test("a train whose pulses would exceed the hour's duty is not started")
    func duty() throws {
        // 1,000 pulses of 4 ms every 5 ms: 4 s of the hour's 360 s.
        let burst = standardBurst(
            amplitude: 1, width: 1_000, gap: 2_000, period: 5_000, count: 1_000)
        var stimulator = Stimulator(
            plan: try StimulationPlan(
                therapies: standardTherapies(5, burst: burst), electrodes: standardElectrodes(),
                timing: TherapyTiming(refractoryMicroseconds: 0),
                caps: TherapyCaps(therapiesPerHour: 200)))
        var started = 0
        var last = TherapyResponse.idle
        for step in 0..<Int64(95) {
            last = Self.detect(&stimulator, at: step * 8 * second)
            if case .started = last { started += 1 }
        }
        #expect(started == 90)
        #expect(last == .refused(.dutyCap, isRepeated: false))
        #expect(stimulator.violation == .none)
    }

    /// The worst case for the two windows: a long silence, then a train whose charge comes 15 s
    /// after its decision, at the very start of one of the limiter's buckets.
    @Test("the limiter never stops a train that the caps let begin")
    func limiterStaysWithinCaps() throws {
        let bucket = 900 * second
        let boundary = 300 * bucket
        let decision = boundary - 10_100_000
        func burst(_ amplitude: Int32) -> BurstProgram {
            standardBurst(amplitude: amplitude, period: 100_000, count: 1)
        }
        let tiny = TherapyProgram(burst(1))
        let late = TherapyProgram(burst(1), pauseMicroseconds: 10_000_000, then: burst(3_000))
        let plan = try StimulationPlan(
            therapies: list(tiny, late, TherapyProgram(burst(3_000))),
            electrodes: standardElectrodes(), timing: TherapyTiming(startDelayMicroseconds: 0),
            caps: TherapyCaps(chargePerDayPicocoulombs: 480_000 + 320))
        var stimulator = Stimulator(plan: plan)
        for tick in [decision + 1 - bucket, decision] {
            guard case .started = stimulator.respond(toDetection: true, at: tick) else {
                Issue.record("no therapy at \(tick)")
                return
            }
            _ = stimulator.drain(before: tick + minute)
        }
        // Every second round the instant at which the windows forget, until the train begins.
        var tick = decision + 97 * bucket + 1 - 20 * second
        var response = TherapyResponse.idle
        while tick < decision + 99 * bucket {
            response = stimulator.respond(toDetection: true, at: tick)
            if case .started = response { break }
            tick += second
        }
        #expect(response == .started(therapyIndex: 2, firstPulseMicroseconds: tick))
        #expect(stimulator.drain(before: tick + second).count == 1)
        #expect(stimulator.violation == .none)
    }
}

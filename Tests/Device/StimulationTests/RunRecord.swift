import Stimulation

/// A simulated run of a programme and everything that was seen of it.
struct RunRecord: Equatable {
    struct Start: Equatable {
        var therapyIndex: Int32
        var decision: Int64
        var firstPulse: Int64
        var episode: Int
    }

    var pulses: [Pulse] = []
    var starts: [Start] = []
    var responses: [TherapyResponse] = []
    var aborts: [Int64] = []
    var ledger = ChargeLedger()
    var state = StimulatorState.ready

    /// Random detections, ends of episodes and aborts from `seed`; pulses fetched in pieces that
    /// depend on `splitSeed` only. After a therapy has started, one time in three the next thing
    /// is an abort at a random microsecond of one of its pulses.
    init(
        program: RandomProgram, plan: StimulationPlan, seed: UInt64, splitSeed: UInt64, steps: Int
    ) {
        var generator = SeededGenerator(seed: seed)
        var splits = SeededGenerator(seed: splitSeed)
        var stimulator = Stimulator(plan: plan)
        var tick: Int64 = 0
        var episode = 0
        var isJustStarted = false
        for _ in 0..<steps {
            var next = tick + Self.interval(using: &generator)
            let isAbortInPulse = isJustStarted && generator.chance(33)
            if isAbortInPulse, let start = starts.last {
                let burst = program.therapies[Int(start.therapyIndex)].bursts[0]
                let index = Int64.random(in: 0..<Int64(burst.pulseCount), using: &generator)
                next =
                    start.firstPulse + index * Int64(burst.pulsePeriodMicroseconds)
                    + Int64.random(in: 0...burst.pulseMicroseconds, using: &generator)
            }
            isJustStarted = false
            while splits.chance(60) {
                pulses += stimulator.drain(
                    before: Int64.random(in: tick...next, using: &splits))
            }
            tick = next
            pulses += stimulator.drain(before: tick)
            switch isAbortInPulse ? 0 : Int.random(in: 0..<100, using: &generator) {
            case 0..<4:
                stimulator.enterSafeState(.missedDeadline, at: tick)
                aborts.append(tick)
            case 4..<30: stimulator.leaveSafeState(at: tick)
            case 30..<38:
                stimulator.episodeEnded(at: tick)
                episode += 1
            default: break
            }
            let response = stimulator.respond(toDetection: generator.chance(85), at: tick)
            responses.append(response)
            if case .started(let index, let first) = response {
                isJustStarted = true
                starts.append(
                    Start(therapyIndex: index, decision: tick, firstPulse: first, episode: episode))
            }
        }
        pulses += stimulator.drain(before: tick + hour)
        ledger = stimulator.ledger
        state = stimulator.state
    }

    /// From microseconds to hours, in µs.
    private static func interval(using generator: inout SeededGenerator) -> Int64 {
        let longest: Int64 =
            switch Int.random(in: 0..<100, using: &generator) {
            case 0..<25: 500
            case 25..<50: 50_000
            case 50..<75: 3 * second
            case 75..<95: 20 * second
            case 95..<99: 30 * minute
            default: 10 * hour
            }
        return Int64.random(in: 1...longest, using: &generator)
    }
}

import Acquisition
import Testing

@Suite("Stages of a round trip")
struct RoundTripLogTests {
    /// A trial on the frames of an input of 1,000 Hz, every part of it set.
    private struct Simulated {
        var start = 5_000.25
        var outward = 40.0
        var persistence = 320
        var decisionSeconds = 0.002
        var pulseAfter = 57.0
        var edge: Int64?
        var secondEdge: Int64?

        var burst: Double { (start + outward).rounded(.down) }
        var decided: Int64 { Int64(burst) + Int64(persistence) }
    }

    private func simulated(_ trials: [Simulated]) -> RoundTripLog {
        var log = RoundTripLog(rateHertz: 1_000, burstFrames: 900)
        for (number, trial) in trials.enumerated() {
            log.take(RoundTripNews(.played, trial: number, frame: trial.start))
            log.take(RoundTripNews(.burst, frame: trial.burst))
            log.take(
                .init(
                    frame: trial.decided, decisionSeconds: trial.decisionSeconds, isAnswered: true))
            log.take(RoundTripNews(.pulse, frame: Double(trial.decided) + trial.pulseAfter))
            for edge in [trial.edge, trial.secondEdge].compactMap({ $0 }) { log.take(edge: edge) }
        }
        return log
    }

    @Test("each stage is what was put between the frames, and they add up to the whole")
    func stages() throws {
        var trials: [Simulated] = []
        for number in 0..<20 {
            var trial = Simulated()
            trial.start += 7_000 * Double(number)
            trial.outward += Double(number)
            trial.persistence += number
            trial.decisionSeconds = 0.001 * Double(number)
            trial.pulseAfter = 30 + 2 * Double(number)
            trials.append(trial)
        }
        let (found, unbidden) = simulated(trials).trials(of: 20)
        #expect(found.count == 20 && unbidden == 0)
        for (trial, found) in zip(trials, found) {
            let times = try #require(found.times)
            #expect(found.outcome == .answered)
            let outward = (trial.burst - trial.start) / 1_000
            #expect(abs(times.outward - outward) < 1e-9)
            let persistence = Double(trial.persistence) / 1_000
            #expect(abs(times.persistence - persistence) < 1e-9)
            #expect(times.decision == trial.decisionSeconds)
            let answer = trial.pulseAfter / 1_000 - trial.decisionSeconds
            #expect(abs(times.answer - answer) < 1e-9)
            let whole = (Double(trial.decided) + trial.pulseAfter - trial.start) / 1_000
            #expect(abs(times.whole - whole) < 1e-9)
            #expect(abs(times.machine - (whole - times.persistence)) < 1e-9)
            #expect(times.edge == nil && times.edgeToEdge == nil)
        }
    }

    @Test("an external edge is measured from the output, and to the edge of the pulse")
    func edges() throws {
        var trial = Simulated()
        trial.edge = 5_017
        trial.secondEdge = trial.decided + 61
        let times = try #require(simulated([trial]).trials(of: 1).trials[0].times)
        let edge = try #require(times.edge)
        #expect(abs(edge - 0.016_75) < 1e-9)
        let between = Double(trial.decided + 61 - 5_017) / 1_000
        let edgeToEdge = try #require(times.edgeToEdge)
        #expect(abs(edgeToEdge - between) < 1e-9)
        // An edge that comes again before the decision is none of the pulse's.
        trial.secondEdge = trial.decided - 10
        let once = try #require(simulated([trial]).trials(of: 1).trials[0].times)
        #expect(once.edgeToEdge == nil)
    }

    @Test("what is missing names the outcome")
    func outcomes() {
        func outcome(_ fill: (inout RoundTripLog) -> Void) -> RoundTripTrial.Outcome? {
            var log = RoundTripLog(rateHertz: 1_000, burstFrames: 900)
            log.take(RoundTripNews(.played, trial: 0, frame: 5_000))
            fill(&log)
            return log.trials(of: 1).trials.first?.outcome
        }
        let burst = RoundTripNews(.burst, frame: 5_040)
        let seen = RoundTripLog.Onset(frame: 5_360, decisionSeconds: 0, isAnswered: true)
        let refused = RoundTripLog.Onset(frame: 5_360, decisionSeconds: 0, isAnswered: false)
        let broken = RoundTripNews(.broken, frame: 5_100)
        #expect(outcome { _ in } == .notReturned)
        #expect(outcome { $0.take(broken) } == .broken)
        #expect(outcome { $0.take(burst) } == .missed)
        #expect(
            outcome {
                $0.take(burst)
                $0.take(broken)
            } == .broken)
        #expect(
            outcome {
                $0.take(burst)
                $0.take(refused)
            } == .withheld)
        #expect(
            outcome {
                $0.take(burst)
                $0.take(seen)
            } == .pulseLost)
        #expect(
            outcome {
                $0.take(burst)
                $0.take(RoundTripNews(.clipped, frame: 5_040))
                $0.take(seen)
            } == .clipped)
        // A pulse before the decision is not its answer; frames lost after the answer change nothing.
        #expect(
            outcome {
                $0.take(burst)
                $0.take(RoundTripNews(.pulse, frame: 5_200))
                $0.take(seen)
            } == .pulseLost)
        #expect(
            outcome {
                $0.take(burst)
                $0.take(seen)
                $0.take(RoundTripNews(.pulse, frame: 5_400))
                $0.take(broken)
            } == .answered)
    }

    @Test("a detection outside of every burst is unbidden, and takes nothing from a trial")
    func unbidden() {
        var log = simulated([Simulated(), Simulated(start: 12_000)])
        for frame: Int64 in [4_000, 9_500, 19_000] {
            log.take(.init(frame: frame, decisionSeconds: 0, isAnswered: true))
        }
        let (trials, unbidden) = log.trials(of: 2)
        #expect(unbidden == 3)
        #expect(trials.allSatisfy { $0.outcome == .answered })
    }

    @Test("a burst whose instant was lost with its stream is counted")
    func untold() {
        var log = RoundTripLog(rateHertz: 1_000, burstFrames: 900)
        log.take(RoundTripNews(.broken, frame: -1))
        log.take(RoundTripNews(.played, trial: 1, frame: 12_000))
        let (trials, _) = log.trials(of: 2)
        #expect(trials.map(\.outcome) == [.notReturned, .broken])
    }
}

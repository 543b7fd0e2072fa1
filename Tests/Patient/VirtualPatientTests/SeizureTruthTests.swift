import Testing

@testable import VirtualPatient

@Suite("True seizures come from the state")
struct SeizureTruthTests {
    /// Two nodes at 10 steps and 10 frames a second; quiet for 1 s ends, under 0.5 s does not count.
    private func truth() -> SeizureTruth {
        var criterion = SeizureCriterion()
        criterion.quietSeconds = 1
        return SeizureTruth(
            nodeCount: 2, criterion: criterion, stepsPerSecond: 10, minimumFrames: 5,
            clock: StepClock(stepsPerSecond: 10, rateNumerator: 10, rateDenominator: 1))
    }

    private func states(_ first: Double, _ second: Double) -> [EpileptorVariables<Four>] {
        [
            EpileptorVariables(
                x1: Four(first, second, EpileptorNetwork.fillingX1, EpileptorNetwork.fillingX1),
                y1: .zero, z: .zero, x2: .zero, y2: .zero, g: .zero)
        ]
    }

    /// x1 of node 0 is up in `first`, of node 1 in `second`.
    private func run(_ first: [Range<Int64>], _ second: [Range<Int64>], to: Int64) -> SeizureTruth {
        var truth = truth()
        for step in 0..<to {
            func x1(_ spans: [Range<Int64>]) -> Double {
                spans.contains { $0.contains(step) } ? 0.5 : -1.6
            }
            truth.observe(states(x1(first), x1(second)), step: step)
        }
        return truth
    }

    @Test("onset, end and spread")
    func spread() {
        let seizures = run([10..<30], [20..<41], to: 100).seizures(at: 100)
        #expect(
            seizures == [
                TrueSeizure(
                    onsetFrame: 10, offsetFrame: 40,
                    participations: [
                        .init(node: 0, onsetFrame: 10, offsetFrame: 29),
                        .init(node: 1, onsetFrame: 20, offsetFrame: 40),
                    ])
            ])
    }

    @Test("a dip shorter than the quiet time does not split; a longer one does")
    func dips() {
        #expect(run([10..<30, 38..<60], [], to: 100).seizures(at: 100).count == 1)
        #expect(run([10..<30, 45..<60], [], to: 100).seizures(at: 100).count == 2)
    }

    @Test("too short does not count; an open one counts once it is long enough")
    func shortAndOpen() {
        #expect(run([10..<13], [], to: 100).seizures(at: 100).isEmpty)
        #expect(run([10..<50], [], to: 14).seizures(at: 14).isEmpty)
        let open = run([10..<50], [], to: 20).seizures(at: 20)
        #expect(open.count == 1)
        #expect(open.first?.offsetFrame == nil)
    }

    @Test("the clock is exact", arguments: [(512, 1), (1_000, 3), (5_000, 1), (30_000, 299)])
    func clock(numerator: Int, denominator: Int) {
        var clock = StepClock(
            stepsPerSecond: 2_000, rateNumerator: numerator, rateDenominator: denominator)
        for frame in 0..<5_000 {
            let exact = Int64(frame) * 2_000 * Int64(denominator)
            #expect(clock.step == exact / Int64(numerator))
            #expect(clock.remainder == exact % Int64(numerator))
            let first = clock.frame(atOrAfter: clock.step)
            #expect(first * 2_000 * Int64(denominator) >= clock.step * Int64(numerator))
            #expect((first - 1) * 2_000 * Int64(denominator) < clock.step * Int64(numerator))
            clock.nextFrame()
        }
        #expect(clock.step(atOrAfter: 1_000_001) == 2_001)
        #expect(clock.step(atOrAfter: -5) == 0)
    }
}

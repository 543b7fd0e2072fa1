import Evaluation
import Testing

struct DetectionDelaysTests {
    private func delays(_ reference: [(Double, Double)], _ hypothesis: [(Double, Double)])
        -> DetectionDelays
    {
        DetectionDelays(
            reference: reference.map { Interval(start: $0.0, end: $0.1) },
            hypothesis: hypothesis.map { Interval(start: $0.0, end: $0.1) })
    }

    @Test func theFirstOverlappingEventCounts() {
        #expect(delays([(100, 160)], [(107.3, 120), (103, 104), (170, 180)]).seconds == [3])
    }

    @Test(arguments: [(75.0, 80.0), (60, 100), (20, 99.9)])
    func anEpisodeThatEndedBeforeFindsNothing(start: Double, end: Double) {
        let delays = delays([(100, 160)], [(start, end)])
        #expect(delays.outcomes == [.missed])
        #expect(delays.foundCount == 0)
    }

    @Test func anEpisodeThatIsOnHasNoDelay() {
        let delays = delays([(100, 160), (200, 220)], [(20, 105), (110, 112), (203, 204)])
        #expect(delays.outcomes == [.alreadyOn, .found(after: 3)])
        #expect(delays.foundCount == 2)
        #expect(delays.alreadyOnCount == 1)
        #expect(delays.median == 3)
        #expect(delays.countDetected(within: 1) == 0)
    }

    @Test func aDetectionAfterTheEndIsAMiss() {
        #expect(delays([(100, 160)], [(160, 170)]).seconds == [nil])
    }

    @Test func aDetectionWithoutLengthCounts() {
        #expect(delays([(100, 160)], [(104, 104)]).seconds == [4])
    }

    @Test func figures() {
        let delays = delays(
            [(100, 160), (400, 460), (900, 910), (1500, 1560), (2000, 2010)],
            [(100.5, 101), (404, 420), (1512, 1520), (2001, 2002)])
        #expect(delays.seconds == [0.5, 4, nil, 12, 1])
        #expect(delays.median == 2.5)
        #expect(delays.worst == 12)
        #expect(
            DetectionDelays.usualLimits.map { delays.countDetected(within: $0) } == [2, 2, 3, 3])
    }
}

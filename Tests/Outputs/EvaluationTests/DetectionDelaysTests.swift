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

    @Test func aDetectionBeforeTheOnsetIsNegative() {
        #expect(delays([(100, 160)], [(75, 80)]).seconds == [-25])
        #expect(delays([(100, 160)], [(20, 105)]).seconds == [-80])
        #expect(delays([(100, 160)], [(60, 70)]).seconds == [nil])
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

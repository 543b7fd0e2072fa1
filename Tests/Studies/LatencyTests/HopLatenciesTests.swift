import Histogram
import Pipeline
import RunFolder
import Testing

@testable import Latency

/// A hop of `hopNanoseconds` that was handed over so late and then took so long.
private func hop(_ index: Int64, lateNanoseconds: Int64, workNanoseconds: Int64) -> HopTrace {
    var stamps = HopStamps()
    stamps.acquiredFirst = index * hopNanoseconds
    stamps.acquiredLast = stamps.acquiredFirst + hopNanoseconds - 1_000
    stamps.enqueued = stamps.acquiredLast + lateNanoseconds
    stamps.dequeued = stamps.enqueued + 10
    stamps.decided = stamps.enqueued + workNanoseconds - 5
    stamps.commanded = stamps.enqueued + workNanoseconds
    stamps.actuated = stamps.commanded
    return HopTrace(sequence: index, stamps: stamps)
}

private let hopNanoseconds: Int64 = 10_000_000

@Suite struct HopLatenciesTests {
    /// A stall of 55 ms: the hops that were due meanwhile are handed over together when it ends.
    private static let stalled: [HopTrace] = (0..<Int64(1_000)).map { index in
        let stallEnd = 505 * hopNanoseconds + hopNanoseconds - 1_000 + 5_000_000
        let due = index * hopNanoseconds + hopNanoseconds - 1_000
        let isHeldUp = (500...505).contains(index)
        return hop(index, lateNanoseconds: isHeldUp ? stallEnd - due : 0, workNanoseconds: 20_000)
    }

    /// What a device kept to itself and what the program took are the compute latency, hop by hop.
    @Test func aDevicesPartIsTakenFromTheComputeLatency() {
        let hops = (0..<Int64(100)).map { index in
            var trace = hop(index, lateNanoseconds: 5_000_000, workNanoseconds: 20_000)
            trace.stamps.heldByDevice = index < 90 ? 4_000_000 : 4_900_000
            return trace
        }
        let latencies = HopLatencies(hops, hopFrames: 16, hopNanoseconds: hopNanoseconds)
        #expect(latencies.device.count == 100 && latencies.program.count == 100)
        for (percentile, device) in [(50.0, 4_000_000.0), (99.0, 4_900_000.0)] {
            let found = latencies.device.nanoseconds(atPercentile: percentile)
            #expect(abs(found / device - 1) < 0.002)
        }
        #expect(abs(latencies.program.largestNanoseconds / 1_020_000 - 1) < 0.002)
        #expect(abs(latencies.program.nanoseconds(atPercentile: 5) / 120_000 - 1) < 0.002)
    }

    /// Measured from when each hop was due, the distribution is the one that HdrHistogram's own
    /// correction makes of a measurement that stood still during the stall.
    @Test func theScheduleCorrectsForCoordinatedOmission() {
        let latencies = HopLatencies(
            Self.stalled, hopFrames: 16, hopNanoseconds: hopNanoseconds)
        var closedLoop = Histogram<UInt64>(numberOfSignificantValueDigits: .three)
        // It fills in what lies at least an interval before the end of the stall.
        for hop in Self.stalled where !(501...504).contains(hop.sequence) {
            closedLoop.recordCorrectedValue(
                UInt64(hop.stamps.computeNanoseconds),
                expectedInterval: UInt64(hopNanoseconds))
        }
        #expect(latencies.compute.count == Int(closedLoop.totalCount))
        for percentile in [50, 90, 99, 99.4, 99.5, 99.6, 99.7, 99.8, 99.9, 99.99, 100] {
            let expected = Double(closedLoop.valueAtPercentile(percentile))
            let found = latencies.compute.nanoseconds(atPercentile: percentile)
            #expect(abs(found / expected - 1) < 0.002, "p\(percentile)")
        }
    }

    @Test func withoutCorrectionTheStallIsNotSeen() {
        let latencies = HopLatencies(
            Self.stalled, hopFrames: 16, hopNanoseconds: hopNanoseconds)
        #expect(latencies.uncorrectedCompute.largestNanoseconds < 21_000)
        #expect(latencies.compute.largestNanoseconds > 55_000_000)
        #expect(latencies.uncorrectedSampleToActuator.largestNanoseconds < 10_100_000)
        #expect(latencies.sampleToActuator.largestNanoseconds > 65_000_000)
    }

    /// What a full ring dropped waits until the next decision.
    @Test func droppedHopsCountWithTheTimeToTheNextDecision() {
        var next = hop(13, lateNanoseconds: 0, workNanoseconds: 20_000)
        next.droppedFrames = 48
        let latencies = HopLatencies(
            [hop(9, lateNanoseconds: 0, workNanoseconds: 20_000), next], hopFrames: 16,
            hopNanoseconds: hopNanoseconds)
        #expect(latencies.droppedHops == 3)
        #expect(latencies.compute.count == 5)
        #expect(latencies.uncorrectedCompute.count == 2)
        // Hop 10 was due 30 ms before hop 13.
        #expect(abs(latencies.compute.largestNanoseconds / 30_020_000 - 1) < 0.001)
        #expect(abs(latencies.sampleToActuator.largestNanoseconds / 40_019_000 - 1) < 0.001)
        // A rest of a hop counts as one.
        next.droppedFrames = 17
        #expect(
            HopLatencies([next], hopFrames: 16, hopNanoseconds: hopNanoseconds).droppedHops == 2)
    }

    @Test func theStagesAddUp() {
        for hop in Self.stalled {
            let sum = Stage.allCases.reduce(0) { $0 + $1.nanoseconds(hop.stamps) }
            #expect(sum == hop.stamps.computeNanoseconds)
        }
    }

    @Test func aTraceIsOneLineOfFiveNumbers() {
        var trace = hop(7, lateNanoseconds: 3, workNanoseconds: 20_000)
        trace.isPositive = true
        let due = 8 * hopNanoseconds - 1_000
        #expect(trace.line == "7\t\(due)\t\(due + 3)\t\(due + 20_003)\t1\n")
    }
}

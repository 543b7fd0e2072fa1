import Journal
import Pipeline
import Realtime

/// How a paced run keeps up with the clock, hop by hop: stamps to a file, durations to histograms.
struct TimingLog {
    private var compute = Distribution()
    private var sampleToActuator = Distribution()
    /// At the pace of real time.
    private var file: StampsFile?

    /// Nil for a run that follows no clock.
    init?(_ pace: Pace, stampsPath: String) {
        if pace == .unpaced { return nil }
        if pace == .speed(Ratio(1)) { file = StampsFile(path: stampsPath) }
    }

    mutating func take(_ record: HopRecord) {
        let stamps = record.stamps
        compute.record(nanoseconds: stamps.computeNanoseconds)
        sampleToActuator.record(nanoseconds: stamps.sampleToActuatorNanoseconds)
        file?.append(
            hop: record.decision.hop,
            stamps: [
                stamps.acquiredFirst, stamps.acquiredLast, stamps.enqueued, stamps.dequeued,
                stamps.decided, stamps.commanded, stamps.actuated,
            ], isLate: record.isLate)
    }

    func finish(_ grants: [Grant]) -> RunSummary.RealTime {
        file?.flush()
        return RunSummary.RealTime(
            computeLatencyMicroseconds: compute.summary(unitNanoseconds: 1_000),
            sampleToActuatorLatencyMilliseconds: sampleToActuator.summary(
                unitNanoseconds: 1_000_000),
            stampsLost: file?.linesLost ?? 0,
            grants: grants.map {
                RunSummary.Grant(
                    name: $0.name, asked: $0.asked, granted: $0.granted, isGranted: $0.isGranted,
                    problem: $0.problem)
            })
    }
}

extension Distribution {
    fileprivate func summary(unitNanoseconds: Double) -> RunSummary.Percentiles {
        let value = { nanoseconds(atPercentile: $0) / unitNanoseconds }
        return RunSummary.Percentiles(
            p50: value(50), p90: value(90), p99: value(99), p999: value(99.9),
            p9999: value(99.99), max: largestNanoseconds / unitNanoseconds)
    }
}

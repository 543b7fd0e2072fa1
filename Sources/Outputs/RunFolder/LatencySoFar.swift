import Histogram
import Pipeline

/// Compute latency of a run's decisions so far: from the hop's last sample to the actuator's command.
struct LatencySoFar {
    private var histogram = Histogram<UInt32>(
        highestTrackableValue: 60_000_000_000, numberOfSignificantValueDigits: .three)

    mutating func take(_ record: HopRecord) {
        histogram.record(UInt64(max(0, record.stamps.computeNanoseconds)))
    }

    /// Percentiles in µs; nil before the first decision.
    var text: String? {
        guard histogram.totalCount > 0 else { return nil }
        let figure = { (nanoseconds: UInt64) in "\((nanoseconds + 500) / 1_000)" }
        return "p50 \(figure(histogram.valueAtPercentile(50))), "
            + "p99 \(figure(histogram.valueAtPercentile(99))), "
            + "max \(figure(histogram.max)) µs"
    }

    var maximumNanoseconds: UInt64 { histogram.totalCount > 0 ? histogram.max : 0 }
}

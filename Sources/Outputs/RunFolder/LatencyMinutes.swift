import Histogram
import Journal
import Pipeline

/// What is kept of the stamps of a run in real time where they themselves are not: a histogram a minute
/// of each latency. Memory is bounded by a minute's histograms.
struct LatencyMinutes: Sendable {
    private typealias Latency = (name: String, nanoseconds: @Sendable (HopStamps) -> Int64)

    private let latencies: [Latency]
    private var histograms: [LatencyHistogram]
    /// The one under way.
    private var minute: Int64 = 0
    private var late = 0

    /// - Parameter hasDevice: whether a capture device has a part in what decisions take.
    init(hasDevice: Bool) {
        var latencies: [Latency] = [
            ("compute", { $0.computeNanoseconds }),
            ("sampleToActuator", { $0.sampleToActuatorNanoseconds }),
        ]
        if hasDevice {
            latencies.append(("device", { $0.heldByDevice }))
            latencies.append(("program", { $0.programNanoseconds }))
        }
        for stage in Stage.allCases {
            latencies.append((stage.rawValue, { stage.nanoseconds($0) }))
        }
        self.latencies = latencies
        histograms = Array(repeating: LatencyHistogram(), count: latencies.count)
    }

    /// Takes a hop; the minute before, where it is the first of a later one.
    ///
    /// - Parameter seconds: when its last sample was acquired, in the run.
    mutating func take(_ record: HopRecord, atSeconds seconds: Double) -> [LatencyFile.Row]? {
        let minute = Int64(seconds / 60)
        let rows = minute == self.minute ? nil : finish()
        self.minute = minute
        for (index, latency) in latencies.enumerated() {
            histograms[index].record(nanoseconds: latency.nanoseconds(record.stamps))
        }
        if record.isLate { late += 1 }
        return rows
    }

    /// The minute under way, which begins anew; nil where it has no decision.
    mutating func finish() -> [LatencyFile.Row]? {
        defer {
            for index in histograms.indices { histograms[index].reset() }
            late = 0
        }
        let rows = zip(latencies, histograms).compactMap { latency, histogram in
            histogram.row(minute: minute, latency: latency.name, late: late)
        }
        return rows.isEmpty ? nil : rows
    }
}

/// Times as an HdrHistogram of whole microseconds, rounded up, with two significant digits: bins are
/// 1 µs wide below 256 µs, and from there on at most a 128th of what is in them.
struct LatencyHistogram: Sendable {
    private(set) var histogram = Histogram<UInt32>(numberOfSignificantValueDigits: .two)

    /// A negative duration, which no clock that runs on gives, counts as 0.
    mutating func record(nanoseconds: Int64) {
        histogram.record((UInt64(max(0, nanoseconds)) + 999) / 1_000)
    }

    mutating func reset() { histogram.reset() }

    /// Nil where nothing was recorded.
    func row(minute: Int64, latency: String, late: Int) -> LatencyFile.Row? {
        guard histogram.totalCount > 0 else { return nil }
        return LatencyFile.Row(
            minute: minute, latency: latency, count: Int(histogram.totalCount), late: late,
            least: histogram.min,
            percentiles: LatencyFile.percentiles.map(histogram.valueAtPercentile),
            most: histogram.maxRecorded,
            bins: histogram.recordedValues().map { ($0.value, Int($0.count)) })
    }
}

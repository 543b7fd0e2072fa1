import Foundation

/// `latency.tsv`: how long decisions took, a histogram a minute of each latency, written as the run
/// goes. The bins of minutes add up to those of an hour or a day, exactly.
package final class LatencyFile {
    /// One latency in one minute. All times are whole microseconds.
    package struct Row: Sendable {
        /// Of the run, from 0 on.
        package var minute: Int64
        package var latency: String
        /// Decisions.
        package var count: Int
        /// Of these the ones that came too late, whichever of their latencies the row is of.
        package var late: Int
        package var least: UInt64
        /// Times that 50, 90, 99 and 99.9 % do not exceed.
        package var percentiles: [UInt64]
        package var most: UInt64
        /// Those with a decision, upwards: a time, and how many took no longer than that, but longer
        /// than the bin below it holds.
        package var bins: [(upTo: UInt64, count: Int)]

        package init(
            minute: Int64, latency: String, count: Int, late: Int, least: UInt64,
            percentiles: [UInt64], most: UInt64, bins: [(upTo: UInt64, count: Int)]
        ) {
            self.minute = minute
            self.latency = latency
            self.count = count
            self.late = late
            self.least = least
            self.percentiles = percentiles
            self.most = most
            self.bins = bins
        }
    }

    package static let percentiles = [50, 90, 99, 99.9]

    package var linesLost: Int { lines.linesLost }
    package var problem: String? { lines.problem }
    private let lines: LinesFile

    private static let columns = [
        "minute", "latency", "count", "late", "min_us", "p50_us", "p90_us", "p99_us", "p99.9_us",
        "max_us", "bins_us",
    ]

    /// - Parameter folder: an open folder that `path` starts from.
    package init(path: String, in folder: Int32 = AT_FDCWD) {
        lines = LinesFile(path: path, in: folder, header: TabSeparated.line(Self.columns))
    }

    /// Writes a minute; whoever looks in from outside has it at once.
    package func append(_ rows: [Row]) {
        for row in rows {
            let line = TabSeparated.line(
                ["\(row.minute)", row.latency, "\(row.count)", "\(row.late)", "\(row.least)"]
                    + row.percentiles.map { "\($0)" }
                    + ["\(row.most)", row.bins.map { "\($0):\($1)" }.joined(separator: " ")])
            lines.append { $0.append(contentsOf: line.utf8) }
        }
        lines.flush()
    }
}

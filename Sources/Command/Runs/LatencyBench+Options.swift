import Journal
import Latency

extension LatencyBench {
    package struct Options {
        /// Of the generated signal, or of the device.
        package var channels: Int
        /// Hz; of the same.
        package var rate: Int
        /// Frames between two decisions; nil for the settings' hop or, without settings, 16.
        package var block: Int?
        /// s.
        package var duration: Double
        /// In decisions, in place of `duration`.
        package var blocks: Int?
        package var budgetMilliseconds: Double
        /// The arguments with which this program loads the machine meanwhile; nil for no load.
        package var loadArguments: [String]?
        /// Where the signal is taken from; at most one of them.
        package var recording: String?
        package var device: String?
        /// Frames of the device between two wake-ups.
        package var period: Int?
        /// A settings file.
        package var settings: String?
        /// Whether the system is asked for nothing.
        package var isOrdinary = false
        /// The JSON of an earlier measurement, to compare with.
        package var comparison: String?
        package var files = Files()

        package init(
            channels: Int, rate: Int, duration: Double, budgetMilliseconds: Double
        ) {
            self.channels = channels
            self.rate = rate
            self.duration = duration
            self.budgetMilliseconds = budgetMilliseconds
        }
    }

    /// The files that a measurement leaves, none of which is written over.
    package struct Files {
        /// The compute latency in HdrHistogram's percentile format.
        package var percentiles: String?
        /// A line for every decision.
        package var trace: String?
        package var report: String?

        package init() {}

        /// A file that cannot be written must not be found out when the measurement is over.
        func tryOut() throws {
            var paths: [String] = []
            for (option, path) in [
                ("--hgrm", percentiles), ("--trace", trace), ("--report", report),
            ] {
                guard let path else { continue }
                try refuseExisting(path, option: option)
                if paths.contains(path) {
                    throw RunError("\(path): is given twice; choose another name for \(option)")
                }
                try WholeFile.tryOut(path)
                paths.append(path)
            }
        }

        func write(_ result: LatencyResult, programVersion: String, command: String) throws {
            if let percentiles {
                try WholeFile.write(result.latencies.compute.percentileText, to: percentiles)
            }
            if let trace { try WholeFile.write(result.hops.map(\.line).joined(), to: trace) }
            if let report {
                let text = result.report(programVersion: programVersion, command: command).html()
                try WholeFile.write(text, to: report)
            }
        }
    }
}

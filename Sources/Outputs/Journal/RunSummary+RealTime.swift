extension RunSummary {
    /// How a paced run kept up with the clock.
    package struct RealTime: Codable, Hashable, Sendable {
        /// Last sample due until the actuator had the command.
        package var computeLatencyMicroseconds: Percentiles
        /// First sample due until the command acted.
        package var sampleToActuatorLatencyMilliseconds: Percentiles
        /// Lines of `stamps.tsv` that could not be written.
        package var stampsLost: Int
        /// What was asked of the system, and what was granted.
        package var grants: [Grant]

        package init(
            computeLatencyMicroseconds: Percentiles,
            sampleToActuatorLatencyMilliseconds: Percentiles, stampsLost: Int, grants: [Grant]
        ) {
            self.computeLatencyMicroseconds = computeLatencyMicroseconds
            self.sampleToActuatorLatencyMilliseconds = sampleToActuatorLatencyMilliseconds
            self.stampsLost = stampsLost
            self.grants = grants
        }
    }

    /// Values that 50, 90, 99, 99.9 and 99.99 % of all do not exceed, and the largest.
    package struct Percentiles: Codable, Hashable, Sendable {
        package var p50: Double
        package var p90: Double
        package var p99: Double
        package var p999: Double
        package var p9999: Double
        package var max: Double

        package init(
            p50: Double, p90: Double, p99: Double, p999: Double, p9999: Double, max: Double
        ) {
            self.p50 = p50
            self.p90 = p90
            self.p99 = p99
            self.p999 = p999
            self.p9999 = p9999
            self.max = max
        }
    }

    package struct Grant: Codable, Hashable, Sendable {
        package var name: String
        package var asked: String
        package var granted: String
        package var isGranted: Bool
        /// Why not, where it was refused.
        package var problem: String?

        package init(
            name: String, asked: String, granted: String, isGranted: Bool, problem: String?
        ) {
            self.name = name
            self.asked = asked
            self.granted = granted
            self.isGranted = isGranted
            self.problem = problem
        }
    }
}

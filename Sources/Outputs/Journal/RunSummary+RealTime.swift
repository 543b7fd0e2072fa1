extension RunSummary {
    /// How a paced run kept up with the clock.
    public struct RealTime: Codable, Hashable, Sendable {
        /// Last sample due until the actuator had the command.
        public var computeLatencyMicroseconds: Percentiles
        /// First sample due until the command acted.
        public var sampleToActuatorLatencyMilliseconds: Percentiles
        /// Lines of `stamps.tsv` that could not be written.
        public var stampsLost: Int
        /// What was asked of the system, and what was granted.
        public var grants: [Grant]

        public init(
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
    public struct Percentiles: Codable, Hashable, Sendable {
        public var p50: Double
        public var p90: Double
        public var p99: Double
        public var p999: Double
        public var p9999: Double
        public var max: Double

        public init(
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

    public struct Grant: Codable, Hashable, Sendable {
        public var name: String
        public var asked: String
        public var granted: String
        public var isGranted: Bool
        /// Why not, where it was refused.
        public var problem: String?

        public init(
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

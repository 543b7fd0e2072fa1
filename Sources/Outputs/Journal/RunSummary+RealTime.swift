extension RunSummary {
    /// How a paced run kept up with the clock.
    package struct RealTime: Codable, Hashable, Sendable {
        /// Nil in the summary of a version that did not tell.
        package var deadlines: Deadlines?
        /// Last sample due until the actuator had the command.
        package var computeLatencyMicroseconds: Percentiles
        /// What of it was the capture device's, and what the program's; nil without a device.
        package var deviceLatencyMicroseconds: Percentiles?
        package var programLatencyMicroseconds: Percentiles?
        /// First sample due until the command acted.
        package var sampleToActuatorLatencyMilliseconds: Percentiles
        /// Lines of `stamps.tsv` that could not be written.
        package var stampsLost: Int
        /// The same of `latency.tsv`; nil in the summary of a version without it.
        package var latencyRowsLost: Int?
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

    /// Decisions that came too late for stimulation, what was lost, and what was withheld for it.
    package struct Deadlines: Codable, Hashable, Sendable {
        package var missedDeadlines: Int?
        /// From a hop's first sample to a first pulse edge; nil, with the two beside it, where the
        /// pace sets no deadline.
        package var budgetMilliseconds: Double?
        /// What the hop's own length and the programmed start delay leave of it to compute in.
        package var computeLimitMilliseconds: Double?
        package var overruns: Int
        /// By the loop, whose ring was full, or by the device.
        package var framesLost: Int
        /// Decided on too late, so that none was given.
        package var therapiesWithheld: Int
        /// In the safe state, in which there is no stimulation.
        package var safeStateSeconds: Double

        package init(
            missedDeadlines: Int?, budgetMilliseconds: Double?, computeLimitMilliseconds: Double?,
            overruns: Int, framesLost: Int, therapiesWithheld: Int, safeStateSeconds: Double
        ) {
            self.missedDeadlines = missedDeadlines
            self.budgetMilliseconds = budgetMilliseconds
            self.computeLimitMilliseconds = computeLimitMilliseconds
            self.overruns = overruns
            self.framesLost = framesLost
            self.therapiesWithheld = therapiesWithheld
            self.safeStateSeconds = safeStateSeconds
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

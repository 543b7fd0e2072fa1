extension RunSummary.Capture {
    /// A line on which edges were looked for.
    package struct Trigger: Codable, Hashable, Sendable {
        package var channel: String
        package var slope: String
        package var levelMicrovolts: Double
        package var hysteresisMicrovolts: Double
        package var edges: Int
        /// Edges that came too fast upon each other to be told one by one.
        package var edgesNotTold: Int
        /// Times that the line was beyond its level for too long.
        package var timesStuck: Int
        /// Where the line was at its least and at its most; nil where no frame was seen.
        package var leastMicrovolts: Double?
        package var mostMicrovolts: Double?

        package init(
            channel: String, slope: String, levelMicrovolts: Double, hysteresisMicrovolts: Double,
            edges: Int, edgesNotTold: Int, timesStuck: Int, leastMicrovolts: Double?,
            mostMicrovolts: Double?
        ) {
            self.channel = channel
            self.slope = slope
            self.levelMicrovolts = levelMicrovolts
            self.hysteresisMicrovolts = hysteresisMicrovolts
            self.edges = edges
            self.edgesNotTold = edgesNotTold
            self.timesStuck = timesStuck
            self.leastMicrovolts = leastMicrovolts
            self.mostMicrovolts = mostMicrovolts
        }
    }

    /// How the recording's clock lies against that of the system that sends the pulses; nil where the
    /// train is too short to say. Uncertainties are half of 95 % intervals.
    package struct Sync: Codable, Hashable, Sendable {
        package var channel: String
        package var periodSeconds: Double
        package var pulses: Int
        package var pulsesMissing: Int
        /// Edges further than a quarter of a period from any pulse.
        package var edgesBetween: Int
        /// Time of the train's first pulse in the recording.
        package var offsetSeconds: Double?
        package var offsetUncertaintySeconds: Double?
        /// How much faster the recording's clock runs.
        package var driftPartsPerMillion: Double?
        package var driftUncertaintyPartsPerMillion: Double?

        package init(
            channel: String, periodSeconds: Double, pulses: Int, pulsesMissing: Int,
            edgesBetween: Int
        ) {
            self.channel = channel
            self.periodSeconds = periodSeconds
            self.pulses = pulses
            self.pulsesMissing = pulsesMissing
            self.edgesBetween = edgesBetween
        }
    }
}

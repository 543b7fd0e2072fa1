/// One episode: what the electrodes saw, what the detector made of it, what the stimulator did.
///
/// Arrays over time have one value per hop; hop 0 begins at `firstHopSeconds`. Where they are
/// longer than a picture is wide, they are decimated so that every extreme survives.
public struct EpisodePicture: Sendable {
    /// Counted from 1.
    public var number: Int
    /// The instant of detection.
    public var onsetSeconds: Double
    /// `nil` where the run ended first.
    public var endSeconds: Double?
    public var firstHopSeconds: Double
    public var hopSeconds: Double
    /// In the order to draw them, the most telling first; at most `RunReport.traceCountMax` are
    /// drawn.
    public var traces: [TracePicture] = []
    public var patterns: [PatternPicture] = []
    public var bursts: [Span] = []
    /// Annotated seizures within or near the picture.
    public var reference: [Span] = []
    public var states: [StateSpan] = []
    /// Other instants: redetections, refusals. The end is ignored.
    public var marks: [Span] = []
    public var explanation: [ExplanationRow] = []
    /// Votes needed at the instant of detection, in the score's own units.
    public var neededVotes: Int = 1
    public var therapies: Int = 0
    /// In a few words: "detected 7.3 s after the annotated onset, 2 therapies, ended by itself".
    public var remark: String = ""

    public init(
        number: Int, onsetSeconds: Double, endSeconds: Double?, firstHopSeconds: Double,
        hopSeconds: Double
    ) {
        self.number = number
        self.onsetSeconds = onsetSeconds
        self.endSeconds = endSeconds
        self.firstHopSeconds = firstHopSeconds
        self.hopSeconds = hopSeconds
    }

    /// Hops that the longest of its arrays covers.
    var hopCount: Int {
        let traces = traces.map { max($0.minimum.count, $0.maximum.count) }
        let patterns = patterns.map { pattern in
            max(
                pattern.votes.count, pattern.needed.count,
                pattern.series.map(\.values.count).max() ?? 0)
        }
        return (traces + patterns).max() ?? 0
    }

    /// The score: the sum of the explanation's votes.
    public var score: Int { explanation.reduce(0) { $0 + $1.votes } }
}

/// One channel's signal: its extremes in each hop.
public struct TracePicture: Sendable {
    public var name: String
    /// Bad channels are greyed.
    public var isBad: Bool
    /// In µV; NaN where the input was blanked or is missing.
    public var minimum: [Float]
    public var maximum: [Float]

    public init(name: String, isBad: Bool = false, minimum: [Float], maximum: [Float]) {
        self.name = name
        self.isBad = isBad
        self.minimum = minimum
        self.maximum = maximum
    }
}

/// One detection pattern: a feature per channel against its threshold, and the votes that follow.
public struct PatternPicture: Sendable {
    /// For example "line length, short-term 2 s against long-term 120 s".
    public var title: String
    public var threshold: Double
    /// `%` of the long-term trend, or an absolute unit.
    public var unit: String
    public var series: [FeatureSeries]
    public var votes: [Int]
    public var needed: [Int]

    public init(
        title: String, threshold: Double, unit: String = "%", series: [FeatureSeries],
        votes: [Int], needed: [Int]
    ) {
        self.title = title
        self.threshold = threshold
        self.unit = unit
        self.series = series
        self.votes = votes
        self.needed = needed
    }
}

/// One channel's feature, one value per hop in the threshold's unit; NaN where there is none.
public struct FeatureSeries: Sendable {
    public var name: String
    public var values: [Float]

    public init(name: String, values: [Float]) {
        self.name = name
        self.values = values
    }
}

/// What one channel's feature gave to the decision.
public struct ExplanationRow: Sendable, Hashable {
    public var channel: String
    public var feature: String
    /// In the threshold's unit; `nil` where there was no trend to compare with.
    public var measured: Double?
    public var threshold: Double
    public var unit: String
    public var votes: Int

    public init(
        channel: String, feature: String, measured: Double?, threshold: Double, unit: String = "%",
        votes: Int
    ) {
        self.channel = channel
        self.feature = feature
        self.measured = measured
        self.threshold = threshold
        self.unit = unit
        self.votes = votes
    }
}

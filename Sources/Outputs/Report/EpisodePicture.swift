import Journal

/// One episode: what the electrodes saw, what the detector made of it, what the stimulator did.
///
/// Arrays over time have one value per hop; hop 0 begins at `firstHopSeconds`. Where they are
/// longer than a picture is wide, they are decimated so that every extreme survives.
package struct EpisodePicture: Sendable {
    /// Counted from 1.
    package var number: Int
    /// An annotated seizure in which nothing was detected, in place of an episode.
    package var isMissed = false
    /// Of one that was missed: the annotated seizure's onset and end, and nothing else.
    package var episode: Episode
    package var firstHopSeconds: Double
    package var hopSeconds: Double
    /// The traces' values are whole multiples of this, in µV.
    package var microvoltsPerCount: Double = 1
    /// In the order to draw them, the most telling first; at most `RunReport.traceCountMax` are
    /// drawn.
    package var traces: [TracePicture] = []
    package var patterns: [PatternPicture] = []
    package var bursts: [Span] = []
    /// Annotated seizures within or near the picture.
    package var reference: [Span] = []
    package var states: [StateSpan] = []
    /// Other instants: redetections, refusals. The end is ignored.
    package var marks: [Span] = []
    /// In a few words: "detected 7.3 s after the annotated onset, 2 therapies, ended by itself".
    package var remark: String = ""

    package init(
        number: Int, _ episode: Episode, firstHopSeconds: Double, hopSeconds: Double
    ) {
        self.number = number
        self.episode = episode
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

    package var onsetSeconds: Double { episode.onsetSeconds }
    package var endSeconds: Double? { episode.endSeconds }
    var explanation: [Contribution] { episode.explanation }
    /// The sum of the explanation's votes.
    var score: Int { explanation.reduce(0) { $0 + $1.votes } }
}

/// One channel's signal: its extremes in each hop.
package struct TracePicture: Sendable {
    package var name: String
    /// Index in the recording: it has one colour wherever it is drawn.
    package var channel = 0
    /// Bad channels are greyed.
    package var isBad: Bool
    /// In µV; NaN where the input was blanked or is missing.
    package var minimum: [Float]
    package var maximum: [Float]

    package init(name: String, isBad: Bool = false, minimum: [Float], maximum: [Float]) {
        self.name = name
        self.isBad = isBad
        self.minimum = minimum
        self.maximum = maximum
    }
}

/// One detection pattern: a feature per channel against its threshold, and the votes that follow.
package struct PatternPicture: Sendable {
    /// For example "line length, short-term 2 s against long-term 120 s".
    package var title: String
    package var threshold: Double
    /// `%` of the long-term trend, or an absolute unit.
    package var unit: String
    package var series: [FeatureSeries]
    package var votes: [Int]
    package var needed: [Int]

    package init(
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
package struct FeatureSeries: Sendable {
    package var name: String
    /// As a trace's.
    package var channel = 0
    package var values: [Float]

    package init(name: String, values: [Float]) {
        self.name = name
        self.values = values
    }
}

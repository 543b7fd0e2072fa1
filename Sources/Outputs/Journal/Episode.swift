/// A detection and what came of it: the one record that the journal, the summary, the report, the
/// events file and the screen are made of. `summary.json` has its first four fields.
package struct Episode: Codable, Hashable, Sendable {
    package var onsetSeconds: Double
    /// Nil while it goes on, or where the run ended first.
    package private(set) var durationSeconds: Double?
    package var therapies = 0
    /// Why the detection was made; the votes add up to the score exactly.
    package var explanation: [Contribution] = []

    /// The score at the onset, and what was needed, in the score's own units.
    package var votes = 0
    package var needed = 1
    /// Of all first phases together.
    package var chargeMicrocoulombs = 0.0
    /// The reason of the safe state that cut it short, or of the loop's own end to it.
    package var cutBecause: String?
    /// From the onset of the annotated seizure that it overlaps; nil where there is none.
    package var delaySeconds: Double?
    /// As it was told, so that no rounding comes between it and the duration.
    private var toldEndSeconds: Double?

    private enum CodingKeys: CodingKey {
        case onsetSeconds, durationSeconds, therapies, explanation
    }

    package init(
        onsetSeconds: Double, durationSeconds: Double? = nil, explanation: [Contribution] = []
    ) {
        self.onsetSeconds = onsetSeconds
        self.durationSeconds = durationSeconds
        self.explanation = explanation
    }

    /// Nil while it goes on, or where the run ended first.
    package var endSeconds: Double? {
        toldEndSeconds ?? durationSeconds.map { onsetSeconds + $0 }
    }

    package mutating func end(atSeconds seconds: Double) {
        toldEndSeconds = seconds
        durationSeconds = seconds - onsetSeconds
    }

    /// The same, over at `seconds` where it has not ended.
    package func closed(atSeconds seconds: Double) -> Episode {
        guard endSeconds == nil else { return self }
        var episode = self
        episode.end(atSeconds: seconds)
        return episode
    }

    /// Channels that carried the detection, strongest first, each once.
    package var channels: [String] { explanation.filter(\.carries).map(\.channel).unique }

    /// For example "L1, L2, L5 by line length".
    package var because: String {
        let features = explanation.filter(\.carries).map(\.feature).unique.prefix(3)
        let names = channels
        return names.prefix(4).joined(separator: ", ")
            + (names.count > 4 ? ", ... (\(names.count))" : "") + " by "
            + features.joined(separator: ", ")
    }
}

/// What one channel's feature gave to a decision.
package struct Contribution: Codable, Hashable, Sendable {
    package var channel: String
    package var feature: String
    /// The feature in the threshold's unit; `nil` where there was no trend to compare with.
    package var measured: Double?
    package var threshold: Double
    /// `%` of the long-term trend, or an absolute unit such as `µV`.
    package var unit: String
    /// What it added to the score: votes of a pattern, or parts of a learned detector's whole-number
    /// score, which may be negative.
    package var votes: Int

    /// Whether it speaks for a seizure, and is no row that only makes up the sum.
    package var carries: Bool { votes > 0 && measured != nil }

    package init(
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

extension [String] {
    /// Each name once, in order of first appearance.
    package var unique: [String] {
        var seen = Set<String>()
        return filter { seen.insert($0).inserted }
    }
}

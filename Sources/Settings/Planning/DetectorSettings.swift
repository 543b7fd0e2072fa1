import Detection

/// Conditioning, features, patterns, episodes and signal quality.
public struct DetectorSettings: Encodable, Sendable {
    /// Time between two decisions, 1 to 40; cut to whole frames.
    public var hopMilliseconds = 0.0
    /// 0 for none.
    public var highPassHertz = 0.0
    /// Lower and upper edge; empty for none.
    public var bandPassHertz: [Double] = []
    /// Poles an edge, 1 to 3.
    public var bandPassOrder = 0
    /// What is measured; the rest costs nothing.
    public var features: [FeatureName] = []
    /// Length of each feature's sliding window.
    public var shortTermSeconds = ShortTermSettings()
    /// Time constant of the long-term trends, 1 to 86,400.
    public var longTermSeconds = 0.0
    /// How the trends follow the signal in an episode.
    public var adaptInEpisode = EpisodeAdaptation.frozen
    /// Which half-waves count.
    public var halfWave = HalfWaveSettings()
    /// Up to three. An empty list is refused unless a model decides.
    public var patterns: [PatternSettings] = []
    /// How several patterns make one decision.
    public var join = Join.or
    /// Positive for so long: a detection. 0 to 60; one hop at least.
    public var onsetSeconds = 0.0
    /// Negative for so long: the episode is over. 0 to 600; one hop at least.
    public var terminationSeconds = 0.0
    /// No decision for so long after the start, 0 to 3,600.
    public var holdOffSeconds = 0.0
    /// No decision for so long after stimulation or a gap, 0 to 60.
    public var settleSeconds = 0.0
    /// An episode that lasts longer ends, and the trends are learned anew; 1 to 86,400.
    public var episodeSecondsMax = 0.0
    /// When a channel stops counting.
    public var quality = QualitySettings()
    /// What of a learned detector may adapt; of no account without a model.
    public var learned = LearnedSettings()

    /// How several patterns make one decision: any is enough, or all must be positive.
    public enum Join: String, CaseIterable, Encodable, Sendable {
        case or, and
    }

    /// How much slower the long-term trends adapt in an episode.
    public enum EpisodeAdaptation: String, CaseIterable, Encodable, Sendable {
        case frozen, quarter, half, full
    }

    mutating func read(_ fields: inout SettingsFields) throws(SettingsError) {
        hopMilliseconds = try fields.number(
            "hopMilliseconds", hopMilliseconds,
            in: 1...Double(DetectionLimits.hopMicrosecondsMax) / 1_000)
        highPassHertz = try fields.number(
            "highPassHertz", highPassHertz, in: 0...1_000)
        bandPassHertz = try fields.numbers(
            "bandPassHertz", bandPassHertz, counts: [0, 2], in: 0.05...Planner.nyquistHertzMax)
        bandPassOrder = try fields.integer("bandPassOrder", bandPassOrder, in: 1...3)
        features = try fields.words("features", features)
        try fields.group("shortTermSeconds") {
            (group: inout SettingsFields) throws(SettingsError) in
            try shortTermSeconds.read(&group)
        }
        longTermSeconds = try fields.number("longTermSeconds", longTermSeconds, in: 1...86_400)
        adaptInEpisode = try fields.word("adaptInEpisode", adaptInEpisode)
        try fields.group("halfWave") {
            (group: inout SettingsFields) throws(SettingsError) in try halfWave.read(&group)
        }
        patterns = try fields.groups(
            "patterns", patterns, of: .blank, most: DetectionLimits.patternCountMax
        ) {
            (item: inout PatternSettings, group: inout SettingsFields) throws(SettingsError) in
            try item.read(&group)
        }
        join = try fields.word("join", join)
        onsetSeconds = try fields.number("onsetSeconds", onsetSeconds, in: 0...60)
        terminationSeconds = try fields.number(
            "terminationSeconds", terminationSeconds, in: 0...600)
        holdOffSeconds = try fields.number("holdOffSeconds", holdOffSeconds, in: 0...3_600)
        settleSeconds = try fields.number("settleSeconds", settleSeconds, in: 0...60)
        episodeSecondsMax = try fields.number(
            "episodeSecondsMax", episodeSecondsMax, in: 1...86_400)
        try fields.group("quality") {
            (group: inout SettingsFields) throws(SettingsError) in try quality.read(&group)
        }
        try fields.group("learned") {
            (group: inout SettingsFields) throws(SettingsError) in try learned.read(&group)
        }
    }
}

/// Which half-waves count.
public struct HalfWaveSettings: Encodable, Sendable {
    /// Least height, % of the long-term mean magnitude of the signal.
    public var amplitudePercent = 0.0
    /// Least height, µV; 0 to follow `amplitudePercent`.
    public var amplitudeMicrovolts = 0.0
    /// Frequencies whose half-waves count: a half-wave of f lasts 1 / 2f.
    public var bandHertz: [Double] = []

    mutating func read(_ fields: inout SettingsFields) throws(SettingsError) {
        amplitudePercent = try fields.number("amplitudePercent", amplitudePercent, in: 1...100_000)
        amplitudeMicrovolts = try fields.number(
            "amplitudeMicrovolts", amplitudeMicrovolts, in: 0...1e6)
        bandHertz = try fields.numbers(
            "bandHertz", bandHertz, counts: [2],
            in: 0.1...Planner.nyquistHertzMax)
    }
}

/// A detection pattern: one feature over some channels against one threshold.
public struct PatternSettings: Encodable, Sendable {
    /// What is compared with the threshold; one of the detector's `features`.
    public var feature = DetectorSettings.FeatureName.lineLength
    /// Among the front end's channels: names, patterns, or `all`.
    public var channels = ["all"]
    /// % of the long-term trend; 0 where the absolute threshold holds.
    public var thresholdPercent = 0.0
    /// µV (mean magnitude; for line length, of the difference of neighbouring samples), half-waves
    /// per second, or % of the power that repeats itself; 0 where the relative threshold holds.
    public var thresholdAbsolute = 0.0
    /// Channels that must vote, 1 to 1,024; lowered to the number of channels.
    public var votes = 1
    /// Share of the channels without a fault that must vote as well, 0 to 100.
    public var votesPercent = 0.0
    /// A channel votes only if so much of its power repeats itself, 0 to 100 %; 0 asks for nothing.
    public var rhythmPercent = 0.0

    /// With fewer channels the pattern is left out, 1 to 1,024.
    public var channelsMin = 1

    static let blank = PatternSettings()

    mutating func read(_ fields: inout SettingsFields) throws(SettingsError) {
        // What the default's pattern in this place asks for beside its threshold suits its own feature.
        if fields.names("feature") {
            votes = 2
            votesPercent = 12
            rhythmPercent = 0
            channelsMin = 1
        }
        feature = try fields.word("feature", feature)
        channels = try fields.texts("channels", channels)
        // Only one of the two holds: to name one is to leave the other.
        if fields.names("thresholdPercent") != fields.names("thresholdAbsolute") {
            thresholdPercent = 0
            thresholdAbsolute = 0
        }
        thresholdPercent = try fields.number("thresholdPercent", thresholdPercent, in: 0...100_000)
        thresholdAbsolute = try fields.number("thresholdAbsolute", thresholdAbsolute, in: 0...1e6)
        votes = try fields.integer("votes", votes, in: 1...DetectionLimits.channelCountMax)
        votesPercent = try fields.number("votesPercent", votesPercent, in: 0...100)
        rhythmPercent = try fields.number("rhythmPercent", rhythmPercent, in: 0...100)
        channelsMin = try fields.integer(
            "channelsMin", channelsMin, in: 1...DetectionLimits.channelCountMax)
    }
}

extension PatternSettings {
    /// Whether `thresholdPercent` holds; else it is `thresholdAbsolute`.
    package var isRelative: Bool { thresholdPercent > 0 }

    /// Of the two thresholds the one that holds, in its unit.
    package var threshold: Double {
        get { isRelative ? thresholdPercent : thresholdAbsolute }
        set { if isRelative { thresholdPercent = newValue } else { thresholdAbsolute = newValue } }
    }
}

/// When a channel stops counting.
public struct QualitySettings: Encodable, Sendable {
    /// How long a channel must be without a fault to count again, 0.1 to 600.
    public var recoverySeconds = 0.0
    /// At the converter's rail for so long in all: a fault. 0 to 600; one hop at least.
    public var saturatedSeconds = 0.0
    /// Without any change for so long in all: a fault. 0 to 600; one hop at least.
    public var flatSeconds = 0.0
    /// Range within a hop that only a broken contact makes, % of the converter's full range.
    public var contactRangePercent = 0.0
    /// Over `contactRangePercent` for so long in all: a fault. 0 to 600; one hop at least.
    public var contactSeconds = 0.0
    /// Up to two frequencies to look for, 1 to 1,000; empty for none.
    public var mainsHertz: [Double] = []
    /// Share of the area within the detector's band due to mains from which a channel is bad, 1 to 100.
    public var mainsPercent = 0.0

    mutating func read(_ fields: inout SettingsFields) throws(SettingsError) {
        recoverySeconds = try fields.number("recoverySeconds", recoverySeconds, in: 0.1...600)
        saturatedSeconds = try fields.number("saturatedSeconds", saturatedSeconds, in: 0...600)
        flatSeconds = try fields.number("flatSeconds", flatSeconds, in: 0...600)
        contactRangePercent = try fields.number(
            "contactRangePercent", contactRangePercent, in: 1...100)
        contactSeconds = try fields.number("contactSeconds", contactSeconds, in: 0...600)
        mainsHertz = try fields.numbers("mainsHertz", mainsHertz, counts: [0, 1, 2], in: 1...1_000)
        mainsPercent = try fields.number("mainsPercent", mainsPercent, in: 1...100)
    }
}

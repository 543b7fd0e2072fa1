import Evaluation
import Planning

/// What is tried: which features make patterns, how two join, and for each the threshold, the share of
/// channels that must vote and the window; and how long a detection must last. Levels are round
/// numbers, so that neighbours differ by something and the same settings come up again.
///
/// Whatever `DetectorSettings.FeatureName` lists is a feature here, and a field that settings do not
/// have is no coordinate.
package struct CandidateSpace: SearchSpace {
    /// Which patterns there are.
    struct Structure: Hashable, Sendable {
        var features: [DetectorSettings.FeatureName]
        var join: DetectorSettings.Join
    }

    /// A field of a pattern, or of its feature.
    private struct Knob {
        var field: String
        var levels: [Double]
    }

    private static let onsetSeconds = [0, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 3, 5]
    private static let windowSeconds = [0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4, 6]
    private static let patternKnobs = [
        Knob(
            field: "thresholdPercent",
            levels: [
                110, 120, 130, 140, 150, 165, 180, 200, 225, 250, 275, 300, 350, 400, 450, 500, 600,
                700, 800, 1_000,
            ]),
        Knob(field: "votesPercent", levels: [0, 5, 10, 15, 20, 25, 30, 40, 50, 60, 75]),
        Knob(field: "rhythmPercent", levels: [0, 10, 20, 30, 40, 50, 60, 70]),
    ]

    let structures: [Structure]
    private let base: Settings
    private let knobs: [Knob]

    /// - Parameters:
    ///   - base: what the candidates leave as it is.
    ///   - channelCountMax: of the recordings.
    package init(_ base: Settings, channelCountMax: Int) {
        self.base = base
        let features = DetectorSettings.FeatureName.allCases
        let pairs = features.indices.flatMap { first in
            features.indices.filter { $0 > first }.map { [features[first], features[$0]] }
        }
        structures =
            features.map { Structure(features: [$0], join: .or) }
            + pairs.flatMap { pair in
                DetectorSettings.Join.allCases.map { Structure(features: pair, join: $0) }
            }
        let known = Set(Settings.standard.fields.map(\.path))
        knobs = Self.patternKnobs.filter {
            known.contains("detector.patterns[0].\($0.field)")
                // One channel votes or does not.
                && ($0.field != "votesPercent" || channelCountMax > 1)
        }
    }

    /// How many levels each coordinate has: structure, onset, then window and knobs of either pattern.
    package var levelCounts: [Int] {
        let pattern = [Self.windowSeconds.count] + knobs.map(\.levels.count)
        return [structures.count, Self.onsetSeconds.count] + pattern + pattern
    }

    private var patternWidth: Int { 1 + knobs.count }

    /// The candidate without what has no effect in it.
    package func canonical(_ levels: [Int]) -> Candidate {
        var levels = levels
        if structures[levels[0]].features.count == 1 {
            for place in levels.indices.suffix(patternWidth) { levels[place] = 0 }
        }
        return Candidate(levels: levels)
    }

    /// The settings of a candidate.
    package func settings(_ candidate: Candidate) throws(SettingsError) -> Settings {
        guard !candidate.levels.isEmpty else { return base }
        var settings = try Settings(yaml: yaml(candidate), over: base, file: candidate.key)
        let channels = base.detector.patterns.first?.channels ?? ["all"]
        for index in settings.detector.patterns.indices {
            settings.detector.patterns[index].channels = channels
        }
        return settings
    }

    /// What a settings file says of a candidate.
    func yaml(_ candidate: Candidate) -> String {
        let structure = structures[candidate.levels[0]]
        var windows: [String] = []
        var patterns = ""
        var needed: [String] = []
        for (index, feature) in structure.features.enumerated() {
            let levels = candidate.levels.dropFirst(2 + index * patternWidth).prefix(patternWidth)
            windows.append(
                "\(feature.rawValue): \(Self.windowSeconds[levels[levels.startIndex]])")
            needed += [feature.rawValue]
            // Half-waves whose least height follows the trend of the area need it.
            if feature == .halfWaves { needed.append("area") }
            patterns += "    - feature: \(feature.rawValue)\n      votes: 1\n"
            if !knobs.contains(where: { $0.field == "votesPercent" }) {
                patterns += "      votesPercent: 0\n"
            }
            for (knob, level) in zip(knobs, levels.dropFirst()) {
                let value = knob.levels[level]
                patterns += "      \(knob.field): \(value)\n"
                if knob.field == "rhythmPercent", value > 0 { needed.append("rhythm") }
            }
        }
        let features = DetectorSettings.FeatureName.allCases.map(\.rawValue)
            .filter(needed.contains)
        return """
            detector:
              features: [\(features.joined(separator: ", "))]
              shortTermSeconds: {\(windows.joined(separator: ", "))}
              join: \(structure.join.rawValue)
              onsetSeconds: \(Self.onsetSeconds[candidate.levels[1]])
              patterns:
            \(patterns)
            """
    }
}

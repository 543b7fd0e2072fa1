import Planning

/// Scores in fixed bins, from which the threshold of a travelling model comes: of whoever is learned
/// from, each weighing the same, never of one seizure or one subject.
///
/// A hop is positive one unit above whichever is more of
/// - what 99 % of the disturbed background reach,
/// - what 99.9 % of the background hold for nearly as long as an onset;
///
/// but no higher than half-way from what 99 % of the background reach to what three quarters of the
/// seizures' rows do; and never below even odds. A share is read at its bin's upper edge.
package struct ScoreHistograms: Codable, Equatable, Sendable {
    package static let binsAUnit = 4
    /// What lies beyond counts in the last bin of its side.
    package static let unitsMax = 16
    package static let binCount = 2 * unitsMax * binsAUnit

    package enum Kind: String, CaseIterable, Sendable {
        case seizure, background, held, disturbed
    }

    /// A sum of subjects' shares: of each subject all bins together are 1, or 0 where it has no row of
    /// the kind.
    package var seizure: [Double]
    package var background: [Double]
    /// What rows of background reach for nearly an onset.
    package var held: [Double]
    package var disturbed: [Double]

    /// Of nobody.
    package init() {
        let none = Array(repeating: 0.0, count: Self.binCount)
        (seizure, background, held, disturbed) = (none, none, none, none)
    }

    /// Of one subject's scores, in the device's whole numbers.
    init(_ scores: [Kind: [Int]]) {
        self.init()
        for (kind, scores) in scores {
            let share = 1 / Double(scores.count)
            for score in scores { self[kind][Self.bin(of: score)] += share }
        }
    }

    package subscript(kind: Kind) -> [Double] {
        get {
            switch kind {
            case .seizure: seizure
            case .background: background
            case .held: held
            case .disturbed: disturbed
            }
        }
        set {
            switch kind {
            case .seizure: seizure = newValue
            case .background: background = newValue
            case .held: held = newValue
            case .disturbed: disturbed = newValue
            }
        }
    }

    package static func += (sum: inout ScoreHistograms, more: ScoreHistograms) {
        for kind in Kind.allCases {
            for bin in 0..<binCount { sum[kind][bin] += more[kind][bin] }
        }
    }

    static func bin(of score: Int) -> Int {
        let units = Double(score) / LearnedDesign.scoreUnit
        let bin = ((units + Double(unitsMax)) * Double(binsAUnit)).rounded(.down)
        return Int(max(0, min(Double(binCount - 1), bin)))
    }

    /// The upper edge, in units, of the bin up to which a share of a kind lies. Of what noise took
    /// below 0 nothing counts.
    package func units(reachedBy permille: Double, of kind: Kind) -> Double {
        let counts = self[kind].map { max(0, $0) }
        let wanted = counts.reduce(0, +) * permille / 1_000
        var sum = 0.0
        for (bin, count) in counts.enumerated() {
            sum += count
            if sum >= wanted - 1e-9, sum > 0 {
                return Double(bin + 1) / Double(Self.binsAUnit) - Double(Self.unitsMax)
            }
        }
        return 0
    }

    /// Sets a model's threshold and the background's score by the rule.
    package func setThreshold(of model: inout DetectorModel) {
        let background = units(reachedBy: 990, of: .background)
        let wanted =
            max(units(reachedBy: 990, of: .disturbed), units(reachedBy: 999, of: .held))
            + ThresholdChoice.marginUnits
        let halfWay = (background + units(reachedBy: 250, of: .seizure)) / 2
        model.threshold = Int((max(0, min(halfWay, wanted)) * LearnedDesign.scoreUnit).rounded())
        model.backgroundScore = Int((background * LearnedDesign.scoreUnit).rounded())
    }
}

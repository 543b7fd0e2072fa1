import Detection
import FixedPoint
import Foundation

extension DetectorSettings {
    /// The features by the names that a settings file has for them, in the order of `Feature`.
    public enum FeatureName: String, CaseIterable, Encodable, Sendable {
        case lineLength, area, halfWaves, rhythm, fastActivity
    }
}

/// What settings and a sampling rate make of the features.
extension DetectionPlanner {
    private func features() throws(SettingsError) -> FeatureSet {
        var features = FeatureSet()
        for feature in settings.features { features.insert(Feature(feature)) }
        let followsArea = settings.halfWave.amplitudeMicrovolts == 0
        if features.contains(.halfWaves) && followsArea && !features.contains(.area) {
            throw SettingsError(
                field: "detector.features",
                problem: "half-waves whose least height follows the area need it: add area here, "
                    + "or set halfWave.amplitudeMicrovolts")
        }
        return features
    }

    func windows() throws(SettingsError) -> PerFeature<Int32> {
        var windows = PerFeature<Int32>(repeating: 1)
        for name in DetectorSettings.FeatureName.allCases {
            let seconds = settings.shortTermSeconds[name]
            let hops = max(1, Int((seconds / hopSeconds).rounded()))
            guard hops <= DetectionLimits.windowHopsMax else {
                throw SettingsError(
                    field: "detector.shortTermSeconds.\(name)",
                    problem: "\(format(seconds)) s are \(hops) hops of "
                        + "\(format(hopSeconds * 1_000)) ms; at most "
                        + "\(DetectionLimits.windowHopsMax) fit: shorten the window or lengthen "
                        + "the hop")
            }
            windows[Feature(name)] = Int32(hops)
        }
        return windows
    }

    /// Of a plan that has its windows and its conditioning.
    func planFeatures(_ plan: inout DetectionPlan) throws(SettingsError) {
        plan.features = try features()
        plan.measures.halfWave = try halfWave(plan.conditioning)
        plan.measures.rhythm = rhythm
        plan.measures.fastActivity = fastActivity
    }

    /// Steps of some 20 ms; periods of 80 to 400 ms, 2.5 to 12.5 Hz; correlations over about a second.
    private var rhythm: RhythmPlan {
        var plan = RhythmPlan()
        plan.stepHops = Int32(max(1, (0.02 / hopSeconds).rounded()))
        let step = Double(plan.stepHops) * hopSeconds
        plan.lagMax = Int32(min(Double(RhythmPlan.lagLimit), (0.4 / step).rounded()))
        plan.lagMin = min(plan.lagMax, Int32(max(2, (0.08 / step).rounded())))
        plan.shift = Int32(Foundation.log2(1.2 / step).rounded())
        return plan
    }

    /// The sampling rate from which what is faster than fast activity is measured too.
    static var fastActivityHertzMin: Double { 180 }

    /// Fast from 20 to 30 Hz, slow below 8 Hz, muscle from 60 Hz; means over a second and a half.
    private var fastActivity: FastActivityPlan {
        var plan = FastActivityPlan()
        for (index, hertz) in [8.0, 20, 30, 60].enumerated() {
            plan.corners[index] = onePole(hertz)
        }
        plan.meanHops = Int32(max(1, (1.5 / hopSeconds).rounded()))
        plan.muscleSlack = logarithm(1.5)
        return plan
    }

    /// The low-pass of one pole nearest to the corner: y += (x - y)(1 - e^(-2 pi f / rate)).
    private func onePole(_ hertz: Double) -> OnePole {
        var pole = OnePole()
        let follows = 1 - exp(-2 * .pi * hertz / signal.rateHertz)
        // A factor of 4 to 7, so that the corner is within a fifth of what was asked for.
        pole.shift = Int32(max(3, min(16, Foundation.log2(7.5 / follows).rounded(.down))))
        pole.factor = Int32(max(1, min(7, (follows * exp2(Double(pole.shift))).rounded())))
        return pole
    }

    private func halfWave(_ conditioning: ConditioningPlan) throws(SettingsError) -> HalfWavePlan {
        var plan = HalfWavePlan()
        let rate = signal.rateHertz
        let band = settings.halfWave.bandHertz
        guard band.count == 2, band[0] < band[1] else {
            throw SettingsError(
                field: "detector.halfWave.bandHertz", problem: "the first must be the lower")
        }
        plan.framesMin = Int32((rate / (2 * band[1])).rounded(.down))
        plan.framesMax = Int32((rate / (2 * band[0])).rounded(.up))
        if settings.halfWave.amplitudeMicrovolts > 0 {
            let counts =
                settings.halfWave.amplitudeMicrovolts * 1_000 / frontEnd.lsbNanovolts
                * exp2(Double(conditioning.outputFractionBits))
            // 0 would stand for the one that follows the trend.
            plan.amplitudeMin = Int32(clamping: max(1, Int(counts.rounded())))
        }
        plan.amplitudeRatio = logarithm(settings.halfWave.amplitudePercent / 100)
        plan.floor = Int32(max(1, (256 * hopSeconds).rounded()))
        return plan
    }

    /// log2 in Q5.26, within what 32 bits hold.
    func logarithm(_ value: Double) -> Int32 {
        let scaled = Foundation.log2(max(value, 1e-9)) * exp2(Double(logarithmFractionBits))
        return Int32(max(-2_147_483_648, min(2_147_483_647, scaled.rounded())))
    }
}

/// A feature's level in a person's unit: microvolts (line length: of the difference of neighbouring
/// samples), half-waves per second, or % of the power that repeats itself.
package struct FeatureUnit {
    private let feature: Feature
    private let plan: DetectionPlan
    private let lsbNanovolts: Double
    private let hopSeconds: Double

    package init(
        _ feature: Feature, _ plan: DetectionPlan, lsbNanovolts: Double, hopSeconds: Double
    ) {
        self.feature = feature
        self.plan = plan
        self.lsbNanovolts = lsbNanovolts
        self.hopSeconds = hopSeconds
    }

    package var name: String {
        switch feature {
        case .lineLength, .area, .fastActivity: "µV"
        case .halfWaves: "/s"
        case .rhythm: "% rhythmic"
        }
    }

    /// The device's number, of which the level is the logarithm.
    func linear(_ value: Double) -> Double {
        switch feature {
        case .lineLength, .area:
            value * 1_000 / lsbNanovolts * exp2(Double(plan.conditioning.outputFractionBits))
        case .fastActivity:
            value * 1_000 / lsbNanovolts * exp2(Double(plan.conditioning.outputFractionBits) - 1)
        case .halfWaves: 256 * hopSeconds * value + Double(plan.measures.halfWave.floor)
        case .rhythm: 655.36 * value
        }
    }

    /// What the device's number stands for.
    package func value(_ linear: Double) -> Double {
        switch feature {
        case .lineLength, .area:
            linear / exp2(Double(plan.conditioning.outputFractionBits)) * lsbNanovolts / 1_000
        case .fastActivity:
            linear / exp2(Double(plan.conditioning.outputFractionBits) - 1) * lsbNanovolts / 1_000
        case .halfWaves:
            max(0, linear - Double(plan.measures.halfWave.floor)) / (256 * hopSeconds)
        case .rhythm: linear / 655.36
        }
    }
}

extension Feature {
    init(_ name: DetectorSettings.FeatureName) {
        let index = DetectorSettings.FeatureName.allCases.firstIndex(of: name)!
        self.init(rawValue: UInt8(index))!
    }
}

import ClosedLoop
import Detection
import FixedPoint
import Foundation
import Stimulation

/// What the plan must know of the signal that will come.
public struct SignalDescription: Sendable {
    /// After the montage, in the order of the loop's channels.
    public var channelNames: [String]
    /// Frames per second, as a fraction in lowest terms.
    public var rateNumerator: Int
    /// The fraction's denominator.
    public var rateDenominator: Int

    /// A signal as given; `Planner.plan` refuses what no loop can run on.
    public init(channelNames: [String], rateNumerator: Int, rateDenominator: Int) {
        self.channelNames = channelNames
        self.rateNumerator = rateNumerator
        self.rateDenominator = rateDenominator
    }

    /// The rate, rounded where the fraction is no exact `Double`.
    public var rateHertz: Double { Double(rateNumerator) / Double(rateDenominator) }
}

/// A validated plan, and what a person may want to know of how it came about.
public struct PlannedLoop: Sendable {
    /// What the loop runs by.
    public let plan: LoopPlan
    /// The filters, and what quantising them costs.
    public let conditioning: ConditioningDesign
    /// Where the settings could not be followed to the letter.
    public let notes: [String]
    /// Patterns left out because the settings themselves say so: for the record, no news.
    public let provisions: [String]
    /// The places in the settings of the patterns that are in the plan, in its order.
    package let patternPlaces: [Int]
    /// What it was planned for.
    public let signal: SignalDescription
    /// Size of one count, µV.
    public let lsbMicrovolts: Double
    /// What decides in place of the patterns.
    public let model: DetectorModel?

    /// Time between two decisions.
    public var hopSeconds: Double {
        Double(plan.detection.hopFrames) / signal.rateHertz
    }
}

/// From settings in human units to a plan in the device's: what is not valid never starts.
public enum Planner {
    /// Sampling rates that a loop can run at: telemetry of animals begins at some 60 Hz.
    public static let ratesHertz = 50.0...5_000.0
    /// Half of the highest rate: nothing beyond it is in any signal.
    static let nyquistHertzMax = ratesHertz.upperBound / 2

    /// - Parameter model: decides in place of the patterns, with the conditioning it was trained
    ///   with; the rest of the settings holds.
    public static func plan(
        _ settings: Settings, for signal: SignalDescription, model: DetectorModel? = nil
    ) throws(SettingsError) -> PlannedLoop {
        try plan(settings, for: signal, model: model, measuresInputs: false)
    }

    /// A loop that measures a learned detector's inputs and decides nothing: for training.
    public static func plan(
        measuringInputsFor settings: Settings, signal: SignalDescription
    ) throws(SettingsError) -> PlannedLoop {
        try plan(settings, for: signal, model: nil, measuresInputs: true)
    }

    private static func plan(
        _ settings: Settings, for signal: SignalDescription, model: DetectorModel?,
        measuresInputs: Bool
    ) throws(SettingsError) -> PlannedLoop {
        let settings = model?.applied(to: settings) ?? settings
        let channelCount = signal.channelNames.count
        guard (1...DetectionLimits.channelCountMax).contains(channelCount) else {
            throw SettingsError(
                field: "frontEnd.channels",
                problem: "\(channelCount) channels are chosen; 1 to "
                    + "\(DetectionLimits.channelCountMax) are possible")
        }
        guard ratesHertz.contains(signal.rateHertz),
            signal.rateNumerator <= FrameClock.numeratorMax,
            signal.rateDenominator <= FrameClock.denominatorMax
        else {
            throw SettingsError(
                field: "frontEnd.rateHertz",
                problem: "the signal has \(format(signal.rateHertz)) Hz "
                    + "(\(signal.rateNumerator)/\(signal.rateDenominator)); 50 to 5,000 Hz are "
                    + "possible, as a fraction with a denominator of at most "
                    + "\(FrameClock.denominatorMax)")
        }
        guard model != nil || measuresInputs || !settings.detector.patterns.isEmpty else {
            throw SettingsError(
                field: "detector.patterns",
                problem: "without a pattern nothing is ever detected: give one, or a model")
        }
        var notes: [String] = []
        var patterns = PatternNotes()
        let planner = DetectionPlanner(settings, signal)
        var (detection, channels, conditioning) = try planner.plan(&notes, &patterns)
        let stimulation = try StimulationPlanner(settings.stimulation).plan()
        let hopSeconds = Double(detection.hopFrames) / signal.rateHertz
        var tables = LearnedTables()
        if let model {
            let places = try model.places(in: signal)
            detection.learned = model.plan(
                settings.detector.learned, channelCount: places.count,
                rateHertz: signal.rateHertz, hopSeconds: hopSeconds)
            tables = model.tables(at: places, rateHertz: signal.rateHertz)
            let features = model.features ?? []
            let absent =
                SharedBands(rateHertz: signal.rateHertz).absentCount
                + features.count { !$0.isMeasured(atHertz: signal.rateHertz) }
            if model.family == .travelling && absent > 0 {
                notes.append(
                    "model: \(absent) of its \(LearnedInput.count + features.count) inputs lie beyond "
                        + "this sampling rate and say nothing")
            }
            detection.patternCount = 0
        } else if measuresInputs {
            detection.learned = LearnedDesign.plan(
                settings.detector.learned,
                bandShifts: LearnedDesign.bandShifts(rateHertz: signal.rateHertz),
                rateHertz: signal.rateHertz, hopSeconds: hopSeconds)
            detection.patternCount = 0
        }
        if detection.learned.family != .none {
            detection.onsetHops = planner.onsetHops(settings.detector.learned.onsetSeconds)
            detection.measureInputsOnly()
        }
        // Of no account where a model decides.
        if detection.learned.family != .none { patterns = PatternNotes() }
        let constants = LoopConstants(
            clock: FrameClock(
                rateNumerator: Int64(signal.rateNumerator),
                rateDenominator: Int64(signal.rateDenominator)),
            detection: detection, channels: channels, stimulation: stimulation,
            safeStateHops: Int32((settings.safeStateSeconds / hopSeconds).rounded(.up)))
        return PlannedLoop(
            plan: LoopPlan(constants: constants, tables: tables), conditioning: conditioning,
            notes: notes + patterns.notes, provisions: patterns.provisions,
            patternPlaces: patterns.places, signal: signal,
            lsbMicrovolts: settings.frontEnd.lsbNanovolts / 1_000, model: model)
    }

    /// The stimulator's part alone.
    public static func plan(
        _ settings: StimulationSettings
    ) throws(SettingsError) -> StimulationPlan {
        try StimulationPlanner(settings).plan()
    }
}

extension DetectionPlan {
    /// The patterns' own features are nobody's where a learned detector's inputs are measured, but for
    /// line length, and rhythm and fast activity if they are inputs: these as of the last hop.
    fileprivate mutating func measureInputsOnly() {
        learnsTrends = false
        features = learned.features
        features.insert(.lineLength)
        for feature in [Feature.rhythm, .fastActivity] where features.contains(feature) {
            measures.windowHops[feature] = 1
        }
    }
}

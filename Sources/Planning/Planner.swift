import ClosedLoop
import Detection
import FixedPoint
import Foundation
import Stimulation

/// What the plan must know of the signal that will come.
public struct SignalDescription: Sendable {
    public var channelNames: [String]
    /// Frames per second, as a fraction in lowest terms.
    public var rateNumerator: Int
    public var rateDenominator: Int

    public init(channelNames: [String], rateNumerator: Int, rateDenominator: Int) {
        self.channelNames = channelNames
        self.rateNumerator = rateNumerator
        self.rateDenominator = rateDenominator
    }

    public var rateHertz: Double { Double(rateNumerator) / Double(rateDenominator) }
}

/// A validated plan, and what a person may want to know of how it came about.
public struct PlannedLoop: Sendable {
    public let plan: LoopPlan
    public let conditioning: ConditioningDesign
    /// Where the settings could not be followed to the letter.
    public let notes: [String]
    public let signal: SignalDescription
    public let lsbMicrovolts: Double

    /// Time between two decisions.
    public var hopSeconds: Double {
        Double(plan.detection.hopFrames) / signal.rateHertz
    }
}

/// From settings in human units to a plan in the device's: what is not valid never starts.
public enum Planner {
    public static func plan(
        _ settings: Settings, for signal: SignalDescription
    ) throws(SettingsError) -> PlannedLoop {
        let channelCount = signal.channelNames.count
        guard (1...DetectionLimits.channelCountMax).contains(channelCount) else {
            throw SettingsError(
                field: "frontEnd.channels",
                problem: "\(channelCount) channels are chosen; 1 to "
                    + "\(DetectionLimits.channelCountMax) are possible")
        }
        guard (100...5_000).contains(signal.rateHertz),
            signal.rateNumerator <= FrameClock.numeratorMax,
            signal.rateDenominator <= FrameClock.denominatorMax
        else {
            throw SettingsError(
                field: "frontEnd.rateHertz",
                problem: "the signal has \(format(signal.rateHertz)) Hz "
                    + "(\(signal.rateNumerator)/\(signal.rateDenominator)); 100 to 5,000 Hz are "
                    + "possible, as a fraction with a denominator of at most "
                    + "\(FrameClock.denominatorMax)")
        }
        var notes: [String] = []
        let (detection, conditioning) = try DetectionPlanner(settings, signal).plan(&notes)
        let stimulation = try StimulationPlanner(settings.stimulation).plan()
        let hopSeconds = Double(detection.hopFrames) / signal.rateHertz
        let loop = LoopPlan(
            clock: FrameClock(
                rateNumerator: Int64(signal.rateNumerator),
                rateDenominator: Int64(signal.rateDenominator)),
            detection: detection, stimulation: stimulation,
            safeStateHops: Int32((settings.safeStateSeconds / hopSeconds).rounded(.up)))
        return PlannedLoop(
            plan: loop, conditioning: conditioning, notes: notes, signal: signal,
            lsbMicrovolts: settings.frontEnd.lsbNanovolts / 1_000)
    }

    /// The stimulator's part alone.
    public static func plan(
        _ settings: StimulationSettings
    ) throws(SettingsError) -> StimulationPlan {
        try StimulationPlanner(settings).plan()
    }
}

import Detection
import Stimulation

/// Everything the loop needs to run, in fixed-point units, a learned detector's model included.
public struct LoopPlan: Sendable {
    /// Everything but the tables.
    public var constants: LoopConstants
    /// A learned detector's weights or trees; of no account where there is none.
    public var tables = LearnedTables()

    /// Puts a plan together; nothing is checked. `DevicePlan.validate` does that.
    public init(constants: LoopConstants, tables: LearnedTables = LearnedTables()) {
        self.constants = constants
        self.tables = tables
    }

    /// `constants.clock`.
    public var clock: FrameClock { constants.clock }
    /// `constants.detection`.
    public var detection: DetectionPlan { constants.detection }
    /// `constants.stimulation`.
    public var stimulation: StimulationPlan { constants.stimulation }
    /// `constants.safeStateHops`.
    public var safeStateHops: Int32 { constants.safeStateHops }
}

/// A plan but for its model's tables, which a device leaves in its flash.
public struct LoopConstants: Sendable {
    /// The sampling rate, and with it the device clock's time of each frame.
    public var clock: FrameClock
    /// What is measured, and what makes a detection of it.
    public var detection: DetectionPlan
    /// The channels that may vote for each pattern, all below the plan's `channelCount`.
    public var channels: PerPattern<ChannelSet>
    /// What a detection is answered with, validated when it was made.
    public var stimulation: StimulationPlan
    /// Whole hops without a fault after which the loop leaves its safe state.
    public var safeStateHops: Int32

    /// Puts the parts together; nothing is checked. `DevicePlan.validate` does that.
    public init(
        clock: FrameClock, detection: DetectionPlan, channels: PerPattern<ChannelSet>,
        stimulation: StimulationPlan, safeStateHops: Int32
    ) {
        self.clock = clock
        self.detection = detection
        self.channels = channels
        self.stimulation = stimulation
        self.safeStateHops = safeStateHops
    }
}

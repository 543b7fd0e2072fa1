import Detection
import Stimulation

/// Everything the loop needs to run, in fixed-point units, a learned detector's model included.
public struct LoopPlan: Sendable {
    public var constants: LoopConstants
    /// A learned detector's weights or trees; of no account where there is none.
    public var tables = LearnedTables()

    public init(constants: LoopConstants, tables: LearnedTables = LearnedTables()) {
        self.constants = constants
        self.tables = tables
    }

    public var clock: FrameClock { constants.clock }
    public var detection: DetectionPlan { constants.detection }
    public var stimulation: StimulationPlan { constants.stimulation }
    public var safeStateHops: Int32 { constants.safeStateHops }
}

/// A plan but for its model's tables, which a device leaves in its flash.
public struct LoopConstants: Sendable {
    public var clock: FrameClock
    public var detection: DetectionPlan
    public var stimulation: StimulationPlan
    /// Whole hops without a fault after which the loop leaves its safe state.
    public var safeStateHops: Int32

    public init(
        clock: FrameClock, detection: DetectionPlan, stimulation: StimulationPlan,
        safeStateHops: Int32
    ) {
        self.clock = clock
        self.detection = detection
        self.stimulation = stimulation
        self.safeStateHops = safeStateHops
    }
}

import Detection
import Stimulation

/// Everything the loop needs to run, in fixed-point units.
public struct LoopPlan: Sendable {
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

import ClosedLoop
import FrameRing
import Realtime
import Stimulation

/// What the loop's thread does: takes blocks, steps, hands telemetry on.
struct LoopRun: Sendable {
    let plan: LoopPlan
    let firstFrame: Int64
    let isPaced: Bool
    /// From a hop's first sample to a first pulse edge; nil where no clock sets a deadline.
    let budgetNanoseconds: Int64?
    /// Whether the source waits for what will be stimulated.
    let answers: Bool
    let slots: TelemetrySlot
    let memory: PipelineMemory
    let bells: Bells
    let now: @Sendable () -> Int64
    /// What the thread asks of the system for itself, if anything, and the processor it shall use.
    let realtime: (request: RealtimeRequest, processor: Int)?

    /// What a learned detector adapted to in an earlier run; empty for nothing.
    var adaptation: [Int32] = []
    /// `DoseMemory`'s words of earlier runs; empty for nothing.
    var doses: [Int32] = []
    /// What may be given; nil for everything.
    var permit: TherapyPermit?
    /// What a person changes while the loop runs; nil where nobody can.
    var control: LoopControl?
    /// Whether what the source is told cannot be taken back: a device plays it.
    var plays = false
    /// How long before a hop is due the loop is to touch what it will need by a clock of its own, where
    /// the source, a device, cannot call; 0 for never.
    var callsItselfBefore: Int64 = 0

    func run(_ ends: consuming LoopEnds, _ results: Results) {
        var grants: [Grant] = []
        if let realtime {
            grants = RealtimeThread.enter(
                name: "loop", priority: realtime.request.loopPriority,
                processor: realtime.processor, realtime.request)
        }
        let supervisor = ThreadSupervisor(name: "loop", grants: grants, results)
        var ends = ends
        var work = LoopWork(self)
        while true {
            // The one place where the loop may wait: there is nothing to do.
            let ownInstant = work.takeEarlyInstant()
            let isRung = bells.framesReady.wait(until: ownInstant) {
                ends.frames.beginRead() || bells.early.isMade || ends.frames.isFinished()
                    || results.isAbandoned
            }
            let ownCall = isRung ? nil : ownInstant + callsItselfBefore / 2
            let call = bells.early.take() ?? ownCall
            if ends.frames.beginRead() {
                work.takeBlock(&ends)
            } else if let call {
                // Too late, it would only be in the way of the block.
                if now() < call { work.touch(&ends) }
            } else {
                break
            }
            supervisor.check()
        }
        work.finish(&ends, results)
    }
}

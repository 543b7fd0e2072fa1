import ClosedLoop
import FrameRing
import Realtime
import Stimulation

/// What the loop's thread does: takes blocks, steps, hands telemetry on.
struct LoopRun: Sendable {
    let plan: LoopPlan
    let firstFrame: Int64
    let isPaced: Bool
    /// How long after a hop's last frame its decision may come; nil where no clock sets a deadline.
    let decisionNanosecondsMax: Int64?
    /// Whether the source waits for what will be stimulated.
    let answers: Bool
    let slots: TelemetrySlot
    let memory: PipelineMemory
    let bells: Bells
    let now: @Sendable () -> Int64

    func run(_ ends: consuming LoopEnds, _ results: Results) {
        var ends = ends
        var work = LoopWork(self)
        while true {
            // The one place where the loop may wait: there is nothing to do.
            _ = bells.framesReady.wait(until: .max) {
                ends.frames.beginRead() || ends.frames.isFinished() || results.isAbandoned
            }
            guard ends.frames.beginRead() else { break }
            work.takeBlock(&ends)
        }
        work.finish(&ends, results)
    }
}

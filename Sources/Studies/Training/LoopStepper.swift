import ClosedLoop
import FixedPoint
import Planning
import Stimulation

/// A loop with memory of its own, fed block by block on the caller's thread.
@safe
package final class LoopStepper {
    private let memory: UnsafeMutableRawBufferPointer
    private var loop: ClosedLoop

    package init(_ plan: LoopPlan, firstFrame: Int64) {
        unsafe memory = .allocate(
            byteCount: ClosedLoop.memoryBytes(for: plan), alignment: WorkingMemory.alignment)
        loop = unsafe ClosedLoop(plan: plan, firstFrame: firstFrame, memory: memory)
    }

    deinit { unsafe memory.deallocate() }

    /// Pulses that begin from now on until `tick`, for a patient who must have them in time; to be asked
    /// between two hops.
    package func outlook(until tick: Int64) -> PulseOutlook { loop.outlook(until: tick) }

    /// What the electrodes have had so far.
    package var ledger: ChargeLedger { loop.ledger }

    /// Of all decisions, features and pulses so far.
    package var decisionHash: UInt64 { loop.decisionHash }

    /// Calls `take` for every decision of the block in order; the loop still holds what the hop
    /// showed.
    ///
    /// - Parameter counts: laid out [frame][group].
    package func feed(
        _ counts: [SIMD8<Int16>], frameCount: Int, firstFrame: Int64,
        _ take: (Decision, borrowing ClosedLoop) throws -> Void
    ) rethrows {
        var taken = 0
        while taken < frameCount {
            let step = loop.step(
                counts.span, frameCount: frameCount, from: taken,
                firstFrame: firstFrame + Int64(taken))
            taken += step.framesTaken
            if let decision = step.decision { try take(decision, loop) }
        }
    }
}

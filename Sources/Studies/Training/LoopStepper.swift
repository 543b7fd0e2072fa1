import ClosedLoop
import FixedPoint
import Planning

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

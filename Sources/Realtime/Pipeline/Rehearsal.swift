import ClosedLoop
import Detection

/// A loop by the run's plan, of its first eight channels and without a model, that takes made-up frames:
/// a decision's instructions are close at hand then, and its branches foreseen. It has a memory of its
/// own and nobody to tell, so that the run does not depend on it.
struct Rehearsal: ~Copyable {
    private var loop: ClosedLoop
    private let frames: [SIMD8<Int16>]

    /// - Parameter memory: `memoryBytes(for: plan)` of it.
    init(of plan: LoopPlan, memory: UnsafeMutableRawBufferPointer) {
        unsafe loop = ClosedLoop(plan: Self.plan(of: plan), memory: memory)
        loop.allow(therapies: 0)
        frames = (0..<Int(plan.detection.hopFrames)).map { frame in
            // As rough as noise, so that nothing is at fault.
            SIMD8(repeating: Int16(frame * 7_919 % 201 - 100))
        }
    }

    static func memoryBytes(for plan: LoopPlan) -> Int {
        ClosedLoop.memoryBytes(for: Self.plan(of: plan))
    }

    private static func plan(of plan: LoopPlan) -> LoopPlan {
        var constants = plan.constants
        constants.detection.channelCount = min(8, plan.detection.channelCount)
        constants.detection.learned = LearnedPlan()
        return LoopPlan(constants: constants)
    }

    /// Decides on a hop. Neither allocates, locks nor blocks.
    mutating func run() {
        let frames = frames
        let next = loop.nextFrame
        var arrival = FrameArrival(
            firstFrame: next, frameCount: Int32(frames.count), isAfterOverrun: false)
        _ = loop.take(&arrival, frames.span)
    }
}

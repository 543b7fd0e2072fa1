import ClosedLoop
import Planning
import SignalSources

/// A recording through the loop on the caller's own thread, for whoever learns or scores.
struct LoopReplay {
    let frames: Frames
    let plan: LoopPlan

    enum Frames {
        case read(RecordingSource)
        case kept([CountedRecording.Block])
    }

    static let framesMax = 4_096

    init(source: RecordingSource, plan: LoopPlan) {
        self.init(frames: .read(source), plan: plan)
    }

    init(frames: Frames, plan: LoopPlan) {
        self.frames = frames
        self.plan = plan
    }

    /// Calls `take` for every decision in order; the loop still holds what the hop showed.
    func run(_ take: (Decision, borrowing ClosedLoop) throws -> Void) throws {
        switch frames {
        case .kept(let blocks):
            let stepper = LoopStepper(plan, firstFrame: blocks.first?.firstFrame ?? 0)
            for block in blocks {
                try stepper.feed(
                    block.counts, frameCount: block.frameCount, firstFrame: block.firstFrame, take)
            }
        case .read(var source):
            let stepper = LoopStepper(plan, firstFrame: source.frameRange.lowerBound)
            var counts = [SIMD8<Int16>](
                repeating: SIMD8(), count: Self.framesMax * source.frontEnd.groupCount)
            while true {
                var span = counts.mutableSpan
                guard let block = try source.read(into: &span, framesMax: Self.framesMax) else {
                    break
                }
                try stepper.feed(
                    counts, frameCount: block.frameCount, firstFrame: block.firstFrame, take)
            }
        }
    }
}

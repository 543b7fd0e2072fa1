import ClosedLoop
import Planning
import SignalSources

/// A recording through the loop on the caller's own thread, for whoever learns or scores.
struct LoopReplay {
    let source: RecordingSource
    let plan: LoopPlan

    /// Calls `take` for every decision in order; the loop still holds what the hop showed.
    func run(_ take: (Decision, borrowing ClosedLoop) throws -> Void) throws {
        var source = source
        let framesMax = 4_096
        let stepper = LoopStepper(plan, firstFrame: source.frameRange.lowerBound)
        var counts = [SIMD8<Int16>](
            repeating: SIMD8(), count: framesMax * source.frontEnd.groupCount)
        while true {
            var span = counts.mutableSpan
            guard let block = try source.read(into: &span, framesMax: framesMax) else { break }
            try stepper.feed(
                counts, frameCount: block.frameCount, firstFrame: block.firstFrame, take)
        }
    }
}

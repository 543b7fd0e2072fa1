import ClosedLoop
import FrameRing
import Realtime
import SignalSources

/// What the source's thread does: fills blocks, waits until they are due, hands them over.
struct SourceRun: Sendable {
    let source: RecordingSource
    let pace: Pace
    let plan: LoopPlan
    let blockFrames: Int
    let bells: Bells
    let isStopped: @Sendable () -> Bool

    func run(_ producer: consuming FrameProducer, _ results: Results) {
        var source = source
        var producer = producer
        var result = Results.Source()
        let pacer = pacer
        do {
            while !result.wasStopped {
                if pace == .unpaced {
                    _ = bells.framesSpace.wait(until: .max) { producer.hasFreeSlot() }
                }
                producer.beginWrite()
                var payload = producer.payload
                guard let frames = try source.read(into: &payload, framesMax: blockFrames) else {
                    break
                }
                result.framesRead += Int64(frames.frameCount)
                producer.commit(header(of: frames, pacer))
                bells.framesReady.ring()
                result.wasStopped = isStopped()
            }
        } catch {
            result.problem = "\(error)"
        }
        result.saturatedSamples = source.frontEnd.saturatedSamples
        result.missingSamples = source.frontEnd.missingSamples
        results.set(result)
        producer.close()
        bells.framesReady.ring()
    }

    private var pacer: Pacer? {
        guard case .speed(let speed) = pace else { return nil }
        // A moment to let both threads get going.
        return Pacer(
            startNanoseconds: MonotonicClock.now + 20_000_000,
            framesPerSecond: Ratio(plan.clock.rateNumerator, plan.clock.rateDenominator),
            speed: speed)
    }

    /// The block's header; a paced block is ready once its last frame has been sampled.
    private func header(of frames: RecordingSource.Frames, _ pacer: Pacer?) -> FrameBlockHeader {
        guard let pacer else {
            let now = MonotonicClock.now
            return FrameBlockHeader(
                firstFrame: frames.firstFrame, frameCount: Int32(frames.frameCount),
                scheduledNanosecondsFirst: now, scheduledNanosecondsLast: now,
                enqueuedNanoseconds: now)
        }
        let first = frames.firstFrame - source.frameRange.lowerBound
        let last = first + Int64(frames.frameCount) - 1
        pacer.sleep(untilFrame: last)
        return FrameBlockHeader(
            firstFrame: frames.firstFrame, frameCount: Int32(frames.frameCount),
            scheduledNanosecondsFirst: pacer.deadline(ofFrame: first),
            scheduledNanosecondsLast: pacer.deadline(ofFrame: last),
            enqueuedNanoseconds: MonotonicClock.now)
    }
}

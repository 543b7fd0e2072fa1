import ClosedLoop
import FrameRing
import Realtime
import SignalSources

/// What the source's thread does: fills blocks, waits until they are due, hands them over.
struct SourceRun: Sendable {
    let source: SignalSource
    let pace: Pace
    let plan: LoopPlan
    let blockFrames: Int
    let bells: Bells
    let isStopped: @Sendable () -> Bool
    /// When the first frame is due, with a paced source; nil for a moment after the thread's start.
    let startNanoseconds: Int64?
    /// What the thread asks of the system for itself, if anything, and the processor it shall use.
    let realtime: (request: RealtimeRequest, processor: Int)?

    func run(_ ends: consuming SourceEnds, _ results: Results) {
        if let realtime {
            let below = realtime.request.loopPriority - realtime.request.sourcePriority
            results.add(
                RealtimeThread.enter(
                    name: "source", priority: realtime.request.sourcePriority, below: below,
                    processor: realtime.processor, realtime.request))
        }
        var source = source
        var producer = ends.frames
        var answers = ends.answers
        var answersDue = 0
        var result = Results.Source()
        let pacer = pacer
        var phase = HopPhase(
            hopFrames: Int(plan.detection.hopFrames), blockFrames: blockFrames,
            firstFrame: source.frameRange.lowerBound)
        do {
            while !result.wasStopped {
                if pace == .unpaced {
                    _ = bells.framesSpace.wait(until: .max) { producer.hasFreeSlot() }
                }
                if source.answersToStimulation {
                    try takeAnswers(&answers, due: &answersDue, into: &source, pacer, result)
                }
                producer.beginWrite()
                var payload = producer.payload
                let framesMax = pacer == nil ? blockFrames : phase.framesMax
                guard let frames = try source.read(into: &payload, framesMax: framesMax) else {
                    break
                }
                phase.take(frames)
                result.framesRead += Int64(frames.frameCount)
                if producer.commit(header(of: frames, pacer)) {
                    answersDue += 1
                } else {
                    phase.drop()
                }
                bells.framesReady.ring()
                result.wasStopped = isStopped()
            }
        } catch {
            result.problem = "\(error)"
        }
        result.final = source
        results.set(result)
        producer.close()
        bells.framesReady.ring()
    }

    /// Lets the source feel what the loop decided on the hops before. Unpaced, it waits for that;
    /// paced, it waits until the next hop is due, and what comes later is felt later.
    private func takeAnswers(
        _ answers: inout RingConsumer, due: inout Int, into source: inout SignalSource,
        _ pacer: Pacer?, _ result: Results.Source
    ) throws {
        while due > 0 {
            let deadline = pacer?.deadline(ofFrame: result.framesRead + Int64(blockFrames) - 1)
            guard bells.answersReady.wait(until: deadline ?? .max, for: { answers.beginRead() })
            else { return }
            let outlook = unsafe answers.slot.unsafeLoad(as: PulseOutlook.self)
            answers.release()
            due -= 1
            for index in 0..<Int(outlook.count) { try source.deliver(outlook.pulses[index]) }
        }
    }

    private var pacer: Pacer? {
        guard case .speed(let speed) = pace else { return nil }
        // A moment to let both threads get going.
        return Pacer(
            startNanoseconds: startNanoseconds ?? MonotonicClock.now + 20_000_000,
            framesPerSecond: Ratio(plan.clock.rateNumerator, plan.clock.rateDenominator),
            speed: speed)
    }

    /// The block's header; a paced block is ready once its last frame has been sampled.
    private func header(of frames: SourceFrames, _ pacer: Pacer?) -> FrameBlockHeader {
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

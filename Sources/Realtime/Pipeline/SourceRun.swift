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
    /// How long before a hop is due both threads wake up once; 0 for not at all.
    let earlyNanoseconds: Int64
    /// Takes copies of what the loop is handed.
    let tap: FrameTap?

    func run(_ ends: consuming SourceEnds, _ results: Results) {
        var grants: [Grant] = []
        if let realtime {
            let below = realtime.request.loopPriority - realtime.request.sourcePriority
            grants = RealtimeThread.enter(
                name: "source", priority: realtime.request.sourcePriority, below: below,
                processor: realtime.processor, realtime.request)
        }
        let supervisor = ThreadSupervisor(name: "source", grants: grants, results)
        source.supervise { supervisor.check() }
        var source = source
        var producer = ends.frames
        var answers = ends.answers
        var answersDue = 0
        var result = Results.Source()
        let pacer = source.isOwnClock ? nil : pacer
        var phase = HopPhase(
            hopFrames: Int(plan.detection.hopFrames), blockFrames: blockFrames,
            firstFrame: source.frameRange.lowerBound)
        do {
            while !result.wasStopped {
                if pace == .unpaced {
                    _ = bells.framesSpace.wait(until: .max) { producer.hasFreeSlot() }
                }
                if source.answersToStimulation {
                    try takeAnswers(&answers, due: &answersDue, into: &source)
                }
                producer.beginWrite()
                var payload = producer.payload
                let isWhole = pace == .unpaced && !source.hearsPulses
                let framesMax = isWhole ? blockFrames : phase.framesMax
                guard let frames = try source.read(into: &payload, framesMax: framesMax) else {
                    // A device ends its frames when the run is stopped, a recording by itself.
                    result.wasStopped = source.isOwnClock && isStopped()
                    break
                }
                tap?.copy(payload.span, frames)
                supervisor.check()
                phase.take(frames)
                result.framesRead += Int64(frames.frameCount)
                result.framesGiven =
                    frames.firstFrame + Int64(frames.frameCount) - source.frameRange.lowerBound
                if let pacer, phase.isAtHopEnd {
                    let last = frames.firstFrame + Int64(frames.frameCount) - 1
                    unsafe touch(
                        payload.span.bytes,
                        before: pacer.deadline(ofFrame: last - source.frameRange.lowerBound))
                }
                if producer.commit(header(of: frames, pacer)) {
                    answersDue += 1
                    tap?.commit(frames)
                } else {
                    phase.drop()
                }
                bells.framesReady.ring()
                if source.hearsPulses {
                    hear(&answers, &source, waits: frames.frameCount > 0 && phase.isAtHopEnd)
                }
                result.wasStopped = isStopped()
            }
        } catch {
            result.problem = "\(error)"
        }
        result.final = source
        results.set(result)
        producer.close()
        bells.framesReady.ring()
        if source.hearsPulses { hearLast(&answers, &source) }
    }

    /// Wakes up a moment before a hop's last block is due, and has both threads touch what they will
    /// need; not where the moment is over already.
    private func touch(_ block: RawSpan, before due: Int64) {
        let early = due - earlyNanoseconds
        guard earlyNanoseconds > 0, MonotonicClock.now < early else { return }
        MonotonicClock.sleep(until: early)
        let latest = due - earlyNanoseconds / 2
        guard MonotonicClock.now < latest else { return }
        unsafe block.withUnsafeBytes { unsafe CacheLines.touch($0) }
        bells.early.make(until: latest)
        bells.framesReady.ring()
    }

    /// Lets the source feel what the loop decided on the hops before, and waits for that, paced or
    /// not: a pulse acts when the device's clock says, and a wait that makes the next hop late counts as
    /// its latency.
    private func takeAnswers(
        _ answers: inout RingConsumer, due: inout Int, into source: inout SignalSource
    ) throws {
        while due > 0 {
            _ = bells.answersReady.wait(until: .max) { answers.beginRead() }
            let outlook = unsafe answers.slot.unsafeLoad(as: PulseOutlook.self)
            answers.release()
            due -= 1
            for index in 0..<Int(outlook.count) { try source.deliver(outlook.pulses[index]) }
        }
    }

    /// Lets the source play the pulses of the hop to come. A loop that is deciding answers within its
    /// compute latency, so that waiting a moment saves a wake-up.
    private func hear(_ answers: inout RingConsumer, _ source: inout SignalSource, waits: Bool) {
        if waits {
            // Unpaced, everybody waits for everybody.
            let deadline = pace == .unpaced ? .max : MonotonicClock.now + 1_000_000
            _ = bells.answersReady.wait(until: deadline) { answers.beginRead() }
        }
        while answers.beginRead() {
            let outlook = unsafe answers.slot.unsafeLoad(as: PulseOutlook.self)
            answers.release()
            for index in 0..<Int(outlook.count) { source.hear(outlook.pulses[index]) }
        }
    }

    /// Plays what the loop still says about the last blocks, to its end.
    private func hearLast(_ answers: inout RingConsumer, _ source: inout SignalSource) {
        while !answers.isFinished() {
            hear(&answers, &source, waits: false)
            _ = bells.answersReady.wait(until: .max) {
                answers.beginRead() || answers.isFinished()
            }
        }
        source.playOut()
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
        if let acquired = frames.acquiredNanoseconds {
            return FrameBlockHeader(
                firstFrame: frames.firstFrame, frameCount: Int32(frames.frameCount),
                scheduledNanosecondsFirst: acquired.lowerBound,
                scheduledNanosecondsLast: acquired.upperBound,
                heldNanoseconds: frames.heldNanoseconds,
                enqueuedNanoseconds: MonotonicClock.now, outputLoss: frames.outputLoss,
                outputLosses: frames.outputLosses)
        }
        guard let pacer else {
            let now = MonotonicClock.now
            return FrameBlockHeader(
                firstFrame: frames.firstFrame, frameCount: Int32(frames.frameCount),
                scheduledNanosecondsFirst: now, scheduledNanosecondsLast: now,
                enqueuedNanoseconds: now, outputLoss: frames.outputLoss,
                outputLosses: frames.outputLosses)
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

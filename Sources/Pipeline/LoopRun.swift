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
    /// What the thread asks of the system for itself, if anything, and the processor it shall use.
    let realtime: (request: RealtimeRequest, processor: Int)?

    func run(_ ends: consuming LoopEnds, _ results: Results) {
        if let realtime {
            results.add(
                RealtimeThread.enter(
                    name: "loop", priority: realtime.request.loopPriority,
                    processor: realtime.processor, realtime.request))
        }
        var frames = ends.frames
        var telemetry = ends.telemetry
        var answerRing = ends.answers
        var loop = unsafe ClosedLoop(plan: plan, firstFrame: firstFrame, memory: memory.loop)
        var lost: Int64 = 0
        var decidedFrame = firstFrame
        // What is missing stays in the record until one goes out.
        var record = HopRecord()
        var actuator = Actuator(
            budgetNanoseconds: budgetNanoseconds,
            startDelayNanoseconds: Int64(plan.stimulation.timing.startDelayMicroseconds) * 1_000)
        var isHopUnderWay = false
        while true {
            _ = bells.framesReady.wait(until: .max) {
                frames.beginRead() || frames.isFinished() || results.isAbandoned
            }
            guard frames.beginRead() else { break }
            let header = frames.header
            record.stamps.dequeued = MonotonicClock.now
            record.stamps.enqueued = header.enqueuedNanoseconds
            // A gap ends the hop under way.
            if header.firstFrame != loop.nextFrame { isHopUnderWay = false }
            record.note(header, nextFrame: loop.nextFrame)
            if header.isAfterOverrun {
                // Past the gap first, or the loop would take it for one in the recording.
                _ = loop.step(
                    frames.payload, frameCount: 0, from: 0, firstFrame: header.firstFrame)
                loop.fail(.ringOverrun)
            }
            var taken = 0
            while taken < Int(header.frameCount) {
                if !isHopUnderWay {
                    record.stamps.acquiredFirst = header.scheduledNanoseconds(ofFrame: taken)
                    isHopUnderWay = true
                }
                let step = loop.step(
                    frames.payload, frameCount: Int(header.frameCount), from: taken,
                    firstFrame: header.firstFrame + Int64(taken))
                taken += step.framesTaken
                guard let decision = step.decision else { continue }
                record.stamps.decided = MonotonicClock.now
                record.stamps.acquiredLast = header.scheduledNanoseconds(ofFrame: taken - 1)
                let isInTime = actuator.take(ActuatorCommand(decision), &record.stamps)
                isHopUnderWay = false
                decidedFrame = decision.endFrame
                record.decision = decision
                record.decisionHash = loop.decisionHash
                record.isLate = !isInTime
                if record.isLate { loop.fail(.missedDeadline) }
                if answers { answer(loop, decision, &answerRing) }
                if send(record, of: loop, &telemetry) {
                    record.forgetMissing()
                } else {
                    lost += 1
                }
            }
            frames.release()
            bells.framesSpace.ring()
        }
        finish(&loop, record, results, &telemetry)
        results.set(
            Results.Loop(
                decisionHash: loop.decisionHash, ledger: loop.ledger,
                framesNotEvaluated: loop.nextFrame - decidedFrame, telemetryLost: lost))
        telemetry.close()
        bells.telemetryReady.ring()
    }

    /// Tells the source the pulses of the hop to come.
    private func answer(
        _ loop: borrowing ClosedLoop, _ decision: Decision, _ ring: inout RingProducer
    ) {
        let end = plan.clock.tick(ofFrame: decision.endFrame + Int64(plan.detection.hopFrames))
        ring.beginWrite()
        var slot = ring.slot
        slot.storeBytes(of: loop.outlook(until: end), as: PulseOutlook.self)
        ring.commit()
        bells.answersReady.ring()
    }

    /// Leaves the loop in its safe state, and tells of it in a record that is never lost.
    private func finish(
        _ loop: inout ClosedLoop, _ record: HopRecord, _ results: Results,
        _ telemetry: inout RingProducer
    ) {
        let source = results.source
        let reason: SafeStateReason =
            source.wasStopped
            ? .stoppedByUser : source.problem != nil ? .sourceLost : .sourceEnded
        var last = record
        last.isLast = true
        last.decision = Decision()
        last.decision.state = .safe
        last.decision.safeStateReason = reason
        last.decision.pulseCount = loop.finish(reason)
        last.decision.endFrame = loop.nextFrame
        last.decision.tick = plan.clock.tick(ofFrame: loop.nextFrame)
        last.decisionHash = loop.decisionHash
        last.stamps = HopStamps()
        _ = send(last, of: loop, &telemetry)
    }

    /// False: the record was lost, since a paced loop never waits for its reader.
    private func send(
        _ record: HopRecord, of loop: borrowing ClosedLoop, _ telemetry: inout RingProducer
    ) -> Bool {
        if !isPaced || record.isLast {
            _ = bells.telemetrySpace.wait(until: .max) { telemetry.hasFreeSlot() }
        }
        telemetry.beginWrite()
        var slot = telemetry.slot
        slots.write(record, of: loop, to: &slot)
        let isSent = telemetry.commit()
        bells.telemetryReady.ring()
        return isSent
    }
}

extension HopRecord {
    /// Enters what is missing before a block.
    fileprivate mutating func note(_ header: FrameBlockHeader, nextFrame: Int64) {
        let missing = header.firstFrame - nextFrame
        if missing > 0, missingFrames == 0 { firstMissingFrame = nextFrame }
        missingFrames += missing
        isAfterOverrun = isAfterOverrun || header.isAfterOverrun
    }

    fileprivate mutating func forgetMissing() {
        missingFrames = 0
        isAfterOverrun = false
    }
}

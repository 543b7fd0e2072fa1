import ClosedLoop
import FrameRing
import PlanImage
import Realtime
import Stimulation

/// The loop at work: what its thread holds from one block to the next, besides the ends of rings.
struct LoopWork: ~Copyable {
    private let run: LoopRun
    private var loop: ClosedLoop
    /// Records that the full telemetry ring did not take.
    private var lost: Int64 = 0
    private var decidedFrame: Int64
    /// What is missing stays in the record until one goes out.
    private var record = HopRecord()
    private var actuator: Actuator
    private var isHopUnderWay = false

    init(_ run: LoopRun) {
        self.run = run
        loop = unsafe ClosedLoop(
            plan: run.plan, firstFrame: run.firstFrame, memory: run.memory.loop)
        if !run.adaptation.isEmpty {
            let isTaken = loop.restoreState(
                run.adaptation.span, of: run.plan.detectorIdentity)
            precondition(isTaken, "the state of another detector")
        }
        decidedFrame = run.firstFrame
        actuator = Actuator(
            budgetNanoseconds: run.budgetNanoseconds,
            startDelayNanoseconds: Int64(run.plan.stimulation.timing.startDelayMicroseconds) * 1_000
        )
    }

    /// Takes the oldest block: the real-time section, from the block to its last hop's telemetry.
    ///
    /// - Precondition: `ends.frames.beginRead` has found it.
    mutating func takeBlock(_ ends: inout LoopEnds) {
        RealtimeSection.enter()
        let header = ends.frames.header
        record.stamps.dequeued = run.now()
        record.stamps.enqueued = header.enqueuedNanoseconds
        // A gap ends the hop under way.
        if header.firstFrame != loop.nextFrame { isHopUnderWay = false }
        record.note(header, nextFrame: loop.nextFrame)
        if header.frameCount == 0 { hold(&ends.telemetry) }
        if header.isAfterOverrun {
            // Past the gap first, or the loop would take it for one in the recording.
            _ = loop.step(
                ends.frames.payload, frameCount: 0, from: 0, firstFrame: header.firstFrame)
            loop.fail(.ringOverrun)
        }
        var taken = 0
        while taken < Int(header.frameCount) {
            if !isHopUnderWay {
                record.stamps.acquiredFirst = header.scheduledNanoseconds(ofFrame: taken)
                isHopUnderWay = true
            }
            let step = loop.step(
                ends.frames.payload, frameCount: Int(header.frameCount), from: taken,
                firstFrame: header.firstFrame + Int64(taken))
            taken += step.framesTaken
            guard let decision = step.decision else { continue }
            record.stamps.acquiredLast = header.scheduledNanoseconds(ofFrame: taken - 1)
            isHopUnderWay = false
            enter(decision, &ends)
        }
        ends.frames.release()
        run.bells.framesSpace.ring()
        RealtimeSection.leave()
    }

    /// Leaves the loop in its safe state, tells of it, and closes the telemetry.
    consuming func finish(_ ends: inout LoopEnds, _ results: Results) {
        sendLast(results.source, &ends)
        results.set(
            Results.Loop(
                decisionHash: loop.decisionHash, ledger: loop.ledger,
                framesNotEvaluated: loop.nextFrame - decidedFrame, telemetryLost: lost,
                adaptation: adaptation))
        ends.telemetry.close()
        run.bells.telemetryReady.ring()
    }

    /// What a learned detector has adapted to.
    private var adaptation: [Int32] {
        var words = [Int32](repeating: 0, count: ClosedLoop.stateWordCount(for: run.plan))
        var span = words.mutableSpan
        loop.saveState(of: run.plan.detectorIdentity, into: &span)
        return words
    }

    private mutating func enter(_ decision: Decision, _ ends: inout LoopEnds) {
        decidedFrame = decision.endFrame
        record.decision = decision
        record.decisionHash = loop.decisionHash
        record.stamps.decided = run.now()
        record.isLate = !actuator.take(
            ActuatorCommand(decision), &record.stamps, at: run.now())
        if record.isLate { loop.fail(.missedDeadline) }
        if run.answers { answer(decision, &ends.answers) }
        if !run.isPaced { waitForReader(&ends.telemetry) }
        if send(record, &ends.telemetry) {
            record.forgetMissing()
        } else {
            lost += 1
        }
    }

    /// The source has nothing for the moment: no stimulation until it has.
    private mutating func hold(_ telemetry: inout RingProducer) {
        loop.fail(.sourceLost)
        var held = HopRecord()
        held.isHeld = true
        held.decision.state = .safe
        held.decision.safeStateReason = .sourceLost
        held.decision.endFrame = loop.nextFrame
        held.decision.tick = run.plan.clock.tick(ofFrame: loop.nextFrame)
        held.decisionHash = loop.decisionHash
        // Only a notice; what it says will be seen in the next hop as well.
        _ = send(held, &telemetry)
    }

    /// Tells the source the pulses of the hop to come.
    private func answer(_ decision: Decision, _ ring: inout RingProducer) {
        let end = run.plan.clock.tick(
            ofFrame: decision.endFrame + Int64(run.plan.detection.hopFrames))
        ring.beginWrite()
        var slot = ring.slot
        slot.storeBytes(of: loop.outlook(until: end), as: PulseOutlook.self)
        ring.commit()
        run.bells.answersReady.ring()
    }

    /// A record that is never lost.
    private mutating func sendLast(_ source: Results.Source, _ ends: inout LoopEnds) {
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
        last.decision.tick = run.plan.clock.tick(ofFrame: loop.nextFrame)
        last.decisionHash = loop.decisionHash
        last.stamps = HopStamps()
        _ = run.bells.telemetrySpace.wait(until: .max) { ends.telemetry.hasFreeSlot() }
        _ = send(last, &ends.telemetry)
    }

    /// An unpaced loop is in no hurry: it waits, and nothing is lost.
    private func waitForReader(_ telemetry: inout RingProducer) {
        RealtimeSection.leave()
        _ = run.bells.telemetrySpace.wait(until: .max) { telemetry.hasFreeSlot() }
        RealtimeSection.enter()
    }

    /// False: the record was lost, since a paced loop never waits for its reader.
    private func send(_ record: HopRecord, _ telemetry: inout RingProducer) -> Bool {
        telemetry.beginWrite()
        var slot = telemetry.slot
        run.slots.write(record, of: loop, to: &slot)
        let isSent = telemetry.commit()
        run.bells.telemetryReady.ring()
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

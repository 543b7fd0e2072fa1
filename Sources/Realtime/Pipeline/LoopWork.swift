import ClosedLoop
import FrameRing
import PlanImage
import Realtime
import Stimulation

/// The loop at work: what its thread holds from one block to the next, besides the ends of rings.
struct LoopWork: ~Copyable {
    let run: LoopRun
    var loop: ClosedLoop
    /// Records that the full telemetry ring did not take.
    private var lost: Int64 = 0
    var decidedFrame: Int64
    /// What is missing stays in the record until one goes out.
    private var record = HopRecord()
    private var actuator: Actuator
    private var isHopUnderWay = false
    /// Whether the next record's slot is ready already.
    var isSlotBegun = false
    /// When the loop calls itself early; `Int64.max` for not at all.
    var earlyInstant = Int64.max
    /// None where nobody calls the loop early.
    var rehearsal: Rehearsal?

    init(_ run: LoopRun) {
        self.run = run
        loop = unsafe ClosedLoop(
            plan: run.plan, firstFrame: run.firstFrame, memory: run.memory.loop)
        if !run.adaptation.isEmpty {
            let isTaken = loop.restoreState(
                run.adaptation.span, of: run.plan.detectorIdentity)
            precondition(isTaken, "the state of another detector")
        }
        if !run.doses.isEmpty {
            let isTaken = loop.restoreDoses(run.doses.span)
            precondition(isTaken, "the words are no doses")
        }
        if unsafe run.memory.rehearsal.count > 0 {
            unsafe rehearsal = Rehearsal(of: run.plan, memory: run.memory.rehearsal)
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
        let isSilent = header.frameCount == 0 && header.firstFrame == loop.nextFrame
        var arrival = FrameArrival(
            firstFrame: header.firstFrame, frameCount: header.frameCount,
            isAfterOverrun: header.isAfterOverrun)
        askPermit()
        loop.setOutput(isLost: header.outputLoss != 0)
        beginHop(header, atFrame: 0)
        while let decision = loop.take(&arrival, ends.frames.payload) {
            record.stamps.acquiredLast = header.scheduledNanoseconds(
                ofFrame: arrival.framesTaken - 1)
            record.stamps.heldByDevice = header.heldNanoseconds
            isHopUnderWay = false
            enter(decision, &ends)
            beginHop(header, atFrame: arrival.framesTaken)
        }
        if isSilent { tellHold(&ends.telemetry) }
        ends.frames.release()
        run.bells.framesSpace.ring()
        if run.callsItselfBefore > 0 { earlyInstant = instantBeforeNextHop(header) }
        RealtimeSection.leave()
    }

    /// Notes when the hop under way began, if it begins at this frame of the block.
    private mutating func beginHop(_ header: FrameBlockHeader, atFrame frame: Int) {
        guard !isHopUnderWay, frame < Int(header.frameCount) else { return }
        record.stamps.acquiredFirst = header.scheduledNanoseconds(ofFrame: frame)
        isHopUnderWay = true
    }

    /// Leaves the loop in its safe state, tells of it, and closes the telemetry.
    consuming func finish(_ ends: inout LoopEnds, _ results: Results) {
        ends.answers.close()
        run.bells.answersReady.ring()
        sendLast(results.source, &ends)
        results.set(
            Results.Loop(
                decisionHash: loop.decisionHash, ledger: loop.ledger,
                framesNotEvaluated: loop.nextFrame - decidedFrame, telemetryLost: lost,
                adaptation: adaptation, doses: doses()))
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

    /// What was given, as of the run's end.
    private mutating func doses() -> [Int32] {
        var words: [Int32] = []
        loop.forEachDoseWord { words.append($0) }
        return words
    }

    private mutating func enter(_ decision: Decision, _ ends: inout LoopEnds) {
        decidedFrame = decision.endFrame
        record.decision = decision
        record.decisionHash = loop.decisionHash
        record.enter(loop.ledger)
        record.stamps.decided = run.now()
        record.isLate = !actuator.take(
            ActuatorCommand(decision), &record.stamps, at: run.now())
        if record.isLate {
            record.lateDecisions += 1
            loop.miss()
        }
        record.change = takeChange()
        record.isDelivering = loop.isDelivering
        record.needsPermit = needsPermit
        if run.answers { answer(decision, &ends.answers) }
        if !run.isPaced { waitForReader(&ends.telemetry) }
        if send(record, &ends.telemetry) {
            record.forgetMissing()
            record.outputLoss = 0
            if record.needsPermit { waitForPermit() }
        } else {
            lost += 1
        }
    }

    /// Takes what a person changed, between two hops.
    private mutating func takeChange() -> LoopControl.Values? {
        guard let values = run.control?.take(at: loop.nextFrame) else { return nil }
        loop.set(values.thresholds)
        loop.setSuspended(values.isSuspended)
        return values
    }

    /// The therapies that there were are over, and the next is not allowed yet.
    private var needsPermit: Bool {
        guard let permit = run.permit, !loop.isDelivering else { return false }
        return permit.therapies <= loop.ledger.therapies && !permit.isWithdrawn
    }

    private mutating func askPermit() {
        guard let permit = run.permit else { return }
        loop.allow(therapies: permit.therapies)
        if permit.isWithdrawn { loop.fail(.notOnRecord) }
    }

    /// Where no clock sets a deadline, the record may take its time.
    private mutating func waitForPermit() {
        guard run.budgetNanoseconds == nil, let permit = run.permit else { return }
        RealtimeSection.leave()
        permit.wait(forTherapies: loop.ledger.therapies + 1)
        RealtimeSection.enter()
        askPermit()
    }

    /// The source has nothing for the moment: no stimulation until it has.
    private mutating func tellHold(_ telemetry: inout RingProducer) {
        var held = HopRecord()
        held.isHeld = true
        held.decision.state = .safe
        held.decision.safeStateReason = .sourceLost
        held.decision.endFrame = loop.nextFrame
        held.decision.tick = run.plan.clock.tick(ofFrame: loop.nextFrame)
        held.decisionHash = loop.decisionHash
        held.enter(loop.ledger)
        held.outputLoss = record.outputLoss
        held.outputLosses = record.outputLosses
        if !run.isPaced { waitForReader(&telemetry) }
        // Only a notice; what it says will be seen in the next hop as well. Unpaced it is not lost.
        if send(held, &telemetry) { record.outputLoss = 0 }
    }

    /// Tells the source the pulses of the hop to come.
    private mutating func answer(_ decision: Decision, _ ring: inout RingProducer) {
        let end = run.plan.clock.tick(
            ofFrame: decision.endFrame + Int64(run.plan.detection.hopFrames))
        ring.beginWrite()
        var slot = ring.slot
        slot.storeBytes(of: loop.outlook(until: end), as: PulseOutlook.self)
        if ring.commit(), run.plays { loop.commit(pulsesBefore: end) }
        run.bells.answersReady.ring()
    }

    /// A record that is never lost.
    private mutating func sendLast(_ source: Results.Source, _ ends: inout LoopEnds) {
        let reason: SafeStateReason =
            source.wasStopped
            ? .stoppedByUser : source.problem != nil ? .sourceLost : .sourceEnded
        var last = record
        last.isLast = true
        last.isLate = false
        last.change = nil
        last.decision = Decision()
        last.decision.state = .safe
        last.decision.safeStateReason = reason
        last.decision.pulseCount = loop.finish(reason)
        last.decision.endFrame = loop.nextFrame
        last.decision.tick = run.plan.clock.tick(ofFrame: loop.nextFrame)
        last.decisionHash = loop.decisionHash
        last.enter(loop.ledger)
        last.isDelivering = false
        last.needsPermit = false
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
    private mutating func send(_ record: HopRecord, _ telemetry: inout RingProducer) -> Bool {
        if !isSlotBegun { telemetry.beginWrite() }
        isSlotBegun = false
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
        if header.outputLoss != 0 { outputLoss = header.outputLoss }
        outputLosses = header.outputLosses
    }

    fileprivate mutating func enter(_ ledger: ChargeLedger) {
        therapies = ledger.therapies
        pulsesIssued = ledger.pulsesIssued
        chargePicocoulombs = ledger.firstPhasePicocoulombs
        netPicocoulombs = ledger.netPicocoulombs
    }

    fileprivate mutating func forgetMissing() {
        missingFrames = 0
        isAfterOverrun = false
    }
}

import ClosedLoop
import FrameRing
import Realtime
import Stimulation

/// What the loop's thread does: takes blocks, steps, hands telemetry on.
struct LoopRun: Sendable {
    let plan: LoopPlan
    let firstFrame: Int64
    let isPaced: Bool
    let slots: TelemetrySlot
    let memory: PipelineMemory
    let bells: Bells

    func run(_ ends: consuming LoopEnds, _ results: Results) {
        var frames = ends.frames
        var telemetry = ends.telemetry
        var loop = unsafe ClosedLoop(plan: plan, firstFrame: firstFrame, memory: memory.loop)
        var lost: Int64 = 0
        var decidedFrame = firstFrame
        while true {
            _ = bells.framesReady.wait(until: .max) { frames.beginRead() || frames.isFinished() }
            guard frames.beginRead() else { break }
            let header = frames.header
            var record = HopRecord()
            record.dueNanoseconds = header.scheduledNanosecondsLast
            record.isAfterOverrun = header.isAfterOverrun
            record.missingFrames = header.firstFrame - loop.nextFrame
            if header.isAfterOverrun { loop.fail(.ringOverrun) }
            var taken = 0
            while taken < Int(header.frameCount) {
                let step = loop.step(
                    frames.payload, frameCount: Int(header.frameCount), from: taken,
                    firstFrame: header.firstFrame + Int64(taken))
                taken += step.framesTaken
                guard let decision = step.decision else { continue }
                decidedFrame = decision.endFrame
                record.decision = decision
                record.decisionHash = loop.decisionHash
                record.decidedNanoseconds = MonotonicClock.now
                lost += send(record, of: loop, &telemetry)
                record.missingFrames = 0
                record.isAfterOverrun = false
            }
            frames.release()
            bells.framesSpace.ring()
        }
        lost += finish(&loop, results, &telemetry)
        results.set(
            Results.Loop(
                decisionHash: loop.decisionHash, ledger: loop.ledger,
                framesNotEvaluated: loop.nextFrame - decidedFrame, telemetryLost: lost))
        telemetry.close()
        bells.telemetryReady.ring()
    }

    private func finish(
        _ loop: inout ClosedLoop, _ results: Results, _ telemetry: inout RingProducer
    ) -> Int64 {
        let source = results.source
        var last = HopRecord()
        last.isLast = true
        last.decision.pulseCount = loop.finish(
            source.wasStopped
                ? .stoppedByUser : source.problem != nil ? .sourceLost : .sourceEnded)
        last.decision.endFrame = loop.nextFrame
        last.decision.tick = plan.clock.tick(ofFrame: loop.nextFrame)
        last.decisionHash = loop.decisionHash
        return send(last, of: loop, &telemetry)
    }

    /// Returns how many records were lost: a paced loop never waits for its reader.
    private func send(
        _ record: HopRecord, of loop: borrowing ClosedLoop, _ telemetry: inout RingProducer
    ) -> Int64 {
        if !isPaced || record.isLast {
            _ = bells.telemetrySpace.wait(until: .max) { telemetry.hasFreeSlot() }
        }
        telemetry.beginWrite()
        var slot = telemetry.slot
        slots.write(record, of: loop, to: &slot)
        let isSent = telemetry.commit()
        bells.telemetryReady.ring()
        return isSent ? 0 : 1
    }
}

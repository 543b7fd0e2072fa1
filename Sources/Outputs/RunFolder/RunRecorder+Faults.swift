import ClosedLoop
import Evaluation
import Journal
import Pipeline
import SignalSources

/// What a hop tells besides its decision: what is missing, late or held, and the loop's state.
extension RunRecorder {
    mutating func enterMiss(_ record: HopRecord, _ seconds: Double) {
        let late = Double(record.stamps.computeNanoseconds) / 1_000
        log(
            .missedDeadline(
                frame: record.decision.endFrame, timeSeconds: seconds, lateMicroseconds: late))
    }

    /// The device that plays the pulses went away, or plays again.
    mutating func enterOutput(_ record: HopRecord, _ seconds: Double) {
        let isLost = record.outputLoss != 0
        guard isLost != isOutputLost, isLost || !record.isLast else { return }
        isOutputLost = isLost
        if isLost { outputLosses += 1 }
        let frame = record.decision.endFrame
        log(
            isLost
                ? .outputLost(
                    frame: frame, timeSeconds: seconds,
                    reason: CaptureError.loss(record.outputLoss))
                : .outputReturned(frame: frame, timeSeconds: seconds))
    }

    mutating func enterGap(_ record: HopRecord) {
        let frame = record.firstMissingFrame
        let seconds = context.seconds(ofFrame: frame)
        if record.isAfterOverrun {
            overruns += 1
            log(
                .overrun(frame: frame, timeSeconds: seconds, droppedFrames: record.missingFrames))
        } else {
            gaps += 1
            framesMissing += record.missingFrames
            log(
                .gap(frame: frame, timeSeconds: seconds, missingFrames: record.missingFrames))
        }
        missing.append(
            Interval(
                start: seconds, end: context.seconds(ofFrame: frame + Int64(record.missingFrames))))
        states.finish(atSeconds: seconds)
    }

    /// The strips stay true to scale: what is missing, in the recording or of the telemetry, is a
    /// hole in them.
    mutating func leaveHole(before seconds: Double) {
        let steps = (seconds - context.firstSeconds) / context.hopSeconds
        let missing = Int(steps.rounded()) - 1 - stripSteps
        guard missing > 0 else { return }
        score.skip(missing)
        needed.skip(missing)
        timing?.skip(missing)
        stripSteps += missing
    }

    /// The source has stopped delivering: no hop, but the loop is in its safe state already.
    /// It says so again where the output is lost or back meanwhile.
    mutating func enterHold(_ decision: Decision, _ seconds: Double) {
        guard state != decision.state || safeStateReason != decision.safeStateReason else { return }
        if state != .safe { safeStates += 1 }
        log(
            .stateChanged(
                frame: decision.endFrame, timeSeconds: seconds,
                from: "\((state ?? .holdOff).name)", to: "\(decision.state.name)",
                reason: "\(decision.safeStateReason.name)"))
        state = decision.state
        safeStateReason = decision.safeStateReason
    }

    mutating func enterState(_ decision: Decision, _ seconds: Double) {
        states.take(decision.state, fromSeconds: seconds - context.hopSeconds)
        // The first hop may already be a safe one.
        let before = state ?? (decision.state == .safe ? .holdOff : decision.state)
        let isOtherReason = decision.safeStateReason != safeStateReason
        state = decision.state
        safeStateReason = decision.safeStateReason
        if decision.state == .safe, before != .safe { safeStates += 1 }
        guard before != decision.state || (decision.state == .safe && isOtherReason) else { return }
        guard before == .safe || decision.state == .safe || before == .holdOff else { return }
        log(
            .stateChanged(
                frame: decision.endFrame, timeSeconds: seconds, from: "\(before.name)",
                to: "\(decision.state.name)",
                reason: decision.state == .safe
                    ? "\(decision.safeStateReason.name)" : "settled"))
    }
}

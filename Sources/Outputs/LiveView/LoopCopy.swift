import ClosedLoop
import Detection
import Pipeline

/// The loop's own code on a run's kept frames, with what the machine did at each hop: as the run went, or
/// as it would have gone under other thresholds.
@safe
final class LoopCopy {
    /// A decision, and the hash up to it.
    struct Step {
        let decision: Decision
        let decisionHash: UInt64
    }

    private var loop: ClosedLoop
    private let memory: UnsafeMutableRawBufferPointer
    private let tried: TriedPlan
    /// The run's own, as they stand at the next frame.
    private var thresholds: DetectionThresholds
    private let plays: Bool

    /// As a run's loop began.
    init(_ start: LoopStart) {
        let plan = start.plan
        tried = TriedPlan(plan: plan)
        thresholds = DetectionThresholds(plan.detection)
        plays = start.plays
        unsafe memory = Self.memory(for: plan)
        loop = unsafe ClosedLoop(plan: plan, firstFrame: start.firstFrame, memory: memory)
        if !start.adaptation.isEmpty {
            _ = loop.restoreState(start.adaptation.span, of: plan.detectorIdentity)
        }
        if !start.doses.isEmpty { _ = loop.restoreDoses(start.doses.span) }
    }

    /// As another stands; what is tried may differ in what a detection takes.
    init(copying other: LoopCopy, trying tried: TriedPlan? = nil) {
        let tried = tried ?? other.tried
        self.tried = tried
        thresholds = other.thresholds
        plays = other.plays
        unsafe memory = Self.memory(for: tried.plan)
        loop = unsafe ClosedLoop(copying: other.loop, plan: tried.plan, memory: memory)
        loop.set(tried.thresholds(over: thresholds))
    }

    deinit { unsafe memory.deallocate() }

    private static func memory(for plan: LoopPlan) -> UnsafeMutableRawBufferPointer {
        .allocate(byteCount: ClosedLoop.memoryBytes(for: plan), alignment: 64)
    }

    /// The frame that comes next.
    var nextFrame: Int64 { loop.nextFrame }

    /// Goes on to the end of the last cue; false where a decision is not where the run's was, which a
    /// hole in what was kept does.
    ///
    /// - Parameters:
    ///   - cues: of the run's next hops.
    ///   - file: where the frames are.
    func take(
        _ cues: ArraySlice<LoopCue>, from file: CountsFile, _ use: (Step, LoopCue) -> Void
    ) -> Bool {
        guard let last = cues.last else { return true }
        let pieces = file.read(loop.nextFrame..<max(loop.nextFrame, last.endFrame))
        return cues.allSatisfy { take($0, pieces, use) }
    }

    private func take(
        _ cue: LoopCue, _ pieces: [(firstFrame: Int64, counts: [SIMD8<Int16>])],
        _ use: (Step, LoopCue) -> Void
    ) -> Bool {
        loop.setOutput(isLost: cue.isOutputLost)
        loop.allow(therapies: cue.isNotOnRecord ? loop.ledger.therapies : .max)
        var found: Decision?
        for piece in pieces where loop.nextFrame < cue.endFrame {
            let end = piece.firstFrame + Int64(piece.counts.count / loop.groupCount)
            let count = Int(min(end, cue.endFrame) - piece.firstFrame)
            var offset = Int(max(0, loop.nextFrame - piece.firstFrame))
            while offset < count {
                guard found == nil else { return false }
                let frame = piece.firstFrame + Int64(offset)
                if frame > loop.nextFrame { passGap(to: frame, isOverrun: cue.isAfterOverrun) }
                let step = loop.step(
                    piece.counts.span, frameCount: count, from: offset, firstFrame: frame)
                offset += step.framesTaken
                found = step.decision
            }
        }
        guard loop.nextFrame == cue.endFrame, cue.isHeld == (found == nil) else { return false }
        if cue.isHeld { loop.hold() }
        guard let found else { return true }
        use(Step(decision: found, decisionHash: loop.decisionHash), cue)
        if cue.isLate { loop.miss() }
        if let change = cue.change { take(change) }
        if plays {
            loop.commit(
                pulsesBefore: tried.plan.clock.tick(
                    ofFrame: found.endFrame + Int64(tried.plan.detection.hopFrames)))
        }
        return true
    }

    /// As the run's loop took it.
    private func take(_ change: LoopControl.Values) {
        thresholds = change.thresholds
        loop.set(tried.thresholds(over: thresholds))
        loop.setSuspended(change.isSuspended)
    }

    private func passGap(to frame: Int64, isOverrun: Bool) {
        _ = loop.step([SIMD8<Int16>]().span, frameCount: 0, from: 0, firstFrame: frame)
        if isOverrun { loop.fail(.ringOverrun) }
    }
}

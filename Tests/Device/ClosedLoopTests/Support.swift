import ClosedLoop
import Detection
import FixedPoint
import Planning
import Stimulation

/// The default settings but for what `yaml` says, planned for channels named C1, C2 and so on.
func planned(
    _ yaml: String, rate: Int, denominator: Int = 1, channelCount: Int
) throws -> LoopPlan {
    let settings = try Settings(yaml: yaml, over: .standard, file: "test")
    return try Planner.plan(
        settings,
        for: SignalDescription(
            channelNames: (1...channelCount).map { "C\($0)" }, rateNumerator: rate,
            rateDenominator: denominator)
    ).plan
}

/// A loop in memory of its own, with all that it decided.
@safe
final class LoopRun {
    private(set) var loop: ClosedLoop
    private(set) var decisions: [Decision] = []
    private(set) var pulses: [Pulse] = []
    /// Votes and levels of every decision, by group.
    private(set) var readings: [[GroupReading]] = []
    private let keepsReadings: Bool
    private let region: UnsafeMutableRawBufferPointer

    init(_ plan: LoopPlan, firstFrame: Int64 = 0, keepsReadings: Bool = true) {
        self.keepsReadings = keepsReadings
        unsafe region = .allocate(
            byteCount: ClosedLoop.memoryBytes(for: plan), alignment: WorkingMemory.alignment)
        loop = unsafe ClosedLoop(plan: plan, firstFrame: firstFrame, memory: region)
    }

    /// A copy of another run's loop; what that one decided is left out.
    init(copying other: LoopRun, _ plan: LoopPlan) {
        keepsReadings = other.keepsReadings
        unsafe region = .allocate(
            byteCount: ClosedLoop.memoryBytes(for: plan), alignment: WorkingMemory.alignment)
        loop = unsafe ClosedLoop(copying: other.loop, plan: plan, memory: region)
    }

    deinit { unsafe region.deallocate() }

    /// Feeds frames, the first of which follows the last ones unless `firstFrame` says otherwise.
    func feed(_ frames: [CountLanes], firstFrame: Int64? = nil) {
        let first = firstFrame ?? loop.nextFrame
        let frameCount = frames.count / loop.groupCount
        var offset = 0
        while offset < frameCount {
            let step = loop.step(
                frames.span, frameCount: frameCount, from: offset, firstFrame: first + Int64(offset)
            )
            offset += step.framesTaken
            if let decision = step.decision { enter(decision) }
        }
    }

    /// The same as a driver does it, with what a block's header tells.
    func take(_ frames: [CountLanes], firstFrame: Int, isAfterOverrun: Bool = false) {
        var arrival = FrameArrival(
            firstFrame: Int64(firstFrame), frameCount: Int32(frames.count / loop.groupCount),
            isAfterOverrun: isAfterOverrun)
        while let decision = loop.take(&arrival, frames.span) { enter(decision) }
    }

    /// Frames up to this one are missing.
    func pass(to frame: Int64) {
        _ = loop.step([CountLanes]().span, frameCount: 0, from: 0, firstFrame: frame)
    }

    func miss() { loop.miss() }
    func setOutput(isLost: Bool) { loop.setOutput(isLost: isLost) }
    func hold() { loop.hold() }
    func setSuspended(_ isSuspended: Bool) { loop.setSuspended(isSuspended) }
    func commit(pulsesBefore tick: Int64) { loop.commit(pulsesBefore: tick) }
    func set(_ thresholds: DetectionThresholds) { loop.set(thresholds) }

    private func enter(_ decision: Decision) {
        decisions.append(decision)
        pulses += (0..<Int(decision.pulseCount)).map { loop.pulse($0) }
        guard keepsReadings else { return }
        readings.append((0..<loop.groupCount).map { loop.reading(ofGroup: $0) })
    }

    /// Whether the loop took up an earlier run's state.
    func restore(_ words: [Int32]) -> Bool { loop.restoreState(words.span, of: 7) }

    func fail(_ reason: SafeStateReason) { loop.fail(reason) }

    func finish(_ reason: SafeStateReason = .sourceEnded) {
        let count = Int(loop.finish(reason))
        pulses += (0..<count).map { loop.pulse($0) }
    }

    /// Index and therapy of every decision that started one.
    var therapies: [(decision: Int, index: Int32)] {
        decisions.indices.compactMap {
            if case .started(let index, _) = decisions[$0].response { ($0, index) } else { nil }
        }
    }

    var onsets: [Int] { decisions.indices.filter { decisions[$0].change == .onset } }
}

/// Short windows and pauses, so that a few seconds hold a whole course; a therapy of two bursts.
let quickSettings = """
    detector:
      highPassHertz: 0
      bandPassHertz: [4, 40]
      shortTermSeconds: {lineLength: 0.2, area: 0.2, halfWaves: 0.2}
      longTermSeconds: 10
      onsetSeconds: 0.1
      terminationSeconds: 0.5
      holdOffSeconds: 1
      settleSeconds: 0.2
      patterns: [{feature: lineLength, thresholdPercent: 300, votes: 2}]
      quality: {recoverySeconds: 0.5}
    stimulation:
      therapies:
        - bursts:
            - &burst {amplitudeMilliamperes: 2, pulseWidthMicroseconds: 160, frequencyHertz: 200,
                durationMilliseconds: 100, cathodes: [1, 2], anodes: [3, 4]}
            - *burst
          pauseMilliseconds: 500
      blankingMilliseconds: 60
      redetectionSeconds: 0.4
      refractorySeconds: 1
    safeStateSeconds: 1

    """

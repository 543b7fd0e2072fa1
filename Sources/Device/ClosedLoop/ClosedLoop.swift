import Detection
import FixedPoint
import Stimulation

/// The loop: frames in, a decision at the end of every hop, pulses out.
///
/// Host and firmware call this and nothing else. It lives in memory that the caller owns, and no
/// call allocates, locks, throws or calls the system; the time of each is bounded by the plan. The
/// decisions do not depend on how the frames are split into calls.
@safe
public struct ClosedLoop: ~Copyable {
    let clock: FrameClock
    let safeStateHops: Int32
    var detector: Detector
    var stimulator: Stimulator
    var episodes = EpisodeLogic()
    var hash: DecisionHash
    /// Index of the frame that comes next if there is no gap.
    public internal(set) var nextFrame: Int64
    var hopCount: Int64 = 0
    var framesInHop: Int32 = 0
    /// A frame of the hop under way was blanked.
    var hopIsBlanked = false
    /// The latest frame was blanked, so the detector starts anew at the next one that is not.
    var isBlanked = false
    var blankedFromFrame: Int64 = 0
    var blankedUntilFrame: Int64 = 0
    var safeStateReason = SafeStateReason.none
    var safeHopsLeft: Int32 = 0
    var pulses = InlineArray<16, Pulse>(repeating: noPulse)

    /// Bytes of working memory that a plan needs, aligned to `WorkingMemory.alignment`.
    public static func memoryBytes(for plan: LoopPlan) -> Int {
        memoryBytes(for: plan.constants)
    }

    /// The same of a plan's constants: it does not depend on the tables.
    public static func memoryBytes(for constants: LoopConstants) -> Int {
        Detector.memoryBytes(for: constants.detection)
    }

    /// - Parameter firstFrame: index of the first frame to come.
    /// - Precondition: `memory` has `memoryBytes(for: plan)` bytes, aligned to a cache line, that
    ///   outlive the loop; the plan is a valid one.
    public init(
        plan: LoopPlan, firstFrame: Int64 = 0, memory: UnsafeMutableRawBufferPointer
    ) {
        var constants = plan.constants
        unsafe self.init(
            constantsAt: &constants, tables: plan.tables.view, firstFrame: firstFrame,
            memory: memory)
    }

    /// The same of constants where they lie: a small device's stack has no room for copies of them.
    ///
    /// - Parameter tables: of the plan's model, wherever they lie; the loop copies them.
    @inline(__always)
    public init(
        constantsAt constants: UnsafeMutablePointer<LoopConstants>,
        tables: borrowing LearnedTablesView, firstFrame: Int64 = 0,
        memory: UnsafeMutableRawBufferPointer
    ) {
        var memory = unsafe WorkingMemory(memory)
        unsafe clock = constants.pointee.clock
        unsafe safeStateHops = constants.pointee.safeStateHops
        nextFrame = firstFrame
        detector = unsafe Detector(
            planAt: &constants.pointee.detection,
            channelsAt: &constants.pointee.channels, tables, &memory)
        // Before the largest part, and not changed afterwards: a device builds the loop in place.
        hash = unsafe DecisionHash(constants.pointee.detection.learned, tables)
        stimulator = unsafe Stimulator(plan: constants.pointee.stimulation)
    }

    /// A hash of all decisions, features and pulses so far.
    public var decisionHash: UInt64 { hash.value }

    /// What the electrodes have had in the run so far. Constant time, a copy.
    public var ledger: ChargeLedger { stimulator.ledger }

    /// From a decision on a therapy to the end of its last pulse's period.
    public var isDelivering: Bool { stimulator.isDelivering }

    /// Lets so many therapies start, counted from the first of all: those that are on record.
    @_noLocks
    public mutating func allow(therapies: Int64) { stimulator.therapiesAllowed = therapies }

    /// Groups of eight lanes in a frame, those of the last partly unused.
    public var groupCount: Int { laneGroups(channelCount: Int(detector.plan.channelCount)) }

    /// What eight neighbouring channels showed in the last measured hop.
    @_noLocks
    public func reading(ofGroup index: Int) -> GroupReading { detector.reading(ofGroup: index) }

    /// What the learned detector's model saw of eight neighbouring channels in the last measured hop.
    ///
    /// - Precondition: the plan has a learned detector.
    @_noLocks
    public func inputs(ofGroup index: Int) -> LearnedLanes { detector.inputs(ofGroup: index) }

    /// Words of what the learned detector adapts; 0 where the plan has none.
    public static func stateWordCount(for plan: LoopPlan) -> Int {
        Detector.stateWordCount(for: plan.detection)
    }

    /// Writes what the learned detector has adapted to into the first words of `words`.
    ///
    /// - Parameter identity: of the detector, its model included.
    public func saveState(of identity: UInt64, into words: inout MutableSpan<Int32>) {
        detector.saveState(of: identity, into: &words)
    }

    /// Takes up what an earlier run adapted to; false, and nothing changes, where the words are
    /// damaged or another detector's.
    public mutating func restoreState(_ words: Span<Int32>, of identity: UInt64) -> Bool {
        detector.restoreState(words, of: identity)
    }

    /// How far the learned detector's threshold stands from the trained one.
    public var thresholdOffset: Int32 { detector.thresholdOffset }

    /// A pulse that the last decision reports, `index` within 0..<decision.pulseCount.
    @_noLocks
    public func pulse(_ index: Int) -> Pulse { pulses[index] }

    /// Hands out the memory that the next hop reads and writes beside the loop itself, piece by piece, so
    /// that a caller with time to spare can have it close at hand. Changes nothing.
    public func forEachPieceOfHop(_ use: (UnsafeRawBufferPointer) -> Void) {
        unsafe detector.forEachPieceOfHop(use)
    }

    /// Takes frames up to the end of the hop under way, or all.
    ///
    /// - Parameters:
    ///   - frames: counts laid out [frame][group], the first `offset` frames already taken.
    ///   - frameCount: frames in `frames`.
    ///   - offset: the first frame to take.
    ///   - firstFrame: index of the frame at `offset` from the start of the stream, gaps counted;
    ///     later than `nextFrame` after a gap, never earlier.
    @_noLocks
    public mutating func step(
        _ frames: Span<CountLanes>, frameCount: Int, from offset: Int, firstFrame: Int64
    ) -> LoopStep {
        let isWhole = frames.count >= frameCount &* groupCount
        precondition(isWhole, "the block is too short")
        let isInBlock = offset >= 0 && offset <= frameCount
        precondition(isInBlock, "the offset lies outside the block")
        let isInOrder = firstFrame >= nextFrame
        precondition(isInOrder, "frames must not go back")
        if firstFrame > nextFrame { passGap(to: firstFrame) }
        var taken = 0
        let wanted = min(frameCount &- offset, Int(detector.plan.hopFrames &- framesInHop))
        while taken < wanted {
            let count = min(wanted &- taken, framesToBlankingEdge())
            if nextFrame >= blankedFromFrame && nextFrame < blankedUntilFrame {
                isBlanked = true
                hopIsBlanked = true
            } else {
                if isBlanked { endBlanking() }
                detector.accumulate(frames, from: offset &+ taken, frameCount: count)
            }
            nextFrame &+= Int64(count)
            taken &+= count
        }
        framesInHop &+= Int32(truncatingIfNeeded: wanted)
        var step = LoopStep(framesTaken: wanted, decision: nil)
        if framesInHop == detector.plan.hopFrames {
            var decision = Decision()
            decide(&decision)
            step.decision = decision
        }
        return step
    }

    /// Goes to the safe state for a fault that only the caller can see: an overrun, a deadline
    /// missed, a source lost. The train under way is cut with its charge balanced.
    @_noLocks
    public mutating func fail(_ reason: SafeStateReason) {
        enterSafeState(reason)
    }

    /// Ends the run: whatever is under way is cut with its charge balanced, and nothing may follow.
    /// Returns the pulses issued since the last decision, to be had from `pulse(_:)`.
    @_noLocks
    public mutating func finish(_ reason: SafeStateReason) -> Int32 {
        enterSafeState(reason)
        let end = max(
            clock.tick(ofFrame: nextFrame), stimulator.blankedUntilMicroseconds &+ 1)
        return issuePulses(before: end)
    }

    /// Frames from `nextFrame` to the next edge of a blanked stretch, or very many.
    @_noLocks
    @inline(__always)
    private func framesToBlankingEdge() -> Int {
        if nextFrame < blankedFromFrame { return Int(blankedFromFrame &- nextFrame) }
        if nextFrame < blankedUntilFrame { return Int(blankedUntilFrame &- nextFrame) }
        return Int.max
    }

    @_noLocks
    private mutating func endBlanking() {
        isBlanked = false
        detector.restart()
    }

    @_noLocks
    private mutating func passGap(to frame: Int64) {
        framesInHop = 0
        hopIsBlanked = false
        enterSafeState(.recordingGap)
        nextFrame = frame
        isBlanked = false
        detector.restart()
    }
}

let noPulse = Pulse(
    startMicroseconds: 0, amplitudeMicroamperes: 0, firstPhaseMicroseconds: 0,
    interphaseGapMicroseconds: 0, secondPhaseMicroseconds: 0, cathodes: .none,
    anodes: .none)

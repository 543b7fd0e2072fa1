import Detection
import FixedPoint
import Stimulation

/// A block of frames on its way into the loop.
public struct FrameArrival: Sendable {
    /// Index of the block's first frame; later than the loop's next one after a gap.
    let firstFrame: Int64
    /// 0 is the notice of a gap, or, without one, that the source has nothing for the moment.
    let frameCount: Int
    /// Frames before it were lost because the ring was full.
    let isAfterOverrun: Bool
    /// Frames that the loop has taken.
    public internal(set) var framesTaken = 0

    /// A block of which nothing is taken yet; 0 frames are a notice. Constant time.
    ///
    /// - Parameters:
    ///   - firstFrame: index from the stream's start, gaps counted; never before the loop's next
    ///     one.
    ///   - isAfterOverrun: frames before it were lost because the ring was full.
    @_noLocks
    public init(firstFrame: Int64, frameCount: Int32, isAfterOverrun: Bool) {
        self.firstFrame = firstFrame
        self.frameCount = Int(frameCount)
        self.isAfterOverrun = isAfterOverrun
    }
}

extension ClosedLoop {
    /// Takes a block up to the end of a hop, and what it tells of the source: the decision, or nil once
    /// the block is taken. Call until nil, and act on each decision before the next call.
    ///
    /// After an overrun, or a notice that the source is held, the loop is in its safe state.
    ///
    /// - Parameter frames: the block's counts, laid out [frame][group].
    @_noLocks
    public mutating func take(
        _ arrival: inout FrameArrival, _ frames: Span<CountLanes>
    ) -> Decision? {
        if arrival.framesTaken == 0, arrival.frameCount == 0 || arrival.isAfterOverrun {
            let isSilent = arrival.frameCount == 0 && arrival.firstFrame == nextFrame
            // Past the gap first: it is counted once, and none of the recording after an overrun.
            _ = step(frames, frameCount: 0, from: 0, firstFrame: arrival.firstFrame)
            if isSilent { fail(.sourceLost) }
            if arrival.isAfterOverrun { fail(.ringOverrun) }
        }
        while arrival.framesTaken < arrival.frameCount {
            let step = step(
                frames, frameCount: arrival.frameCount, from: arrival.framesTaken,
                firstFrame: arrival.firstFrame &+ Int64(arrival.framesTaken))
            arrival.framesTaken &+= step.framesTaken
            if let decision = step.decision { return decision }
        }
        return nil
    }

    /// A decision came too late for what it commands: the loop goes to its safe state, and nothing of
    /// it is to be acted on.
    @_noLocks
    public mutating func miss() { fail(.missedDeadline) }

    /// Whether the device that pulses leave on is away: the train under way is cut then, no therapy
    /// starts until it is back, and detection goes on. To be told before each block. Constant time.
    @_noLocks
    public mutating func setOutput(isLost: Bool) {
        stimulator.setOutput(isLost: isLost, at: clock.tick(ofFrame: nextFrame))
        if isLost { followBlanking() }
    }

    /// The source has nothing for the moment: no stimulation until it has.
    @_noLocks
    public mutating func hold() { fail(.sourceLost) }
}

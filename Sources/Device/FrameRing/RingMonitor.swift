import Synchronization

/// Reads a ring's counters from any thread, at any time, without disturbing either end.
@safe
public struct RingMonitor {
    let producerLine: UnsafeMutablePointer<ProducerLine>
    let consumerLine: UnsafeMutablePointer<ConsumerLine>
    let firstIndex: UInt

    init(
        producerLine: UnsafeMutablePointer<ProducerLine>,
        consumerLine: UnsafeMutablePointer<ConsumerLine>, startingAt index: UInt
    ) {
        unsafe self.producerLine = producerLine
        unsafe self.consumerLine = consumerLine
        firstIndex = index
    }

    /// The counters now. Each is exact; together they are of one instant only while the ring rests.
    public var counters: RingCounters {
        let released = unsafe consumerLine.pointee.released.load(ordering: .acquiring)
        let committed = unsafe producerLine.pointee.committed.load(ordering: .acquiring)
        return unsafe RingCounters(
            committedSlots: committed &- firstIndex, releasedSlots: released &- firstIndex,
            droppedSlots: producerLine.pointee.droppedSlots.load(ordering: .relaxed),
            droppedFrames: producerLine.pointee.droppedFrames.load(ordering: .relaxed),
            slotsInUseMax: producerLine.pointee.slotsInUseMax.load(ordering: .relaxed))
    }
}

/// Only atomics lie behind the pointers.
extension RingMonitor: @unchecked Sendable {}

/// What has passed through a ring since it was built, in slots unless it says frames.
///
/// The committed and released counts wrap with the machine word; the dropped ones stop at its end.
public struct RingCounters: Sendable, Equatable {
    /// Handed over by the producer, dropped ones not counted.
    public let committedSlots: UInt
    /// Given back by the consumer.
    public let releasedSlots: UInt
    /// Lost because the ring was full.
    public let droppedSlots: UInt
    /// Frames in the dropped slots, as the producer told.
    public let droppedFrames: UInt
    /// The most slots that were ever committed and not yet released.
    public let slotsInUseMax: UInt

    /// Counters as given, for whoever compares.
    public init(
        committedSlots: UInt, releasedSlots: UInt, droppedSlots: UInt, droppedFrames: UInt,
        slotsInUseMax: UInt
    ) {
        self.committedSlots = committedSlots
        self.releasedSlots = releasedSlots
        self.droppedSlots = droppedSlots
        self.droppedFrames = droppedFrames
        self.slotsInUseMax = slotsInUseMax
    }
}

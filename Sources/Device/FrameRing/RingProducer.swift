import Synchronization

/// The writing end of a ring. One thread or interrupt uses it; it is moved there once.
///
/// To write: `beginWrite`, fill `slot` (as often as it takes, an interrupt may add a frame at a
/// time), `commit`. Every call is wait-free, and costs a constant number of instructions.
///
/// When the ring is full the newest slot is dropped whole: `beginWrite` says so, `slot` is then a
/// spare one that nobody reads, and `commit` counts it. A source need not branch on it.
@safe
public struct RingProducer: ~Copyable {
    @usableFromInline let producerLine: UnsafeMutablePointer<ProducerLine>
    @usableFromInline let consumerLine: UnsafeMutablePointer<ConsumerLine>
    /// The spare slot; the ring's slots follow it.
    @usableFromInline let spare: UnsafeMutableRawPointer
    @usableFromInline let slotByteCount: Int
    @usableFromInline let slotStride: Int
    @usableFromInline let slotCount: UInt

    @usableFromInline var committed: UInt
    /// The consumer's index when it was last looked at. Never ahead of the true one.
    @usableFromInline var knownReleased: UInt
    @usableFromInline var droppedSlots: UInt = 0
    @usableFromInline var droppedFrames: UInt = 0
    @usableFromInline var slotsInUseMax: UInt = 0
    @usableFromInline var writing: UnsafeMutableRawPointer
    @usableFromInline var isWriting = false
    @usableFromInline var writesSpare = false

    init(
        producerLine: UnsafeMutablePointer<ProducerLine>,
        consumerLine: UnsafeMutablePointer<ConsumerLine>, spare: UnsafeMutableRawPointer,
        layout: RingLayout, startingAt index: UInt
    ) {
        unsafe self.producerLine = producerLine
        unsafe self.consumerLine = consumerLine
        unsafe self.spare = spare
        unsafe writing = spare
        slotByteCount = layout.slotByteCount
        slotStride = layout.slotStride
        slotCount = UInt(layout.slotCount)
        committed = index
        knownReleased = index
    }

    /// Whether `beginWrite` would now find a free slot. A producer that may wait, such as an unpaced
    /// source, waits for this.
    @_noLocks
    @inlinable
    public mutating func hasFreeSlot() -> Bool {
        if committed &- knownReleased >= slotCount {
            knownReleased = unsafe consumerLine.pointee.released.load(ordering: .acquiring)
        }
        return committed &- knownReleased < slotCount
    }

    /// Begins the next slot. False: the ring is full, and what is written will be dropped.
    ///
    /// - Precondition: the slot begun before was committed.
    @_noLocks
    @inlinable
    @discardableResult
    public mutating func beginWrite() -> Bool {
        precondition(!isWriting, "the slot begun before must be committed first")
        isWriting = true
        writesSpare = !hasFreeSlot()
        if writesSpare {
            unsafe writing = spare
        } else {
            let position = Int(bitPattern: committed & (slotCount &- 1))
            unsafe writing = spare + (position &+ 1) &* slotStride
        }
        return !writesSpare
    }

    /// The slot begun by `beginWrite`: `slotByteCount` bytes. What an earlier round left in it is
    /// still there.
    ///
    /// - Precondition: a slot was begun.
    @inlinable
    public var slot: MutableRawSpan {
        @_noLocks
        @_lifetime(&self)
        mutating get {
            precondition(isWriting, "a slot must be begun before it is written")
            let span = unsafe MutableRawSpan(_unsafeStart: writing, byteCount: slotByteCount)
            return unsafe _overrideLifetime(span, mutating: &self)
        }
    }

    /// Hands the slot over to the consumer. False: the ring was full when the slot was begun; the
    /// slot is dropped and counted together with `frameCount`, the frames in it.
    ///
    /// - Precondition: a slot was begun.
    @_noLocks
    @inlinable
    @discardableResult
    public mutating func commit(frameCount: Int = 0) -> Bool {
        precondition(isWriting, "a slot must be begun before it is committed")
        isWriting = false
        if writesSpare {
            countDrop(frameCount: frameCount)
            return false
        }
        let next = committed &+ 1
        // The cached index can only overstate the use: look again before a new maximum stands.
        if next &- knownReleased > slotsInUseMax {
            knownReleased = unsafe consumerLine.pointee.released.load(ordering: .acquiring)
            slotsInUseMax = max(slotsInUseMax, next &- knownReleased)
            unsafe producerLine.pointee.slotsInUseMax.store(slotsInUseMax, ordering: .relaxed)
        }
        committed = next
        unsafe producerLine.pointee.committed.store(next, ordering: .releasing)
        return true
    }

    /// Tells the consumer that nothing follows. Not subject to overrun: it needs no slot.
    @_noLocks
    @inlinable
    public mutating func close() {
        unsafe producerLine.pointee.isClosed.store(true, ordering: .releasing)
    }

    /// The counters stop at the largest word rather than start again.
    @_noLocks
    @usableFromInline
    mutating func countDrop(frameCount: Int) {
        let (slots, slotOverflow) = droppedSlots.addingReportingOverflow(1)
        droppedSlots = slotOverflow ? .max : slots
        let (frames, frameOverflow) = droppedFrames.addingReportingOverflow(
            UInt(bitPattern: max(frameCount, 0)))
        droppedFrames = frameOverflow ? .max : frames
        unsafe producerLine.pointee.droppedSlots.store(droppedSlots, ordering: .relaxed)
        unsafe producerLine.pointee.droppedFrames.store(droppedFrames, ordering: .relaxed)
    }
}

/// The pointers lead to memory that the ring's protocol shares between exactly two sides, and a
/// noncopyable end has one owner at a time.
extension RingProducer: @unchecked Sendable {}

import Synchronization

/// The reading end of a ring. One thread or main loop uses it; it is moved there once.
///
/// To read: `beginRead` until it finds a slot, use `slot` in place, `release` it. Every call is
/// wait-free, and costs a constant number of instructions.
@safe
public struct RingConsumer: ~Copyable {
    @usableFromInline let producerLine: UnsafeMutablePointer<ProducerLine>
    @usableFromInline let consumerLine: UnsafeMutablePointer<ConsumerLine>
    @usableFromInline let slots: UnsafeMutableRawPointer
    @usableFromInline let slotByteCount: Int
    @usableFromInline let slotStride: Int
    @usableFromInline let slotMask: UInt

    @usableFromInline var released: UInt
    /// The producer's index when it was last looked at. Never ahead of the true one.
    @usableFromInline var knownCommitted: UInt

    init(
        producerLine: UnsafeMutablePointer<ProducerLine>,
        consumerLine: UnsafeMutablePointer<ConsumerLine>, slots: UnsafeMutableRawPointer,
        layout: RingLayout, startingAt index: UInt
    ) {
        unsafe self.producerLine = producerLine
        unsafe self.consumerLine = consumerLine
        unsafe self.slots = slots
        slotByteCount = layout.slotByteCount
        slotStride = layout.slotStride
        slotMask = UInt(layout.slotCount) - 1
        released = index
        knownCommitted = index
    }

    /// Whether a committed slot waits to be read: the oldest one, until it is released.
    @_noLocks
    @inlinable
    public mutating func beginRead() -> Bool {
        if knownCommitted == released {
            knownCommitted = unsafe producerLine.pointee.committed.load(ordering: .acquiring)
        }
        return knownCommitted != released
    }

    /// The oldest committed slot: `slotByteCount` bytes.
    ///
    /// Pass it on at once, as in `step(consumer.slot)`. Bound to a name it must end its scope before
    /// `release`, and an `@_noLocks` function may take a span but, in Swift 6.3, not hold one it made.
    ///
    /// - Precondition: `beginRead` has found a slot.
    @inlinable
    public var slot: RawSpan {
        @_lifetime(borrow self)
        get {
            precondition(knownCommitted != released, "there is no slot to read")
            let span = unsafe RawSpan(_unsafeStart: reading, byteCount: slotByteCount)
            return unsafe _overrideLifetime(span, borrowing: self)
        }
    }

    /// Gives the oldest slot back to the producer.
    ///
    /// - Precondition: `beginRead` has found a slot.
    @_noLocks
    @inlinable
    public mutating func release() {
        precondition(knownCommitted != released, "there is no slot to release")
        released &+= 1
        unsafe consumerLine.pointee.released.store(released, ordering: .releasing)
    }

    /// Whether the producer closed the ring and every slot was released: nothing will follow.
    @_noLocks
    @inlinable
    public mutating func isFinished() -> Bool {
        // The order matters: what was committed before the ring was closed is seen after it.
        unsafe producerLine.pointee.isClosed.load(ordering: .acquiring) && !beginRead()
    }

    @usableFromInline var reading: UnsafeMutableRawPointer {
        @_noLocks
        @inlinable
        get { unsafe slots + Int(bitPattern: released & slotMask) &* slotStride }
    }
}

/// The pointers lead to memory that the ring's protocol shares between exactly two sides, and a
/// noncopyable end has one owner at a time.
extension RingConsumer: @unchecked Sendable {}

import Synchronization

/// What the producer publishes; only the producer writes it.
///
/// Indices count slots from the start and never turn back; they wrap with the machine word, which
/// `slotCount`, a power of two, divides. One writer each, so that plain atomic loads and stores
/// suffice and a Cortex-M needs no exclusive access.
@usableFromInline
struct ProducerLine: ~Copyable {
    /// Slots committed. Stored with release after a slot's bytes, loaded with acquire before them.
    @usableFromInline let committed: Atomic<UInt>
    @usableFromInline let droppedSlots = Atomic<UInt>(0)
    @usableFromInline let droppedFrames = Atomic<UInt>(0)
    @usableFromInline let slotsInUseMax = Atomic<UInt>(0)
    @usableFromInline let isClosed = Atomic<Bool>(false)

    init(startingAt index: UInt) {
        committed = Atomic(index)
    }
}

/// What the consumer publishes; only the consumer writes it.
@usableFromInline
struct ConsumerLine: ~Copyable {
    /// Slots released. Stored with release after the last read of a slot, loaded with acquire before
    /// the slot is written again.
    @usableFromInline let released: Atomic<UInt>

    init(startingAt index: UInt) {
        released = Atomic(index)
    }
}

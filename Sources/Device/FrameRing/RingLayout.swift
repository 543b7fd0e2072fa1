/// The shape of a ring: how many slots, how large, and how much memory the caller must bring.
///
/// The memory holds the producer's cache line, the consumer's cache line, one spare slot and
/// `slotCount` slots. Every slot begins on a cache line of its own.
public struct RingLayout: Sendable, Equatable {
    /// Bytes of one slot that its user may fill.
    public let slotByteCount: Int
    /// Slots that may be filled at once; a power of two.
    public let slotCount: Int

    /// The alignment of a ring's memory, in bytes: the cache line of the processors of 64 bits that
    /// Quench runs on, or room for what each end publishes on one without a cache.
    public static let alignment = Int.bitWidth == 64 ? 64 : 32

    /// - Precondition: `slotByteCount` is positive, `slotCount` is a power of two, and the sizes
    ///   fit in `Int`.
    public init(slotByteCount: Int, slotCount: Int) {
        precondition(slotByteCount > 0, "a ring's slot must hold at least one byte")
        precondition(
            slotCount > 0 && slotCount & (slotCount - 1) == 0,
            "a ring's slot count must be a power of two")
        self.slotByteCount = slotByteCount
        self.slotCount = slotCount
    }

    /// Bytes from one slot to the next: `slotByteCount` rounded up to whole cache lines.
    public var slotStride: Int { (slotByteCount + Self.alignment - 1) & -Self.alignment }

    /// Bytes of memory the ring needs, at `alignment`.
    public var memoryByteCount: Int { Self.slotsOffset + (slotCount + 1) * slotStride }

    static let producerLineOffset = 0
    static let consumerLineOffset = alignment
    static let slotsOffset = 2 * alignment
}

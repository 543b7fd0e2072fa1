/// The shape of a ring of frame blocks.
///
/// A frame is `laneCount` counts of 16 bits, one per channel, padded to whole groups of eight; a
/// block's frames follow one another: `word[frame * groupsPerFrame + group]`, each word eight
/// channels.
public struct FrameRingLayout: Sendable, Equatable {
    /// The most frames one block may carry.
    public let framesPerSlot: Int
    /// Counts per frame; a multiple of `lanesPerGroup`.
    public let laneCount: Int
    /// The ring underneath; it says how much memory is needed.
    public let ring: RingLayout

    /// Channels in one word.
    public static let lanesPerGroup = 8
    /// Bytes before the frames, of which the header fills a part: the frames begin on a cache line.
    @usableFromInline static var headerByteCount: Int {
        @_noLocks
        @inlinable
        get { 64 }
    }

    /// - Precondition: `framesPerSlot` is positive and fits in `Int32`, `laneCount` is a positive
    ///   multiple of `lanesPerGroup`, `slotCount` is a power of two.
    public init(framesPerSlot: Int, laneCount: Int, slotCount: Int) {
        precondition(
            framesPerSlot > 0 && framesPerSlot <= Int(Int32.max),
            "a block must hold at least one frame and at most Int32.max")
        precondition(
            laneCount > 0 && laneCount % Self.lanesPerGroup == 0,
            "a frame's lane count must be a positive multiple of eight")
        self.framesPerSlot = framesPerSlot
        self.laneCount = laneCount
        ring = RingLayout(
            slotByteCount: Self.headerByteCount
                + framesPerSlot * laneCount * MemoryLayout<Int16>.size,
            slotCount: slotCount)
    }

    /// Words per frame.
    public var groupsPerFrame: Int { laneCount / Self.lanesPerGroup }

    /// The fewest lanes that hold `channelCount` channels.
    public static func laneCount(forChannels channelCount: Int) -> Int {
        (channelCount + lanesPerGroup - 1) / lanesPerGroup * lanesPerGroup
    }
}

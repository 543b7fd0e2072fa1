import ClosedLoop
import Detection
import Stimulation

/// What a device must know to run: the loop's plan but for a model's tables, which stay in the
/// image, and how many frames its sample interrupt collects before it hands them to the loop.
///
/// It reaches the device as an image of `imageByteCount` bytes, all words little-endian:
///
///     0   magic "QPLN"
///     4   version
///     8   length of the image in bytes
///     12  the fields, in the order of `DevicePlan+Fields.swift`; a model's tables last
///     -4  CRC-32 of everything before
///
/// An image that is read passes the same checks as a plan that is made, or is refused.
public struct DevicePlan: Sendable {
    /// The loop's plan but for the tables.
    public var loop: LoopConstants
    /// 1 to the frames of a hop.
    public var blockFrames: Int32

    /// Puts the two together; `validate` checks them.
    public init(loop: LoopConstants, blockFrames: Int32) {
        self.loop = loop
        self.blockFrames = blockFrames
    }

    /// A plan to be read over: it detects nothing and never stimulates.
    init() {
        loop = LoopConstants(
            clock: FrameClock(rateNumerator: 1, rateDenominator: 1), detection: DetectionPlan(),
            channels: InlineArray(repeating: ChannelSet()), stimulation: .detectOnly,
            safeStateHops: 0)
        blockFrames = 1
    }

    /// How many features the plan has words for, above a byte that counts up with every other change
    /// of the fields.
    public static var imageVersion: UInt32 { UInt32(Feature.count) << 8 | 4 }
    static var magic: UInt32 { 0x4E4C_5051 }
    static var headerByteCount: Int { 12 }

    /// Bytes of an image without a model: header, checksum, the words beside the patterns' and the features', and theirs.
    static var imageByteCountMin: Int {
        832 + 152 * DetectionLimits.patternCountMax + 4 * featureWordCount
    }

    private static var featureWordCount: Int {
        var words = WordCount()
        var measures = FeaturePlans()
        measures.pass(through: &words)
        return words.count
    }

    /// Bytes of the largest image.
    public static var imageByteCountMax: Int {
        imageByteCountMin
            + 4 * max(LearnedTables.wordCount(of: .linear), LearnedTables.wordCount(of: .trees))
    }

    /// Bytes of this plan's image.
    public var imageByteCount: Int {
        Self.imageByteCountMin
            + 4
            * LearnedTables.wordCount(
                of: loop.detection.learned.family, with: loop.detection.learned.features)
    }

    /// Reads and checks an image, its model's tables included; what follows it in `image` changes
    /// nothing. Time linear in its length, no allocation.
    ///
    /// - Precondition: `image` begins at a multiple of four bytes.
    public init(image: UnsafeRawBufferPointer) throws(PlanImageError) {
        self.init()
        try unsafe read(image)
    }

    private mutating func read(_ image: UnsafeRawBufferPointer) throws(PlanImageError) {
        let fieldsEnd = try unsafe Self.checkWhole(image)
        var fields = unsafe ImageFields(
            reading: UnsafeRawBufferPointer(rebasing: image[Self.headerByteCount..<fieldsEnd]))
        try fields.pass(&self)
        // Of a model there must be what its family needs, no less and no more.
        guard imageByteCount == fieldsEnd + 4 else {
            throw .length(found: UInt32(fieldsEnd + 4))
        }
        try unsafe validate(LearnedTablesView(words: Self.tableWords(in: image)))
    }

    /// The words of the tables in an image that `init(image:)` has accepted.
    @unsafe
    @_lifetime(borrow image)
    public static func tableWords(in image: UnsafeRawBufferPointer) -> Span<UInt32> {
        let length = unsafe Int(Header(image).length)
        let start = imageByteCountMin - 4
        let words = unsafe UnsafeRawBufferPointer(rebasing: image[start..<length - 4])
            .assumingMemoryBound(to: UInt32.self)
        return unsafe _overrideLifetime(Span(_unsafeElements: words), borrowing: image)
    }

    /// Header and checksum; where the fields end.
    private static func checkWhole(
        _ image: UnsafeRawBufferPointer
    ) throws(PlanImageError) -> Int {
        guard image.count >= Self.headerByteCount + 4 else {
            throw .length(found: UInt32(truncatingIfNeeded: image.count))
        }
        let header = unsafe Header(image)
        guard header.magic == Self.magic else { throw .magic }
        guard header.version == Self.imageVersion else {
            throw .version(found: header.version)
        }
        let room = UInt32(clamping: min(image.count, Self.imageByteCountMax))
        guard header.length >= UInt32(Self.imageByteCountMin), header.length <= room else {
            throw .length(found: min(header.length, UInt32(truncatingIfNeeded: image.count)))
        }
        let end = Int(header.length) - 4
        var sum = unsafe ImageFields(reading: UnsafeRawBufferPointer(rebasing: image[end...]))
        var expected: UInt32 = 0
        sum.pass(&expected)
        guard unsafe checksum(of: UnsafeRawBufferPointer(rebasing: image[..<end])) == expected
        else { throw .checksum }
        return end
    }

    /// Writes the image.
    ///
    /// - Parameter tables: of the plan's model.
    /// - Precondition: `image` has `imageByteCount` bytes.
    public func write(
        to image: UnsafeMutableRawBufferPointer, _ tables: borrowing LearnedTablesView
    ) {
        precondition(image.count == imageByteCount, "a plan's image has one length")
        let end = imageByteCount - 4
        var header = unsafe ImageFields(writing: image)
        var magic = Self.magic
        var version = Self.imageVersion
        var length = UInt32(imageByteCount)
        header.pass(&magic)
        header.pass(&version)
        header.pass(&length)
        var fields = unsafe ImageFields(
            writing: UnsafeMutableRawBufferPointer(rebasing: image[Self.headerByteCount..<end]))
        fields.write(self, tables)
        precondition(
            Self.headerByteCount + fields.byteCount == end, "the image's length must be its fields'"
        )
        var sum = unsafe ImageFields(
            writing: UnsafeMutableRawBufferPointer(rebasing: image[end...]))
        var word = unsafe checksum(of: UnsafeRawBufferPointer(rebasing: image[..<end]))
        sum.pass(&word)
    }
}

/// The words that every version of the format begins with; 0 where an image ends before.
private struct Header {
    var magic: UInt32 = 0
    var version: UInt32 = 0
    var length: UInt32 = 0

    init(_ image: UnsafeRawBufferPointer) {
        var fields = unsafe ImageFields(reading: image)
        fields.pass(&magic)
        fields.pass(&version)
        fields.pass(&length)
    }
}

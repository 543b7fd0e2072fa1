import ClosedLoop
import Detection
import Stimulation

/// What a device must know to run: the loop's plan, and how many frames its sample interrupt
/// collects before it hands them to the loop.
///
/// It reaches the device as an image of `imageByteCount` bytes, all words little-endian:
///
///     0   magic "QPLN"
///     4   version
///     8   length of the image in bytes
///     12  the fields, in the order of `DevicePlan+Fields.swift`
///     -4  CRC-32 of everything before
///
/// An image that is read passes the same checks as a plan that is made, or is refused.
public struct DevicePlan: Sendable {
    public var loop: LoopPlan
    /// 1 to the frames of a hop.
    public var blockFrames: Int32

    public init(loop: LoopPlan, blockFrames: Int32) {
        self.loop = loop
        self.blockFrames = blockFrames
    }

    /// Counts up with every change of the fields.
    public static var imageVersion: UInt32 { 1 }
    static var magic: UInt32 { 0x4E4C_5051 }
    static var headerByteCount: Int { 12 }

    /// Bytes of every image of this version.
    public static var imageByteCount: Int { 1_076 }

    /// Reads and checks an image. Time linear in its length, no allocation.
    public init(image: UnsafeRawBufferPointer) throws(PlanImageError) {
        guard image.count >= Self.headerByteCount + 4 else {
            throw .length(found: UInt32(truncatingIfNeeded: image.count))
        }
        var header = unsafe ImageFields(reading: image)
        var magic: UInt32 = 0
        var version: UInt32 = 0
        var length: UInt32 = 0
        header.pass(&magic)
        header.pass(&version)
        header.pass(&length)
        guard magic == Self.magic else { throw .magic }
        guard version == Self.imageVersion else { throw .version(found: version) }
        guard length == UInt32(Self.imageByteCount), image.count >= Self.imageByteCount else {
            throw .length(found: min(length, UInt32(truncatingIfNeeded: image.count)))
        }
        let end = Self.imageByteCount - 4
        var sum = unsafe ImageFields(reading: UnsafeRawBufferPointer(rebasing: image[end...]))
        var expected: UInt32 = 0
        sum.pass(&expected)
        guard unsafe checksum(of: UnsafeRawBufferPointer(rebasing: image[..<end])) == expected
        else { throw .checksum }
        var fields = unsafe ImageFields(
            reading: UnsafeRawBufferPointer(rebasing: image[Self.headerByteCount..<end]))
        self = try fields.readDevicePlan()
    }

    /// Writes the image.
    ///
    /// - Precondition: `image` has `imageByteCount` bytes.
    public func write(to image: UnsafeMutableRawBufferPointer) {
        precondition(image.count == Self.imageByteCount, "a plan's image has a fixed length")
        precondition(!loop.detection.learned.decides, "a plan's image holds no model")
        let end = Self.imageByteCount - 4
        var header = unsafe ImageFields(writing: image)
        var magic = Self.magic
        var version = Self.imageVersion
        var length = UInt32(Self.imageByteCount)
        header.pass(&magic)
        header.pass(&version)
        header.pass(&length)
        var fields = unsafe ImageFields(
            writing: UnsafeMutableRawBufferPointer(rebasing: image[Self.headerByteCount..<end]))
        fields.write(self)
        precondition(
            Self.headerByteCount + fields.byteCount == end, "the image's length must be its fields'"
        )
        var sum = unsafe ImageFields(
            writing: UnsafeMutableRawBufferPointer(rebasing: image[end...]))
        var word = unsafe checksum(of: UnsafeRawBufferPointer(rebasing: image[..<end]))
        sum.pass(&word)
    }
}

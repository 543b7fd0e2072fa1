/// Looks through the floating-point samples of a device, of which integers cannot have the like: what
/// is no number, and what lies beyond full scale.
package struct FloatCheck: Sendable, Equatable {
    /// Samples beyond full scale, which are held at it.
    package private(set) var samplesBeyond: Int64 = 0

    package init() {}

    /// Whether so many frames from a byte on are exact zeros, of either sign, on every channel.
    package static func isSilent(
        _ bytes: [UInt8], at start: Int, frames: Int, _ grant: StreamGrant
    ) -> Bool {
        let end = start + frames * grant.frameBytes
        guard grant.format.isFloat else { return bytes[start..<end].allSatisfy { $0 == 0 } }
        return unsafe bytes.withUnsafeBytes { bytes in
            stride(from: start, to: end, by: grant.format.byteCount).allSatisfy {
                unsafe grant.format.float(in: bytes, at: $0) == 0
            }
        }
    }

    /// Looks at `frames` frames from a byte on; the first that has a sample which is no number, or an
    /// infinite one, and its channel. Nothing behind that is looked at. Allocates nothing.
    package mutating func take(
        _ bytes: [UInt8], at start: Int, frames: Int, _ grant: StreamGrant
    ) -> (frame: Int, channel: Int)? {
        guard grant.format.isFloat else { return nil }
        return unsafe bytes.withUnsafeBytes { bytes in
            var place = start
            for frame in 0..<frames {
                for channel in 0..<grant.channels {
                    let value = unsafe grant.format.float(in: bytes, at: place)
                    guard value.isFinite else { return (frame, channel) }
                    if value.magnitude > 1 { samplesBeyond += 1 }
                    place += grant.format.byteCount
                }
            }
            return nil
        }
    }
}

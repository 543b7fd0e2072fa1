/// How a device writes one sample: signed, two's complement, or as a floating-point number of which
/// full scale is 1. In the order in which they are preferred.
package enum SampleFormat: String, CaseIterable, Sendable {
    /// 32 bits, little-endian.
    case s32
    /// 32 bits, big-endian.
    case s32be
    /// 24 bits in the low bytes of four.
    case s24
    case s24be
    /// 24 bits in three bytes, as USB devices have them.
    case s24packed
    case s24packedbe
    /// IEEE 754 in 32 bits.
    case float
    case floatbe
    case s16
    case s16be

    package var byteCount: Int {
        switch self {
        case .s32, .s32be, .s24, .s24be, .float, .floatbe: 4
        case .s24packed, .s24packedbe: 3
        case .s16, .s16be: 2
        }
    }

    /// Bits that carry signal; of a floating-point number those of its significand.
    package var bits: Int {
        switch self {
        case .s32, .s32be: 32
        case .s24, .s24be, .s24packed, .s24packedbe, .float, .floatbe: 24
        case .s16, .s16be: 16
        }
    }

    package var isFloat: Bool { self == .float || self == .floatbe }

    /// Whether another format has the very same samples, only written in another way.
    package func hasSamples(of other: SampleFormat) -> Bool {
        bits == other.bits && isFloat == other.isFloat
    }

    /// The sample at a byte offset, moved up so that full scale is that of 32 bits. A floating-point
    /// number becomes the nearest, beyond full scale the last, and 0 where it is none (`FloatCheck`).
    ///
    /// - Precondition: the bytes lie within `bytes`.
    @inline(__always)
    package func sample(in bytes: UnsafeRawBufferPointer, at offset: Int) -> Int32 {
        switch self {
        case .s32: return Int32(littleEndian: unsafe Self.load(bytes, offset))
        case .s32be: return Int32(bigEndian: unsafe Self.load(bytes, offset))
        case .s24: return Int32(littleEndian: unsafe Self.load(bytes, offset)) &<< 8
        case .s24be: return Int32(bigEndian: unsafe Self.load(bytes, offset)) &<< 8
        case .s24packed:
            let low: UInt16 = unsafe Self.load(bytes, offset)
            let high: Int8 = unsafe Self.load(bytes, offset + 2)
            return Int32(high) &<< 24 | Int32(UInt16(littleEndian: low)) &<< 8
        case .s24packedbe:
            let high: Int8 = unsafe Self.load(bytes, offset)
            let low: UInt16 = unsafe Self.load(bytes, offset + 1)
            return Int32(high) &<< 24 | Int32(UInt16(bigEndian: low)) &<< 8
        case .float, .floatbe:
            return Self.fixed(unsafe float(in: bytes, at: offset))
        case .s16: return Int32(Int16(littleEndian: unsafe Self.load(bytes, offset))) &<< 16
        case .s16be: return Int32(Int16(bigEndian: unsafe Self.load(bytes, offset))) &<< 16
        }
    }

    /// The number at a byte offset, as it is.
    ///
    /// - Precondition: the format is a floating-point one, and the bytes lie within `bytes`.
    @inline(__always)
    package func float(in bytes: UnsafeRawBufferPointer, at offset: Int) -> Float {
        let word: UInt32 = unsafe Self.load(bytes, offset)
        return Float(
            bitPattern: self == .float ? UInt32(littleEndian: word) : UInt32(bigEndian: word))
    }

    /// Writes a sample of 32 bits at a byte offset; bits that have no room are cut off.
    ///
    /// - Precondition: the bytes lie within `bytes`.
    @inline(__always)
    package func put(_ sample: Int32, in bytes: UnsafeMutableRawBufferPointer, at offset: Int) {
        switch self {
        case .s32, .s24:
            let word = self == .s32 ? sample : sample &>> 8
            unsafe bytes.storeBytes(of: word.littleEndian, toByteOffset: offset, as: Int32.self)
        case .s32be, .s24be:
            let word = self == .s32be ? sample : sample &>> 8
            unsafe bytes.storeBytes(of: word.bigEndian, toByteOffset: offset, as: Int32.self)
        case .s24packed, .s24packedbe:
            for byte in 0..<3 {
                let place = self == .s24packed ? byte : 2 - byte
                unsafe bytes[offset + place] = UInt8(truncatingIfNeeded: sample &>> (8 + 8 * byte))
            }
        case .float, .floatbe:
            let word = (Float(sample & ~0xff) / 2_147_483_648).bitPattern
            unsafe bytes.storeBytes(
                of: self == .float ? word.littleEndian : word.bigEndian, toByteOffset: offset,
                as: UInt32.self)
        case .s16, .s16be:
            let word = Int16(truncatingIfNeeded: sample &>> 16)
            unsafe bytes.storeBytes(
                of: self == .s16 ? word.littleEndian : word.bigEndian, toByteOffset: offset,
                as: Int16.self)
        }
    }

    @inline(__always)
    private static func load<Word: BitwiseCopyable>(
        _ bytes: UnsafeRawBufferPointer, _ offset: Int
    ) -> Word {
        unsafe bytes.loadUnaligned(fromByteOffset: offset, as: Word.self)
    }

    @inline(__always)
    private static func fixed(_ value: Float) -> Int32 {
        let scaled = (Double(value) * 2_147_483_648).rounded(.toNearestOrEven)
        // Written so that what is no number becomes 0.
        guard scaled > -2_147_483_648 else { return scaled.isNaN ? 0 : .min }
        return scaled < 2_147_483_647 ? Int32(scaled) : .max
    }
}

/// How a device writes one sample: little-endian, signed, two's complement.
package enum SampleFormat: String, CaseIterable, Sendable {
    /// 32 bits.
    case s32
    /// 24 bits in the low bytes of four.
    case s24
    /// 24 bits in three bytes, as USB devices have them.
    case s24packed
    case s16

    package var byteCount: Int {
        switch self {
        case .s32, .s24: 4
        case .s24packed: 3
        case .s16: 2
        }
    }

    /// Bits that carry signal.
    package var bits: Int {
        switch self {
        case .s32: 32
        case .s24, .s24packed: 24
        case .s16: 16
        }
    }

    /// The sample at a byte offset, moved up so that full scale is that of 32 bits.
    ///
    /// - Precondition: the bytes lie within `bytes`.
    @inline(__always)
    package func sample(in bytes: UnsafeRawBufferPointer, at offset: Int) -> Int32 {
        switch self {
        case .s32:
            return Int32(
                littleEndian: unsafe bytes.loadUnaligned(fromByteOffset: offset, as: Int32.self))
        case .s24:
            let word = unsafe bytes.loadUnaligned(fromByteOffset: offset, as: Int32.self)
            return Int32(littleEndian: word) &<< 8
        case .s24packed:
            let low = unsafe bytes.loadUnaligned(fromByteOffset: offset, as: UInt16.self)
            let high = unsafe bytes.loadUnaligned(fromByteOffset: offset + 2, as: Int8.self)
            return Int32(high) &<< 24 | Int32(UInt16(littleEndian: low)) &<< 8
        case .s16:
            let word = unsafe bytes.loadUnaligned(fromByteOffset: offset, as: Int16.self)
            return Int32(Int16(littleEndian: word)) &<< 16
        }
    }

    /// Writes a sample of 32 bits at a byte offset; bits that have no room are cut off.
    ///
    /// - Precondition: the bytes lie within `bytes`.
    @inline(__always)
    package func put(_ sample: Int32, in bytes: UnsafeMutableRawBufferPointer, at offset: Int) {
        switch self {
        case .s32:
            unsafe bytes.storeBytes(
                of: sample.littleEndian, toByteOffset: offset, as: Int32.self)
        case .s24:
            unsafe bytes.storeBytes(
                of: (sample &>> 8).littleEndian, toByteOffset: offset, as: Int32.self)
        case .s24packed:
            for byte in 0..<3 {
                unsafe bytes[offset + byte] = UInt8(truncatingIfNeeded: sample &>> (8 + 8 * byte))
            }
        case .s16:
            unsafe bytes.storeBytes(
                of: Int16(truncatingIfNeeded: sample &>> 16).littleEndian, toByteOffset: offset,
                as: Int16.self)
        }
    }
}

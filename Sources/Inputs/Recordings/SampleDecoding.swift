/// The inner loops from file bytes to physical values.
enum SampleDecoding {
    /// Decodes `count` samples that lie `strideBytes` apart, `value = digital * gain + offset`.
    ///
    /// The arithmetic is in `Double`, so that the final rounding to `Float` is the only loss.
    /// Bounds are checked here once; the loops are unchecked.
    static func decode(
        _ bytes: [UInt8], at byteOffset: Int, strideBytes: Int, encoding: SampleEncoding,
        gain: Double, offset: Double, into values: inout [Float], at index: Int, count: Int
    ) {
        guard count > 0 else { return }
        let width = encoding.byteCount
        precondition(
            byteOffset >= 0 && strideBytes >= width
                && byteOffset + (count - 1) * strideBytes + width <= bytes.count
                && index >= 0 && index + count <= values.count,
            "decoding out of bounds")
        unsafe bytes.withUnsafeBytes { all in
            unsafe values.withUnsafeMutableBufferPointer { output in
                let source = unsafe all.baseAddress! + byteOffset
                let target = unsafe output.baseAddress! + index
                switch encoding {
                case .offset8:
                    for i in 0..<count {
                        let raw = unsafe source.load(
                            fromByteOffset: i &* strideBytes, as: UInt8.self)
                        unsafe target[i] = Float(
                            Double(Int8(bitPattern: raw ^ 0x80)) * gain + offset)
                    }
                case .offset16:
                    for i in 0..<count {
                        let raw = unsafe source.loadUnaligned(
                            fromByteOffset: i &* strideBytes, as: UInt16.self)
                        let digital = Int16(bitPattern: UInt16(littleEndian: raw) ^ 0x8000)
                        unsafe target[i] = Float(Double(digital) * gain + offset)
                    }
                case .int16 where strideBytes == 2:
                    for i in 0..<count {
                        let digital = unsafe source.loadUnaligned(
                            fromByteOffset: i &* 2, as: Int16.self)
                        unsafe target[i] = Float(
                            Double(Int16(littleEndian: digital)) * gain + offset)
                    }
                case .int16:
                    for i in 0..<count {
                        let digital = unsafe source.loadUnaligned(
                            fromByteOffset: i &* strideBytes, as: Int16.self)
                        unsafe target[i] = Float(
                            Double(Int16(littleEndian: digital)) * gain + offset)
                    }
                case .int24:
                    for i in 0..<count {
                        let place = unsafe source + i &* strideBytes
                        let low = unsafe place.loadUnaligned(as: UInt16.self)
                        let high = unsafe place.loadUnaligned(fromByteOffset: 2, as: Int8.self)
                        let digital = Int32(high) &<< 16 | Int32(UInt16(littleEndian: low))
                        unsafe target[i] = Float(Double(digital) * gain + offset)
                    }
                case .int32:
                    for i in 0..<count {
                        let digital = unsafe source.loadUnaligned(
                            fromByteOffset: i &* strideBytes, as: Int32.self)
                        unsafe target[i] = Float(
                            Double(Int32(littleEndian: digital)) * gain + offset)
                    }
                case .float32:
                    for i in 0..<count {
                        let bits = unsafe source.loadUnaligned(
                            fromByteOffset: i &* strideBytes, as: UInt32.self)
                        let value = Float(bitPattern: UInt32(littleEndian: bits))
                        unsafe target[i] = Float(Double(value) * gain + offset)
                    }
                case .float64:
                    for i in 0..<count {
                        let bits = unsafe source.loadUnaligned(
                            fromByteOffset: i &* strideBytes, as: UInt64.self)
                        let value = Double(bitPattern: UInt64(littleEndian: bits))
                        unsafe target[i] = Float(value * gain + offset)
                    }
                }
            }
        }
    }

    /// Counts that are in memory already; `DecodedBlock.noSample` becomes not a number.
    static func scale(
        _ counts: [Int32], at start: Int, by scale: SampleScale, into values: inout [Float],
        at index: Int, count: Int
    ) {
        precondition(
            start >= 0 && start + count <= counts.count && index >= 0
                && index + count <= values.count,
            "scaling out of bounds")
        for i in 0..<count {
            let digital = counts[start &+ i]
            values[index &+ i] =
                digital == DecodedBlock.noSample
                ? .nan : Float(Double(digital) * scale.gain + scale.offset)
        }
    }

    /// 16-bit counts as 32-bit ones.
    static func widen(
        _ bytes: [UInt8], at byteOffset: Int, into counts: inout [Int32], at index: Int, count: Int
    ) {
        precondition(
            byteOffset >= 0 && byteOffset + 2 * count <= bytes.count && index >= 0
                && index + count <= counts.count,
            "decoding out of bounds")
        unsafe bytes.withUnsafeBytes { source in
            for i in 0..<count {
                let digital = unsafe source.loadUnaligned(
                    fromByteOffset: byteOffset &+ 2 &* i, as: Int16.self)
                counts[index &+ i] = Int32(Int16(littleEndian: digital))
            }
        }
    }
}

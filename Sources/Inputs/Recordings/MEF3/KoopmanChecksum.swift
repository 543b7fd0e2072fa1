/// CRC-32 with Koopman's polynomial 0x741B8CD7, reflected, as MEF 3.0 uses it (P. Koopman, 2002,
/// 32-bit cyclic redundancy codes for internet applications).
enum KoopmanChecksum {
    private static let table: [UInt32] = {
        // Four tables: what a byte does to the remainder, and what it does 1, 2 and 3 bytes later.
        var table = [UInt32](repeating: 0, count: 1024)
        for byte in 0..<256 {
            var rest = UInt32(byte)
            for _ in 0..<8 { rest = rest & 1 != 0 ? rest >> 1 ^ 0xEB31_D82E : rest >> 1 }
            table[byte] = rest
        }
        for index in 256..<1024 {
            let earlier = table[index - 256]
            table[index] = earlier >> 8 ^ table[Int(earlier & 0xFF)]
        }
        return table
    }()

    /// About 1 GB/s: four bytes at a time.
    static func of(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        let table = table
        return unsafe bytes.withUnsafeBytes { bytes in
            unsafe table.withUnsafeBufferPointer { table in
                var rest = UInt32.max
                var index = 0
                while index + 4 <= bytes.count {
                    let word = unsafe bytes.loadUnaligned(fromByteOffset: index, as: UInt32.self)
                    rest ^= UInt32(littleEndian: word)
                    rest =
                        unsafe table[768 + Int(rest & 0xFF)] ^ table[512 + Int(rest >> 8 & 0xFF)]
                        ^ table[256 + Int(rest >> 16 & 0xFF)] ^ table[Int(rest >> 24)]
                    index += 4
                }
                while index < bytes.count {
                    rest = unsafe rest >> 8 ^ table[Int((rest ^ UInt32(bytes[index])) & 0xFF)]
                    index += 1
                }
                return rest
            }
        }
    }
}

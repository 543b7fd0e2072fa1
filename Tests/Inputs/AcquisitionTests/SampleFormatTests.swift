import Acquisition
import TestSupport
import Testing

@Suite("Samples of every format")
struct SampleFormatTests {
    @Test("what is put is read back, to the bits the format has", arguments: SampleFormat.allCases)
    func roundTrip(format: SampleFormat) {
        var noise = SplitMix64(seed: 4)
        var bytes = [UInt8](repeating: 0xa5, count: format.byteCount * 3)
        let edges: [Int32] = [.min, .min + 1, -1, 0, 1, 255, 256, 65_535, 65_536, .max]
        let values = edges + (0..<1_000).map { _ in Int32.random(in: .min ... .max, using: &noise) }
        for value in values {
            unsafe bytes.withUnsafeMutableBytes {
                unsafe format.put(value, in: $0, at: format.byteCount)
                let read = unsafe format.sample(
                    in: UnsafeRawBufferPointer($0), at: format.byteCount)
                let kept = (value >> Int32(32 - format.bits)) << Int32(32 - format.bits)
                #expect(read == kept)
            }
        }
        // Its neighbours are untouched.
        #expect(bytes.prefix(format.byteCount).allSatisfy { $0 == 0xa5 })
        #expect(bytes.suffix(format.byteCount).allSatisfy { $0 == 0xa5 })
    }

    @Test("the bytes are little-endian two's complement")
    func bytes() {
        let value: Int32 = -0x1234_5678
        let expected: [(SampleFormat, [UInt8])] = [
            (.s32, [0x88, 0xa9, 0xcb, 0xed]), (.s24, [0xa9, 0xcb, 0xed, 0xff]),
            (.s24packed, [0xa9, 0xcb, 0xed]), (.s16, [0xcb, 0xed]),
        ]
        for (format, wanted) in expected {
            var bytes = [UInt8](repeating: 0, count: format.byteCount)
            unsafe bytes.withUnsafeMutableBytes { unsafe format.put(value, in: $0, at: 0) }
            #expect(bytes == wanted, "\(format)")
        }
    }
}

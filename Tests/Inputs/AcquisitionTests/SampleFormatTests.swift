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

    @Test("the bytes are two's complement, or IEEE 754, in the order that the format says")
    func bytes() {
        let value: Int32 = -0x1234_5678
        let expected: [(SampleFormat, [UInt8])] = [
            (.s32, [0x88, 0xa9, 0xcb, 0xed]), (.s24, [0xa9, 0xcb, 0xed, 0xff]),
            (.s24packed, [0xa9, 0xcb, 0xed]), (.s16, [0xcb, 0xed]),
            (.s32be, [0xed, 0xcb, 0xa9, 0x88]), (.s24be, [0xff, 0xed, 0xcb, 0xa9]),
            (.s24packedbe, [0xed, 0xcb, 0xa9]), (.s16be, [0xed, 0xcb]),
            // -0x123457 of 2^23: 24 bits, rounded down.
            (.float, [0xb8, 0xa2, 0x11, 0xbe]), (.floatbe, [0xbe, 0x11, 0xa2, 0xb8]),
        ]
        for (format, wanted) in expected {
            var bytes = [UInt8](repeating: 0, count: format.byteCount)
            unsafe bytes.withUnsafeMutableBytes { unsafe format.put(value, in: $0, at: 0) }
            #expect(bytes == wanted, "\(format)")
        }
    }

    @Test("a number becomes the nearest sample, and full scale beyond it")
    func numbers() {
        let step: Float = 1 / 8_388_608
        let expected: [(Float, Int32)] = [
            (0, 0), (-0.0, 0), (step, 256), (-1, .min), (1, .max), (1 - step, .max - 255),
            (1.5, .max), (-7, .min), (1e30, .max), (0.5, 1 << 30), (-step / 256, -1),
        ]
        for (number, sample) in expected {
            let bytes = unsafe withUnsafeBytes(of: number.bitPattern.bigEndian) { unsafe Array($0) }
            let found = unsafe bytes.withUnsafeBytes {
                unsafe SampleFormat.floatbe.sample(in: $0, at: 0)
            }
            #expect(found == sample, "\(number)")
        }
    }

    @Test("what is no number is found with its place, what is beyond full scale is counted")
    func checked() {
        let grant = StreamGrant(
            format: .float, channels: 2, rateHertz: 1_000, periodFrames: 2, bufferFrames: 250)
        func bytes(_ values: [Float]) -> [UInt8] {
            values.flatMap { value in
                unsafe withUnsafeBytes(of: value.bitPattern.littleEndian) { unsafe Array($0) }
            }
        }
        var check = FloatCheck()
        let fine = bytes([0, 1, -1, 1.01, -3, 0.5])
        #expect(check.take(fine, at: 0, frames: 3, grant) == nil)
        #expect(check.samplesBeyond == 2)
        for bad in [Float.nan, .signalingNaN, .infinity, -.infinity] {
            let found = check.take(bytes([9, 9, 0, 1, 0, bad]), at: 8, frames: 2, grant)
            #expect(found?.frame == 1 && found?.channel == 1)
        }
        #expect(check.samplesBeyond == 2)
        #expect(FloatCheck.isSilent(bytes([0, -0.0, 1, 0]), at: 0, frames: 1, grant))
        #expect(!FloatCheck.isSilent(bytes([0, -0.0, 1, 0]), at: 0, frames: 2, grant))
    }
}

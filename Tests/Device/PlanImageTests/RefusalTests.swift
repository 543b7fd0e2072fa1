import ClosedLoop
import Detection
import Stimulation
import TestSupport
import Testing

@testable import PlanImage

/// A plan's image that is not what it was must never start.
@Suite("Refused plan images")
struct RefusalTests {
    @Test("the checksum is CRC-32: the standard's check value")
    func checkValue() {
        let digits = Array("123456789".utf8)
        #expect(unsafe digits.withUnsafeBytes { unsafe checksum(of: $0) } == 0xCBF4_3926)
    }

    @Test("every flipped bit is noticed")
    func flippedBits() throws {
        let whole = image(of: try devicePlan())
        for byte in whole.indices {
            for bit in 0..<8 {
                var changed = whole
                changed[byte] ^= 1 << UInt8(bit)
                #expect(throws: PlanImageError.self, "byte \(byte), bit \(bit)") {
                    try read(changed)
                }
            }
        }
    }

    @Test("an image that ends early is refused", arguments: [0, 1, 11, 15, 16, 100, 1_159])
    func truncated(length: Int) throws {
        let whole = image(of: try devicePlan())
        #expect(throws: PlanImageError.self) { try read(Array(whole[..<length])) }
    }

    @Test("bytes after the image change nothing: flash is erased in pages")
    func longer() throws {
        let whole = image(of: try devicePlan())
        #expect(image(of: try read(whole + [0xFF, 0xFF])) == whole)
    }

    /// Word of the image, a value no plan has there, and the kind of refusal.
    @Test(
        "a number out of range is refused though the checksum is right",
        arguments: [
            (3, 0, 5),  // rate numerator
            (5, 0, 5),  // rate denominator
            (3, 49, 5),  // 49 Hz
            (7, UInt32(bitPattern: -1), 5), (7, 0, 5),  // safe-state hops
            (8, 0, 5),  // frames in a block
            (8, 100, 5),  // more than a hop has
            (9, 0, 6), (9, 1_025, 6),  // channels
            (10, 0, 6), (10, 257, 6),  // frames in a hop
            (11, 40, 6),  // fraction bits
            (13, 5, 6),  // filter sections
            (15, 0x7FFF_FFFF, 6),  // a pole outside the unit circle
            (34, 0, 6), (34, 513, 6),  // window
        ])
    func outOfRange(word: Int, value: UInt32, code: UInt32) throws {
        var bytes = image(of: try devicePlan())
        put(value, at: word, in: &bytes)
        let error = #expect(throws: PlanImageError.self) { try read(bytes) }
        #expect(error?.code == code)
    }

    @Test("a therapy beyond the limits is refused though the checksum is right")
    func stimulation() throws {
        let plan = try devicePlan()
        let whole = image(of: plan)
        let burst = plan.loop.stimulation.therapies.therapy(0).burst(0)
        let amplitude = UInt32(bitPattern: burst.amplitudeMicroamperes)
        let width = UInt32(bitPattern: burst.pulseWidthMicroseconds)
        // The amplitude and the width of the first burst stand side by side.
        let place = try #require(
            (3..<268).first { word(whole, $0) == amplitude && word(whole, $0 + 1) == width })
        for (offset, value) in [(0, 12_001), (0, 0), (1, 1_001), (3, 3_003), (5, 0), (6, 1)] {
            var bytes = whole
            put(UInt32(value), at: place + offset, in: &bytes)
            let error = #expect(throws: PlanImageError.self, "\(offset) \(value)") {
                try read(bytes)
            }
            #expect(error?.code == 7)
        }
    }
}

import CDivision
import TestSupport
import Testing

/// What the firmware divides 64 bits by, where the processor divides 32.
@Suite("Division of 64 bits by digits")
struct DivisionTests {
    /// Numbers of any length, and those beside the ends of digits and words.
    static func number(_ random: inout SplitMix64) -> UInt64 {
        let bits = random.next()
        if bits % 3 != 0 { return random.next() >> (bits >> 8 % 64) }
        let edges: [UInt64] = [
            0, 1 << 16, 1 << 31, 1 << 32, 1 << 48, 1 << 63, 0xFFFF_0000_FFFF_0000,
        ]
        return edges[Int(bits >> 16 % 7)] &+ bits >> 24 % 5 &- 2
    }

    @Test("equals the processor's, unsigned and signed")
    func equal() {
        var random = SplitMix64(seed: 11)
        for _ in 0..<200_000 {
            let dividend = Self.number(&random)
            let divisor = max(1, Self.number(&random))
            let (quotient, remainder) = dividend.quotientAndRemainder(dividingBy: divisor)
            let result = divide(dividend, divisor)
            guard result.quotient == quotient, result.remainder == remainder else {
                Issue.record("\(dividend) by \(divisor)")
                return
            }
            let signed = (Int64(bitPattern: dividend), Int64(bitPattern: divisor))
            let overflows = signed.0 == .min && signed.1 == -1
            guard signed.1 != 0, !overflows else { continue }
            let truncated = signed.0.quotientAndRemainder(dividingBy: signed.1)
            let both = divide_signed(signed.0, signed.1)
            guard Int64(bitPattern: both.quotient) == truncated.quotient,
                Int64(bitPattern: both.remainder) == truncated.remainder
            else {
                Issue.record("\(signed.0) by \(signed.1)")
                return
            }
        }
    }

    @Test("by zero gives all ones and the dividend")
    func zero() {
        let result = divide(7, 0)
        #expect(result.quotient == .max)
        #expect(result.remainder == 7)
    }
}

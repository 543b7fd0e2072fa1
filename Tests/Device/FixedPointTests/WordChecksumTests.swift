import FixedPoint
import Testing

@Suite("Checksum of words")
struct WordChecksumTests {
    @Test("no bit that changes, and no two words of which the same bit does, leave it as it was")
    func changes() {
        let words = (UInt32(0)..<64).map { $0 &* 0x9E37_79B9 }
        func checksum(_ changed: [Int], _ bit: Int) -> UInt32 {
            var checksum = WordChecksum()
            for (index, word) in words.enumerated() {
                checksum.mix(changed.contains(index) ? word ^ 1 << UInt32(bit) : word)
            }
            return checksum.value
        }
        let whole = checksum([], 0)
        for bit in 0..<32 {
            for first in words.indices {
                let unseen = (first..<words.count).filter { checksum([first, $0], bit) == whole }
                #expect(unseen.isEmpty, "words \(first) and \(unseen), bit \(bit)")
            }
        }
    }
}

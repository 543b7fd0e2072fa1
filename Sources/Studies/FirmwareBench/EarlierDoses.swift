import FixedPoint
import Stimulation

/// What a device was left of the doses given before it started.
package enum EarlierDoses: Sendable, Equatable {
    /// It is new.
    case none
    /// `DoseMemory`'s words.
    case kept([Int32])
    /// No copy is whole.
    case lost

    /// - Parameter page: the device's page of doses, two copies of `DoseKeeper`'s layout.
    package init(page: [UInt8]) {
        let copies = [page.prefix(page.count / 2), page.suffix(page.count / 2)].map { bytes in
            stride(from: bytes.startIndex, to: bytes.endIndex - 3, by: 4).map { place in
                bytes[place..<place + 4].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            }
        }
        let whole = copies.filter(Self.isWhole)
        guard let newest = whole.max(by: { Int32(bitPattern: $1[1] &- $0[1]) > 0 }) else {
            self = !page.isEmpty && page.allSatisfy { $0 == 0xFF } ? .none : .lost
            return
        }
        self = .kept(newest[2..<2 + DoseMemory.wordCount].map { Int32(bitPattern: $0) })
    }

    private static let mark: UInt32 = 0x4553_4F44

    private static func isWhole(_ words: [UInt32]) -> Bool {
        let end = 2 + DoseMemory.wordCount
        guard words.count > end, words[0] == mark else { return false }
        var checksum = WordChecksum()
        for word in words[1..<end] { checksum.mix(word) }
        return words[end] == checksum.value
    }
}

/// What the device found in its page of doses when it started.
package enum DosesFound: UInt32, Sendable {
    case none = 0
    case inBothCopies = 1
    case inOneCopy = 2
    case lost = 3
}

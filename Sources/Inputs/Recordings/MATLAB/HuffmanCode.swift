/// A prefix code of DEFLATE, by the lengths of its words (RFC 1951, section 3.2.2).
struct HuffmanCode {
    static let lengthMax = 15
    /// Words up to this length are looked up.
    private static let shortBits = 9

    /// By the next bits: symbol times 16 plus length; 0 for longer words, or none.
    private var short = [UInt16](repeating: 0, count: 1 << shortBits)
    /// Words of each length.
    private var counts = [Int](repeating: 0, count: lengthMax + 1)
    /// In the order of their words.
    private var symbols: [UInt16]

    /// Nil where there are more words than can be told apart. O(count of lengths).
    init?(lengths: ArraySlice<UInt8>) {
        for length in lengths { counts[Int(length)] += 1 }
        counts[0] = 0
        var left = 1
        var starts = [Int](repeating: 0, count: Self.lengthMax + 2)
        var words = starts
        for length in 1...Self.lengthMax {
            left = 2 * left - counts[length]
            if left < 0 { return nil }
            starts[length + 1] = starts[length] + counts[length]
            words[length + 1] = (words[length] + counts[length]) << 1
        }
        symbols = [UInt16](repeating: 0, count: starts[Self.lengthMax + 1])
        for (symbol, length) in lengths.enumerated() where length > 0 {
            let length = Int(length)
            symbols[starts[length]] = UInt16(symbol)
            starts[length] += 1
            if length <= Self.shortBits {
                // Bits come with the word's first in front.
                let reversed = Int(UInt16(words[length]).reversedBits >> (16 - length))
                for place in stride(from: reversed, to: short.count, by: 1 << length) {
                    short[place] = UInt16(symbol << 4 | length)
                }
            }
            words[length] += 1
        }
    }

    /// The symbol that the next bits begin with, and how many it takes; 0 bits where it is none.
    @inline(__always)
    func symbol(_ bits: UInt64) -> (symbol: Int, length: Int) {
        let entry = short[Int(bits & UInt64(1 << Self.shortBits - 1))]
        if entry != 0 { return (Int(entry >> 4), Int(entry & 15)) }
        return longSymbol(bits)
    }

    private func longSymbol(_ bits: UInt64) -> (symbol: Int, length: Int) {
        var (word, first, index) = (0, 0, 0)
        for length in 1...Self.lengthMax {
            word = word << 1 | Int(bits >> UInt64(length - 1) & 1)
            if word - first < counts[length] { return (Int(symbols[index + word - first]), length) }
            index += counts[length]
            first = (first + counts[length]) << 1
        }
        return (0, 0)
    }
}

extension UInt16 {
    fileprivate var reversedBits: UInt16 {
        (0..<16).reduce(0) { $0 | (self >> UInt16($1) & 1) << UInt16(15 - $1) }
    }
}

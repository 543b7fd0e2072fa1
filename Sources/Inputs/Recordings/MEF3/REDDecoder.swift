/// The range decoder of a RED block (G. N. N. Martin, 1979, Range encoding; the constants are those
/// of the MEF 3.0 specification).
///
/// Symbols are bytes. A sample is one symbol, its difference from the sample before, or the symbol 128
/// and four with the sample itself; of the first sample the 128 is left out.
enum REDDecoder {
    /// What a decoded stream of symbols may be short of.
    struct EndsEarly: Error {}

    private static let bottom: UInt32 = 1 << 23
    private static let extraBits: UInt32 = 7
    private static let statistics = 48

    /// Writes `block.sampleCount` counts; about 12 ns a sample.
    static func decode(
        _ bytes: [UInt8], byteCount: Int, _ block: REDBlock, into counts: inout [Int32]
    ) throws(EndsEarly) {
        precondition(byteCount >= REDBlock.headerBytes && byteCount <= bytes.count)
        precondition(block.sampleCount <= counts.count)
        var starts = [UInt32](repeating: 0, count: 257)
        for symbol in 0..<256 {
            starts[symbol + 1] = starts[symbol] + UInt32(bytes[statistics + symbol])
        }
        let total = starts[256]
        guard total > 0 else { throw EndsEarly() }
        var symbols = [UInt8](repeating: 0, count: Int(total))
        for symbol in 0..<256 {
            for place in starts[symbol]..<starts[symbol + 1] { symbols[Int(place)] = UInt8(symbol) }
        }
        let left = unsafe bytes.withUnsafeBufferPointer { bytes in
            unsafe starts.withUnsafeBufferPointer { starts in
                unsafe symbols.withUnsafeBufferPointer { symbols in
                    unsafe counts.withUnsafeMutableBufferPointer { counts in
                        var code = unsafe Code(
                            bytes: bytes.baseAddress! + REDBlock.headerBytes,
                            end: byteCount - REDBlock.headerBytes, starts: starts.baseAddress!,
                            symbols: symbols.baseAddress!, total: total)
                        return unsafe code.samples(
                            into: counts.baseAddress!, count: block.sampleCount,
                            symbols: block.differenceBytes)
                    }
                }
            }
        }
        if left < 0 { throw EndsEarly() }
    }

    /// The state of a decoder. Unchecked: a symbol is looked up at most at `total - 1`, bytes beyond
    /// the end are 0.
    @unsafe
    private struct Code {
        private let bytes: UnsafePointer<UInt8>
        private let end: Int
        private let starts: UnsafePointer<UInt32>
        private let symbols: UnsafePointer<UInt8>
        private let total: UInt32
        /// `2^64 / total`, so that a product takes the place of a division.
        private let reciprocal: UInt64
        private var place = 0
        private var byte: UInt32 = 0
        private var low: UInt32
        private var range: UInt32 = 1 << extraBits

        init(
            bytes: UnsafePointer<UInt8>, end: Int, starts: UnsafePointer<UInt32>,
            symbols: UnsafePointer<UInt8>, total: UInt32
        ) {
            unsafe self.bytes = unsafe bytes
            unsafe self.end = end
            unsafe self.starts = unsafe starts
            unsafe self.symbols = unsafe symbols
            unsafe self.total = total
            // Exact for a dividend below 2^32 and a divisor of 2 to 2^16 (Granlund and Montgomery 1994).
            unsafe reciprocal = UInt64.max / UInt64(total) &+ 1
            unsafe byte = end > 0 ? UInt32(bytes[0]) : 0
            unsafe place = 1
            unsafe low = byte >> (8 - extraBits)
        }

        @inline(__always)
        private mutating func symbol() -> UInt32 {
            while unsafe range <= bottom {
                unsafe low = low << 8 | (byte << extraBits) & 0xFF
                unsafe byte = place < end ? UInt32(bytes[place]) : 0
                unsafe place &+= 1
                unsafe low |= byte >> (8 - extraBits)
                unsafe range <<= 8
            }
            let step =
                unsafe total > 1
                ? UInt32(truncatingIfNeeded: UInt64(range).multipliedFullWidth(by: reciprocal).high)
                : range
            let count = unsafe min(low / step, total &- 1)
            let symbol = unsafe UInt32(symbols[Int(count)])
            let start = unsafe starts[Int(symbol)]
            unsafe low &-= step &* start
            if symbol < 255 {
                unsafe range = step &* (starts[Int(symbol) &+ 1] &- start)
            } else {
                unsafe range &-= step &* start
            }
            return symbol
        }

        /// Returns how many of `symbols` are left over; negative where they do not suffice.
        mutating func samples(
            into counts: UnsafeMutablePointer<Int32>, count: Int, symbols: Int
        ) -> Int {
            var left = symbols
            var value: Int32 = 0
            for index in 0..<count {
                let symbol = unsafe index == 0 ? 128 : self.symbol()
                left &-= index == 0 ? 0 : 1
                if symbol == 128 {
                    var bits = unsafe self.symbol()
                    unsafe bits |= self.symbol() << 8
                    unsafe bits |= self.symbol() << 16
                    unsafe bits |= self.symbol() << 24
                    value = Int32(bitPattern: bits)
                    left &-= 4
                } else {
                    value &+= Int32(Int8(truncatingIfNeeded: symbol))
                }
                unsafe counts[index] = value
                if left < 0 { return left }
            }
            return left
        }
    }
}

/// Takes apart what zlib compressed, in bounded memory and in one pass (RFC 1950, RFC 1951).
struct Inflater {
    private static let historyBytes = 32 << 10
    private static let pieceBytes = 64 << 10

    private var bits: BitReader
    /// The last bytes that came out, and behind them those that were not handed out yet.
    private var output = [UInt8](repeating: 0, count: historyBytes + pieceBytes)
    private var place = historyBytes
    private var written: Int64 = 0
    private var checksum: (UInt32, UInt32) = (1, 0)

    init(_ file: RecordingFile, _ range: Range<Int64>) { bits = BitReader(file, range) }

    /// Hands out what comes out, piece by piece, until `take` says that this is enough; only at the end is
    /// the checksum compared.
    mutating func run(
        _ take: (ArraySlice<UInt8>) throws(RecordingError) -> Bool
    ) throws(RecordingError) {
        let method = try bits.take(8)
        let flags = try bits.take(8)
        guard method & 15 == 8, method >> 4 <= 7, (method << 8 | flags) % 31 == 0,
            flags & 0x20 == 0
        else { throw bits.damaged }
        var isLast = false
        while !isLast {
            isLast = try bits.take(1) == 1
            let goesOn: Bool
            switch try bits.take(2) {
            case 0: goesOn = try copyStored(take)
            case 1: goesOn = try decode(Self.fixedCode, Self.fixedDistances, take)
            case 2:
                let (code, distances) = try readCodes()
                goesOn = try decode(code, distances, take)
            default: throw bits.damaged
            }
            guard goesOn else { return }
        }
        guard try handOut(take) else { return }
        bits.skipToByte()
        var expected: UInt32 = 0
        for _ in 0..<4 { expected = expected << 8 | UInt32(try bits.take(8)) }
        guard expected == checksum.1 << 16 | checksum.0 else { throw bits.damaged }
    }

    private mutating func handOut(
        _ take: (ArraySlice<UInt8>) throws(RecordingError) -> Bool
    ) throws(RecordingError) -> Bool {
        let piece = output[Self.historyBytes..<place]
        // The sums of 5,552 bytes do not overflow (RFC 1950, Adler-32).
        for start in stride(from: piece.startIndex, to: piece.endIndex, by: 5552) {
            var (a, b) = checksum
            for index in start..<min(start + 5552, piece.endIndex) {
                a &+= UInt32(output[index])
                b &+= a
            }
            checksum = (a % 65521, b % 65521)
        }
        written += Int64(piece.count)
        let goesOn = try take(piece)
        let kept = place - Self.historyBytes
        for index in 0..<Self.historyBytes { output[index] = output[index + kept] }
        place = Self.historyBytes
        return goesOn
    }

    private mutating func copyStored(
        _ take: (ArraySlice<UInt8>) throws(RecordingError) -> Bool
    ) throws(RecordingError) -> Bool {
        bits.skipToByte()
        var count = try bits.take(16)
        guard try bits.take(16) == ~count & 0xFFFF else { throw bits.damaged }
        while count > 0 {
            if place == output.count, try !handOut(take) { return false }
            output[place] = UInt8(truncatingIfNeeded: try bits.take(8))
            place += 1
            count -= 1
        }
        return true
    }

    private mutating func decode(
        _ code: HuffmanCode, _ distances: HuffmanCode,
        _ take: (ArraySlice<UInt8>) throws(RecordingError) -> Bool
    ) throws(RecordingError) -> Bool {
        while true {
            let symbol = try bits.symbol(code)
            if symbol < 256 {
                if place == output.count, try !handOut(take) { return false }
                output[place] = UInt8(truncatingIfNeeded: symbol)
                place += 1
                continue
            }
            if symbol == 256 { return true }
            guard symbol < 286 else { throw bits.damaged }
            let lengthExtra = Self.lengthExtra[symbol - 257]
            var length = Self.lengthBase[symbol - 257] + (try bits.take(lengthExtra))
            let step = try bits.symbol(distances)
            guard step < 30 else { throw bits.damaged }
            let extra = max(0, step / 2 - 1)
            let base = step < 4 ? step + 1 : (2 + step % 2) << extra + 1
            let distance = base + (try bits.take(extra))
            guard Int64(distance) <= written + Int64(place - Self.historyBytes) else {
                throw bits.damaged
            }
            while length > 0 {
                if place == output.count, try !handOut(take) { return false }
                let count = min(length, output.count - place)
                for index in place..<place + count { output[index] = output[index - distance] }
                place += count
                length -= count
            }
        }
    }

    private mutating func readCodes() throws(RecordingError) -> (HuffmanCode, HuffmanCode) {
        let symbolCount = 257 + (try bits.take(5))
        let distanceCount = 1 + (try bits.take(5))
        let lengthCount = 4 + (try bits.take(4))
        var lengths = [UInt8](repeating: 0, count: 19)
        for index in 0..<lengthCount { lengths[Self.order[index]] = UInt8(try bits.take(3)) }
        guard symbolCount <= 286, let code = HuffmanCode(lengths: lengths[...]) else {
            throw bits.damaged
        }
        lengths = []
        while lengths.count < symbolCount + distanceCount {
            let symbol = try bits.symbol(code)
            switch symbol {
            case 16:
                guard let last = lengths.last else { throw bits.damaged }
                lengths += [UInt8](repeating: last, count: 3 + (try bits.take(2)))
            case 17: lengths += [UInt8](repeating: 0, count: 3 + (try bits.take(3)))
            case 18: lengths += [UInt8](repeating: 0, count: 11 + (try bits.take(7)))
            default: lengths.append(UInt8(symbol))
            }
        }
        guard lengths.count == symbolCount + distanceCount, lengths[256] > 0,
            let symbols = HuffmanCode(lengths: lengths[..<symbolCount]),
            let distances = HuffmanCode(lengths: lengths[symbolCount...])
        else { throw bits.damaged }
        return (symbols, distances)
    }

    // RFC 1951, sections 3.2.5 to 3.2.7.
    private static let order = [
        16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15,
    ]
    private static let lengthExtra = (0..<29).map { $0 < 8 || $0 == 28 ? 0 : ($0 - 4) / 4 }
    private static let lengthBase = (0..<29).map { index -> Int in
        index < 8 ? 3 + index : index == 28 ? 258 : 3 + (4 + index % 4) << lengthExtra[index]
    }
    private static let fixedCode = HuffmanCode(
        lengths: (0..<288).map { $0 < 144 ? 8 : $0 < 256 ? 9 : $0 < 280 ? 7 : 8 }[...])!
    private static let fixedDistances = HuffmanCode(
        lengths: [UInt8](repeating: 5, count: 30)[...])!
}

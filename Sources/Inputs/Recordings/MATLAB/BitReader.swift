/// Bits of a part of a file, the lowest of each byte first.
struct BitReader {
    private let file: RecordingFile
    private var next: Int64
    private let end: Int64
    private var buffer: [UInt8]
    private var place = 0
    private var held = 0
    private var bits: UInt64 = 0
    private var count = 0

    init(_ file: RecordingFile, _ range: Range<Int64>) {
        self.file = file
        next = range.lowerBound
        end = range.upperBound
        buffer = [UInt8](repeating: 0, count: Int(min(64 << 10, Int64(range.count))))
    }

    /// What is read does not follow its own rules.
    var damaged: RecordingError {
        RecordingError(file.path, at: .byte(next - Int64(held - place)), field: "zlib", .damaged)
    }

    /// A number of at most 16 bits.
    @inline(__always)
    mutating func take(_ wanted: Int) throws(RecordingError) -> Int {
        if count < wanted { try fill() }
        guard wanted <= count else { throw damaged }
        let value = Int(bits & (1 << UInt64(wanted) - 1))
        bits >>= UInt64(wanted)
        count -= wanted
        return value
    }

    @inline(__always)
    mutating func symbol(_ code: HuffmanCode) throws(RecordingError) -> Int {
        if count < HuffmanCode.lengthMax { try fill() }
        let (symbol, length) = code.symbol(bits)
        guard length > 0, length <= count else { throw damaged }
        bits >>= UInt64(length)
        count -= length
        return symbol
    }

    /// Drops what is left of a byte.
    mutating func skipToByte() {
        bits >>= UInt64(count % 8)
        count -= count % 8
    }

    /// At the end there may be fewer bits than are looked at.
    private mutating func fill() throws(RecordingError) {
        while count <= 56 {
            if place == held {
                held = Int(min(Int64(buffer.count), end - next))
                place = 0
                guard held > 0 else { return }
                try file.read(into: &buffer, count: held, at: next)
                next += Int64(held)
            }
            bits |= UInt64(buffer[place]) << UInt64(count)
            place += 1
            count += 8
        }
    }
}

/// The `.tidx` file of a segment: an entry of 56 bytes for each block of its `.tdat` file.
///
/// It is opened when it is needed and read where it lies: neither its length nor the number of channels
/// and segments costs memory or open files.
struct MEFIndex: Sendable {
    struct Entry {
        let fileOffset: Int64
        let startTime: Int64
        /// Counted from the segment's or the channel's first.
        let firstSample: Int64
        let sampleCount: Int
        let byteCount: Int
        let flags: UInt8

        init(_ fields: BinaryFields, _ at: Int) {
            fileOffset = fields.integer(at)
            startTime = fields.integer(at + 8)
            firstSample = fields.integer(at + 16)
            sampleCount = Int(fields.integer(at + 24, as: UInt32.self))
            byteCount = Int(fields.integer(at + 28, as: UInt32.self))
            flags = fields.integer(at + 44)
        }
    }

    /// Consecutive entries in memory.
    struct Chunk: Sendable {
        let numbers: Range<Int64>
        private let fields: BinaryFields

        init(_ file: RecordingFile, _ numbers: Range<Int64>) throws(RecordingError) {
            self.numbers = numbers
            fields = try BinaryFields(
                file, at: MEFIndex.byte(ofEntry: numbers.lowerBound),
                count: numbers.count * MEFIndex.entryBytes)
        }

        func entry(_ number: Int64) -> Entry {
            Entry(fields, Int(number - numbers.lowerBound) * MEFIndex.entryBytes)
        }

        /// The entry that has a sample of the segment; nil where it is before or after them.
        func entry(havingSample sample: Int64) -> Entry? {
            var (low, high) = (numbers.lowerBound, numbers.upperBound)
            guard low < high, entry(low).firstSample <= sample else { return nil }
            while high - low > 1 {
                let middle = (low + high) / 2
                if entry(middle).firstSample <= sample { low = middle } else { high = middle }
            }
            let found = entry(low)
            return sample < found.firstSample + Int64(found.sampleCount) ? found : nil
        }
    }

    let path: String
    let entryCount: Int64

    static let entryBytes = 56
    private static let chunkEntries: Int64 = 4096
    /// Of each channel that is read.
    private static let heldEntries: Int64 = 128

    init(_ file: RecordingFile) throws(RecordingError) {
        let header = try MEFUniversalHeader(file, type: "tidx", bodyBytesMax: 16 << 20)
        path = file.path
        let present =
            (file.byteCount - Int64(MEFUniversalHeader.byteCount)) / Int64(Self.entryBytes)
        guard header.entryCount <= present else {
            throw RecordingError(
                file.path, at: .byte(32), field: "number of entries",
                .badValue(
                    found: "\(header.entryCount)",
                    expected: "at most \(present), which are there,"))
        }
        entryCount = header.entryCount < 0 ? present : header.entryCount
    }

    static func byte(ofEntry number: Int64) -> Int64 {
        Int64(MEFUniversalHeader.byteCount) + number * Int64(entryBytes)
    }

    /// Hands over every entry, in order.
    func forEach(
        in file: RecordingFile, _ body: (Int64, Entry) throws(RecordingError) -> Void
    ) throws(RecordingError) {
        var number: Int64 = 0
        while number < entryCount {
            let chunk = try Chunk(file, number..<min(number + Self.chunkEntries, entryCount))
            for number in chunk.numbers { try body(number, chunk.entry(number)) }
            number = chunk.numbers.upperBound
        }
    }

    /// The entries from the one on that has a sample, which is one of the segment.
    func chunk(havingSample sample: Int64) throws(RecordingError) -> Chunk {
        let file = try RecordingFile(opening: path)
        var (low, high): (Int64, Int64) = (0, entryCount)
        while high - low > 1 {
            let middle = (low + high) / 2
            if try Chunk(file, middle..<middle + 1).entry(middle).firstSample <= sample {
                low = middle
            } else {
                high = middle
            }
        }
        return try Chunk(file, low..<min(low + Self.heldEntries, entryCount))
    }
}

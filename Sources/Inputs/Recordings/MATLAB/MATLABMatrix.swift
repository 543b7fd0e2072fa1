/// The head of a matrix of real numbers: what it is called, its shape, and where its numbers lie.
struct MATLABMatrix {
    enum Place {
        /// Of its tag in the file.
        case file(Int64)
        /// With its tag, as zlib compressed it.
        case compressed(Range<Int64>)
    }

    let name: String
    /// Rows first; numbers of a column follow one another.
    let shape: [Int64]
    let encoding: MATLABNumbers
    let place: Place
    /// From its tag on.
    let dataOffset: Int
    let byteCount: Int64

    var count: Int64 { byteCount / Int64(encoding.byteCount) }

    /// More than the tags, the shape and the name of at most 63 letters take.
    static let headBytes: Int64 = 1024

    /// More than what fills up the end of a matrix: what goes on after that is not looked at.
    static let paddingBytes: Int64 = 8

    /// Nil where it is something else: texts, cells, complex or sparse numbers, or damaged.
    init?(_ head: [UInt8], at place: Place) {
        let fields = BinaryFields(head, file: "")
        guard head.count >= 8, fields.integer(0, as: UInt32.self) == 14,
            let flags = Element(fields, at: 8), flags.kind == 6, flags.count == 8,
            let shape = Element(fields, at: flags.next), shape.kind == 5, shape.count % 4 == 0,
            let name = Element(fields, at: shape.next), name.kind == 1,
            let numbers = Element(fields, at: name.next, isWhole: false),
            let encoding = MATLABNumbers(rawValue: numbers.kind)
        else { return nil }
        let bits = fields.integer(flags.data, as: UInt32.self)
        // Classes double to uint64, without an imaginary part.
        guard (6...15).contains(bits & 0xFF), bits & 0x800 == 0 else { return nil }
        self.name = fields.text(name.data, count: name.count)
        self.shape = (0..<shape.count / 4).map {
            Int64(fields.integer(shape.data + 4 * $0, as: Int32.self))
        }
        self.encoding = encoding
        self.place = place
        dataOffset = numbers.data
        byteCount = Int64(numbers.count)
        var bytes = Int64(encoding.byteCount)
        for size in self.shape {
            let product = bytes.multipliedReportingOverflow(by: size)
            guard size >= 0, !product.overflow else { return nil }
            bytes = product.partialValue
        }
        // Its numbers lie within it, and are as many as its shape says.
        let size = Int64(fields.integer(4, as: UInt32.self))
        guard bytes == byteCount, Int64(dataOffset) + byteCount <= size + 8 else { return nil }
    }

    /// The first bytes of what is compressed, at most `count`; fewer where it has no more.
    static func inflated(
        _ file: RecordingFile, _ part: Range<Int64>, _ count: Int64
    ) throws(RecordingError) -> [UInt8] {
        var bytes: [UInt8] = []
        var inflater = Inflater(file, part)
        try inflater.run { piece in
            bytes += piece.prefix(Int(count) - bytes.count)
            return bytes.count < count
        }
        return bytes
    }
}

/// A part of a matrix: a tag of 8 bytes and data, or up to 4 bytes of data in the tag.
private struct Element {
    let kind: UInt32
    let count: Int
    let data: Int
    var next: Int { data % 8 == 4 ? data + 4 : data + (count + 7) / 8 * 8 }

    /// - Parameter isWhole: whether its data must be there too.
    init?(_ fields: BinaryFields, at place: Int, isWhole: Bool = true) {
        guard place + 8 <= fields.bytes.count else { return nil }
        let first = fields.integer(place, as: UInt32.self)
        let isSmall = first >> 16 != 0
        kind = isSmall ? first & 0xFFFF : first
        count = isSmall ? Int(first >> 16) : Int(fields.integer(place + 4, as: UInt32.self))
        data = isSmall ? place + 4 : place + 8
        guard !isSmall || count <= 4, !isWhole || data + count <= fields.bytes.count else {
            return nil
        }
    }
}

/// How numbers are kept, whatever the matrix' class: doubles that are small integers take less.
enum MATLABNumbers: UInt32 {
    case int8 = 1
    case uint8, int16, uint16, int32, uint32, single
    case double = 9
    case int64 = 12
    case uint64

    var byteCount: Int {
        switch self {
        case .int8, .uint8: 1
        case .int16, .uint16: 2
        case .int32, .uint32, .single: 4
        case .double, .int64, .uint64: 8
        }
    }

    /// Those in which samples are read.
    var samples: SampleEncoding? {
        switch self {
        case .int16: .int16
        case .int32: .int32
        case .single: .float32
        case .double: .float64
        default: nil
        }
    }

    func numbers(_ bytes: [UInt8]) -> [Double] {
        let fields = BinaryFields(bytes, file: "")
        return stride(from: 0, to: bytes.count, by: byteCount).map { at in
            switch self {
            case .int8: Double(fields.integer(at, as: Int8.self))
            case .uint8: Double(fields.integer(at, as: UInt8.self))
            case .int16: Double(fields.integer(at, as: Int16.self))
            case .uint16: Double(fields.integer(at, as: UInt16.self))
            case .int32: Double(fields.integer(at, as: Int32.self))
            case .uint32: Double(fields.integer(at, as: UInt32.self))
            case .single: Double(fields.float(at))
            case .double: fields.double(at)
            case .int64: Double(fields.integer(at, as: Int64.self))
            case .uint64: Double(fields.integer(at, as: UInt64.self))
            }
        }
    }
}

import CHDF5

/// The value of an attribute.
enum HDF5Value: Equatable {
    case numbers([Double])
    case texts([String])
    /// The path of another object of the file.
    case reference(String)
    case other
}

/// A dataset's shape and type, and how it is kept.
struct HDF5Dataset {
    /// Part of a virtual dataset.
    struct Source {
        let count: Int64
        /// First and last element of its box, and the last of that in the source, -1 for all of it.
        let first: [Int64]
        let last: [Int64]
        let sourceLast: [Int64]
        let file: String
        let dataset: String
    }

    struct Filter {
        let number: Int
        let isThere: Bool
        let name: String
    }

    let path: String
    let kind: UInt32
    let byteCount: Int
    let isSigned: Bool
    let shape: [Int64]
    let layout: UInt32
    let chunk: [Int64]
    /// Chunks, or bytes where there are none.
    let stored: Int64
    let externalFiles: Int64
    private(set) var filters: [Filter] = []
    private(set) var members: [String] = []
    private(set) var sources: [Source] = []

    /// Elements; nil where there are too many to count.
    var count: Int64? {
        var count: Int64 = 1
        for size in shape {
            let (product, overflow) = count.multipliedReportingOverflow(by: size)
            if overflow || size < 0 { return nil }
            count = product
        }
        return count
    }

    var isText: Bool { kind == CHDF5_STRING.rawValue }
    var isNumber: Bool { kind == CHDF5_INTEGER.rawValue || kind == CHDF5_FLOAT.rawValue }

    fileprivate init(_ path: String, _ answer: HDF5File.Answer) {
        func number(_ place: Int) -> Int64 { Int64(bitPattern: answer.numbers[place]) }
        let rank = Int(min(4, max(0, number(CHDF5_RANK))))
        self.path = path
        kind = UInt32(truncatingIfNeeded: number(CHDF5_CLASS))
        byteCount = Int(number(CHDF5_SIZE))
        isSigned = number(CHDF5_SIGNED) != 0
        shape = (0..<rank).map { number(CHDF5_SHAPE + $0) }
        layout = UInt32(truncatingIfNeeded: number(CHDF5_LAYOUT))
        chunk = (0..<rank).map { number(CHDF5_CHUNK + $0) }
        stored = number(CHDF5_STORED)
        externalFiles = number(CHDF5_EXTERNAL)
        let entries = answer.texts
        for (index, entry) in entries.enumerated() {
            let parts = entry.dropFirst().split(
                separator: " ", maxSplits: entry.first == "f" ? 2 : 1,
                omittingEmptySubsequences: false)
            switch entry.first {
            case "f" where parts.count == 3:
                filters.append(
                    Filter(
                        number: Int(parts[0]) ?? -1, isThere: parts[1] == "1",
                        name: String(parts[2])))
            case "m": members.append(String(entry.dropFirst()))
            case "v" where parts.count == 2 && index + 1 < entries.count:
                let numbers = parts[0].split(separator: ",").compactMap { Int64($0) }
                guard numbers.count == 7 else { break }
                sources.append(
                    Source(
                        count: numbers[0], first: Array(numbers[1...2]),
                        last: Array(numbers[3...4]), sourceLast: Array(numbers[5...6]),
                        file: String(parts[1]), dataset: String(entries[index + 1].dropFirst())))
            default: break
            }
        }
    }
}

extension HDF5File {
    /// Names in a group, sorted; nil where it is no group. A link to another file is refused.
    func names(_ group: String) throws(RecordingError) -> [String]? {
        guard let answer = try answer(CHDF5_DESCRIBE, group),
            answer.numbers[CHDF5_TYPE] == UInt64(CHDF5_GROUP)
        else { return nil }
        var names: [String] = []
        for entry in answer.texts {
            let name = String(entry.dropFirst())
            guard entry.first != "x" else {
                throw RecordingError(
                    path, field: ForeignText.quoted(group + "/" + name),
                    .unsupported(
                        found: "a link to another file", supported: "one file with the data in it"))
            }
            names.append(name)
        }
        return names
    }

    func dataset(_ object: String) throws(RecordingError) -> HDF5Dataset? {
        guard let answer = try answer(CHDF5_DESCRIBE, object),
            answer.numbers[CHDF5_TYPE] == UInt64(CHDF5_DATASET)
        else { return nil }
        return HDF5Dataset(object, answer)
    }

    func attribute(_ object: String, _ name: String) throws(RecordingError) -> HDF5Value? {
        guard let answer = try answer(CHDF5_ATTRIBUTE, object, name: name) else { return nil }
        switch UInt32(truncatingIfNeeded: answer.numbers[0]) {
        case CHDF5_INTEGER.rawValue, CHDF5_FLOAT.rawValue: return .numbers(answer.doubles)
        case CHDF5_STRING.rawValue: return .texts(answer.texts)
        case CHDF5_REFERENCE.rawValue: return answer.texts.first.map { .reference($0) } ?? .other
        default: return .other
        }
    }

    /// An attribute that is one text; nil where it is none.
    func text(_ object: String, _ name: String) throws(RecordingError) -> String? {
        guard case .texts(let texts)? = try attribute(object, name) else { return nil }
        return texts.first
    }

    /// An attribute that is one finite number; nil where it is none.
    func number(_ object: String, _ name: String) throws(RecordingError) -> Double? {
        guard case .numbers(let numbers)? = try attribute(object, name), numbers.count == 1,
            numbers[0].isFinite
        else { return nil }
        return numbers[0]
    }

    /// All numbers of a small dataset, in the file's order.
    func allNumbers(_ dataset: HDF5Dataset) throws(RecordingError) -> [Double] {
        guard !dataset.shape.contains(0) else { return [] }
        return try answer(
            CHDF5_READ, dataset.path,
            numbers: HDF5Box(
                encoding: .float64, start: dataset.shape.map { _ in 0 },
                count: dataset.shape.map(UInt64.init)
            ).numbers)?.doubles ?? []
    }

    /// Numbers of a dataset in the file's order, some of its first dimension; the others are of size 1.
    func numbers(
        _ dataset: HDF5Dataset, _ range: Range<Int64>, member: String = ""
    ) throws(RecordingError) -> [Double] {
        guard !range.isEmpty else { return [] }
        let rest = dataset.shape.dropFirst().map { _ in UInt64(0) }
        let answer = try answer(
            CHDF5_READ, dataset.path, name: member,
            numbers: HDF5Box(
                encoding: .float64, start: [UInt64(range.lowerBound)] + rest,
                count: [UInt64(range.count)] + rest.map { _ in 1 }
            ).numbers)
        return answer?.doubles ?? []
    }

    /// Texts of a dataset of no or one dimension.
    func texts(
        _ dataset: HDF5Dataset, _ range: Range<Int64>
    ) throws(RecordingError) -> [String] {
        guard !range.isEmpty else { return [] }
        var numbers = [UInt64](repeating: 0, count: CHDF5_NUMBERS)
        numbers[CHDF5_BOX_RANK] = UInt64(dataset.shape.count)
        numbers[CHDF5_START] = UInt64(range.lowerBound)
        numbers[CHDF5_COUNT] = UInt64(range.count)
        return try answer(CHDF5_TEXTS, dataset.path, numbers: numbers)?.texts ?? []
    }
}

/// A box of a dataset, and what its elements are to become.
struct HDF5Box {
    let encoding: SampleEncoding
    var start: [UInt64]
    var count: [UInt64]
    var cacheBytes: UInt64 = 0

    var numbers: [UInt64] {
        var numbers = [UInt64](repeating: 0, count: CHDF5_NUMBERS)
        numbers[CHDF5_MEMORY] = UInt64(memory.rawValue)
        numbers[CHDF5_BOX_RANK] = UInt64(start.count)
        for axis in start.indices {
            numbers[CHDF5_START + axis] = start[axis]
            numbers[CHDF5_COUNT + axis] = count[axis]
        }
        numbers[CHDF5_CACHE_BYTES] = cacheBytes
        return numbers
    }

    private var memory: chdf5_memory {
        switch encoding {
        case .int16: CHDF5_INT16
        case .int32: CHDF5_INT32
        case .float32: CHDF5_FLOAT32
        default: CHDF5_FLOAT64
        }
    }
}

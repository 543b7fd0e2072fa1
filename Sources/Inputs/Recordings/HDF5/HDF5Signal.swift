import CHDF5
import Foundation

/// A dataset of one or two dimensions that can be read in full as samples.
struct HDF5Signal {
    let dataset: HDF5Dataset
    let encoding: SampleEncoding
    let timeAxis: Int
    /// The files that hold the data.
    private(set) var paths: [String]
    private let file: HDF5File
    private var samplesPerChunk: Int64 = 1
    private var cacheBytes: Int64 = 0
    private var byteCount: Int64

    var frames: Int64 { dataset.shape[timeAxis] }
    var channelCount: Int { dataset.shape.count == 1 ? 1 : Int(dataset.shape[1 - timeAxis]) }

    init(
        _ file: HDF5File, _ dataset: HDF5Dataset, timeAxis: Int
    ) throws(RecordingError) {
        let shape = dataset.shape.map(String.init).joined(separator: " x ")
        guard (1...2).contains(dataset.shape.count), let count = dataset.count, count > 0,
            timeAxis < dataset.shape.count,
            dataset.shape.count == 1 || dataset.shape[1 - timeAxis] <= Limits.channelsMax
        else {
            throw RecordingError(
                file.path, field: ForeignText.quoted(dataset.path),
                .badValue(
                    found: shape, expected: "samples of 1 to \(Limits.channelsMax) channels"))
        }
        guard let encoding = dataset.encoding else {
            throw RecordingError(
                file.path, field: ForeignText.quoted(dataset.path),
                .unsupported(
                    found: dataset.typeName,
                    supported: "integers of 8, 16 or 32 bits, or floats of at most 64 bits"))
        }
        guard dataset.externalFiles == 0 else {
            throw RecordingError(
                file.path, field: ForeignText.quoted(dataset.path),
                .unsupported(
                    found: "data in another file", supported: "one file with the data in it"))
        }
        self.file = file
        self.dataset = dataset
        self.encoding = encoding
        self.timeAxis = timeAxis
        paths = [file.path]
        byteCount = try RecordingFile(opening: file.path).byteCount
        switch dataset.layout {
        case CHDF5_CHUNKED.rawValue: try checkChunks(dataset)
        case CHDF5_VIRTUAL.rawValue: try checkSources()
        default:
            let (bytes, overflow) = count.multipliedReportingOverflow(
                by: Int64(dataset.byteCount))
            guard !overflow, bytes <= dataset.stored, bytes <= byteCount else {
                throw incomplete("\(dataset.stored) bytes", "all of its data")
            }
        }
    }

    private func incomplete(_ found: String, _ expected: String) -> RecordingError {
        RecordingError(
            file.path, field: ForeignText.quoted(dataset.path),
            .badValue(found: found, expected: expected))
    }

    /// A chunk that was never written would be read as zeros.
    private mutating func checkChunks(_ chunked: HDF5Dataset) throws(RecordingError) {
        if let filter = chunked.filters.first(where: { !$0.isThere }) {
            throw RecordingError(file.path, .cannotRead(reason: filter.missing))
        }
        var (expected, bytes, row): (Int64, Int64, Int64) = (1, Int64(encoding.byteCount), 1)
        for (axis, (size, chunk)) in zip(chunked.shape, chunked.chunk).enumerated() {
            guard chunk > 0, chunk <= Limits.decodedBytesMax / bytes else {
                throw RecordingError(
                    file.path, field: ForeignText.quoted(chunked.path),
                    .limitExceeded(found: chunk, limit: Limits.decodedBytesMax / bytes))
            }
            bytes *= chunk
            let count = (size - 1) / chunk + 1
            expected = expected.multipliedReportingOverflow(by: count).partialValue
            if axis != timeAxis { row = count }
        }
        guard chunked.stored == expected else {
            throw incomplete("\(chunked.stored) chunks", "\(expected)")
        }
        samplesPerChunk = chunked.chunk[timeAxis]
        // Of every chunk of a time, but within bounds, and one more.
        cacheBytes = max(bytes, min(row * bytes, Limits.chunkCacheBytesMax)) + bytes
    }

    /// Where a part is missing, libhdf5 puts zeros; and a part may name any file of the machine. Parts must
    /// follow one another in time.
    private mutating func checkSources() throws(RecordingError) {
        var end: Int64 = 0
        for source in dataset.sources.sorted(by: { $0.first[timeAxis] < $1.first[timeAxis] }) {
            guard isBox(source, from: end) else { break }
            let part = try Self.part(source, of: dataset, in: file, timeAxis: timeAxis)
            for path in part.paths where !paths.contains(path) {
                paths.append(path)
                byteCount += part.byteCount
            }
            samplesPerChunk = max(samplesPerChunk, part.samplesPerChunk)
            cacheBytes = max(cacheBytes, part.cacheBytes)
            end = source.last[timeAxis] + 1
        }
        guard end == frames else { throw incomplete("\(end) samples in parts", "\(frames)") }
    }

    /// Whether it has all channels from a time on.
    private func isBox(_ source: HDF5Dataset.Source, from start: Int64) -> Bool {
        guard source.first[timeAxis] == start, source.last[timeAxis] >= start,
            source.last[timeAxis] < frames
        else { return false }
        let rows = Int64(channelCount)
        let other = 1 - timeAxis
        let isWhole =
            dataset.shape.count == 1 || source.first[other] == 0 && source.last[other] == rows - 1
        return isWhole && source.count == rows * (source.last[timeAxis] - start + 1)
    }

    private static func part(
        _ source: HDF5Dataset.Source, of whole: HDF5Dataset, in file: HDF5File, timeAxis: Int
    ) throws(RecordingError) -> HDF5Signal {
        let isPlain =
            !source.file.isEmpty && source.file != "." && source.file != ".."
            && !source.file.utf8.contains { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "%") }
        guard isPlain else {
            throw RecordingError(
                file.path, field: ForeignText.quoted(whole.path),
                .unsafeFileName(found: source.file))
        }
        let path = URL(fileURLWithPath: file.path).deletingLastPathComponent()
            .appendingPathComponent(source.file).path
        let part = try HDF5File(path)
        guard let found = try part.dataset(source.dataset), found.layout != CHDF5_VIRTUAL.rawValue,
            found.shape.count == whole.shape.count,
            zip(source.sourceLast, found.shape).allSatisfy({ $0 < $1 }),
            source.sourceLast[0] >= 0 || found.count == source.count
        else {
            throw RecordingError(
                path, field: ForeignText.quoted(source.dataset),
                .missingField(expected: "the data that \(file.path) takes from it"))
        }
        return try HDF5Signal(part, found, timeAxis: timeAxis)
    }

    func samples(scales: [SampleScale], runs: [HDF5Samples.Run]) -> HDF5Samples {
        HDF5Samples(
            file: file, dataset: dataset.path, encoding: encoding, timeAxis: timeAxis,
            rank: dataset.shape.count, samplesPerChunk: samplesPerChunk, cacheBytes: cacheBytes,
            byteCount: byteCount, scales: scales, runs: runs)
    }
}

extension HDF5Dataset {
    /// What samples are read as; libhdf5 turns bytes round and widens.
    fileprivate var encoding: SampleEncoding? {
        switch (kind, byteCount, isSigned) {
        case (CHDF5_INTEGER.rawValue, 1, _), (CHDF5_INTEGER.rawValue, 2, true): .int16
        case (CHDF5_INTEGER.rawValue, 2, false), (CHDF5_INTEGER.rawValue, 4, true): .int32
        case (CHDF5_FLOAT.rawValue, 2, _), (CHDF5_FLOAT.rawValue, 4, _): .float32
        case (CHDF5_FLOAT.rawValue, 8, _): .float64
        default: nil
        }
    }

    fileprivate var typeName: String {
        switch kind {
        case CHDF5_INTEGER.rawValue: (isSigned ? "int" : "uint") + "\(8 * byteCount)"
        case CHDF5_FLOAT.rawValue: "float\(8 * byteCount)"
        case CHDF5_STRING.rawValue: "texts"
        default: "records"
        }
    }
}

/// A segment of a channel: its three files, and the stretches without a gap in it.
struct MEFSegment: Sendable {
    /// Consecutive blocks without a gap between them.
    struct Run: Sendable {
        /// In the segment.
        let firstSample: Int64
        var sampleCount: Int64
        /// Microseconds of its first sample.
        let startTime: Int64
    }

    let index: MEFIndex
    let dataPath: String
    let dataBytes: Int64
    let metadata: MEFMetadata
    /// The name of the session that it was recorded in; empty where none is stated.
    let session: String
    private(set) var runs: [Run] = []
    private(set) var samplesMax = 0
    /// Microseconds, by the last block and the rate, of the sample after the last.
    private(set) var endTime = 0.0
    /// Blocks that start at another time than they should, though nothing says that there is a gap.
    private(set) var jumps = 0
    /// As the files have it, for the date.
    private(set) var storedStart: Int64?

    /// Checks every entry of the index, so that a block can be found without looking further.
    ///
    /// - Parameter base: the path of the segment's files, but for the endings.
    init(_ base: String) throws(RecordingError) {
        metadata = try MEFMetadata(RecordingFile(opening: base + ".tmet"))
        let indexFile = try RecordingFile(opening: base + ".tidx")
        let data = try RecordingFile(opening: base + ".tdat")
        index = try MEFIndex(indexFile)
        dataPath = data.path
        dataBytes = data.byteCount
        session = try MEFUniversalHeader(data, type: "tdat").session
        let rate = metadata.rate.statedHertz
        let half = 0.5e6 / rate
        var nextOffset = Int64(MEFUniversalHeader.byteCount)
        // Some writers count from the segment's first sample, some from the channel's.
        var nextSample: Int64?
        try index.forEach(in: indexFile) { number, entry throws(RecordingError) in
            try check(entry, number, nextOffset, nextSample ?? entry.firstSample)
            nextOffset = entry.fileOffset + Int64(entry.byteCount)
            nextSample = entry.firstSample + Int64(entry.sampleCount)
            samplesMax = max(samplesMax, entry.sampleCount)
            let time = MEFTime.microseconds(entry.startTime)
            if runs.isEmpty || entry.flags & 1 != 0 && Double(time) - endTime > half {
                if runs.isEmpty { storedStart = entry.startTime }
                guard runs.count < Limits.segmentsMax else {
                    throw RecordingError(
                        index.path, field: "number of gaps",
                        .limitExceeded(
                            found: Int64(runs.count), limit: Int64(Limits.segmentsMax)))
                }
                runs.append(Run(firstSample: entry.firstSample, sampleCount: 0, startTime: time))
            } else if abs(Double(time) - endTime) > max(half, 1000) {
                jumps += 1
            }
            runs[runs.count - 1].sampleCount += Int64(entry.sampleCount)
            endTime = Double(time) + 1e6 * Double(entry.sampleCount) / rate
        }
    }

    private func check(
        _ entry: MEFIndex.Entry, _ number: Int64, _ nextOffset: Int64, _ nextSample: Int64
    ) throws(RecordingError) {
        func bad(_ at: Int64, _ field: String, _ found: some Any, _ expected: String)
            -> RecordingError
        {
            RecordingError(
                index.path, at: .byte(MEFIndex.byte(ofEntry: number) + at), field: field,
                .badValue(found: "\(found)", expected: expected))
        }
        guard entry.fileOffset >= nextOffset, entry.fileOffset < dataBytes else {
            throw bad(
                0, "file offset", entry.fileOffset,
                "a place from \(nextOffset) to the data file's end, \(dataBytes),")
        }
        let time = MEFTime.microseconds(entry.startTime)
        guard time >= 0, time < 1 << 53 else {
            throw bad(8, "start time", entry.startTime, "a time in microseconds")
        }
        guard entry.firstSample == nextSample, (0..<1 << 53).contains(nextSample) else {
            throw bad(16, "start sample", entry.firstSample, "\(nextSample)")
        }
        guard entry.sampleCount > 0, entry.sampleCount <= REDBlock.samplesMax else {
            throw bad(
                24, "number of samples", entry.sampleCount, "1 to \(REDBlock.samplesMax)")
        }
        guard entry.byteCount >= REDBlock.headerBytes, entry.byteCount <= REDBlock.bytesMax,
            entry.fileOffset <= dataBytes - Int64(entry.byteCount)
        else {
            throw bad(
                28, "block bytes", entry.byteCount,
                "\(REDBlock.headerBytes) to what the data file still holds")
        }
        guard entry.flags & 6 == 0 else {
            throw RecordingError(
                dataPath, at: .byte(entry.fileOffset + 4),
                .encrypted(converter: MEFMetadata.converter))
        }
    }
}

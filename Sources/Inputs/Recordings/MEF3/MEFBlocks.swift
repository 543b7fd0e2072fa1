/// The blocks of one channel of a session, all segments together.
struct MEFBlocks: Sendable {
    /// A stretch without a gap, in frames of the recording.
    struct Run: Sendable {
        let frames: Range<Int64>
        let segment: Int
        /// In the segment, of the run's first frame.
        let firstSample: Int64
    }

    let segments: [MEFSegment]
    let runs: [Run]

    var byteCount: Int64 { segments.reduce(0) { $0 + $1.dataBytes } }
    var samplesMax: Int { segments.map(\.samplesMax).max() ?? 0 }

    /// What a reader holds of a channel beside a decoded block.
    struct Place: Sendable {
        fileprivate var segment = -1
        fileprivate var chunk: MEFIndex.Chunk?
    }

    /// Reads, checks and decodes one block. The next one costs no search.
    func decode(frame: Int64, into block: inout DecodedBlock) throws(RecordingError) {
        var (low, high) = (0, runs.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if runs[middle].frames.lowerBound <= frame { low = middle } else { high = middle }
        }
        let run = runs[low]
        let segment = segments[run.segment]
        let sample = run.firstSample + frame - run.frames.lowerBound
        let place = block.mefPlace
        var found = place.segment == run.segment ? place.chunk?.entry(havingSample: sample) : nil
        if found == nil {
            let chunk = try segment.index.chunk(havingSample: sample)
            block.mefPlace = Place(segment: run.segment, chunk: chunk)
            found = chunk.entry(havingSample: sample)
        }
        // What was checked when the session was opened, and may have been written over since.
        guard let entry = found, entry.sampleCount <= segment.samplesMax,
            (REDBlock.headerBytes...REDBlock.bytesMax).contains(entry.byteCount)
        else {
            throw RecordingError(segment.index.path, .cannotRead(reason: "it was written over"))
        }
        block.reserve(bytes: entry.byteCount, samples: segment.samplesMax)
        try RecordingFile(opening: segment.dataPath).read(
            into: &block.bytes, count: entry.byteCount, at: entry.fileOffset)
        let header = try REDBlock(
            block.bytes, byteCount: entry.byteCount, sampleCount: entry.sampleCount,
            file: segment.dataPath, start: entry.fileOffset)
        do throws(REDDecoder.EndsEarly) {
            try REDDecoder.decode(
                block.bytes, byteCount: entry.byteCount, header, into: &block.counts)
        } catch {
            throw RecordingError(
                segment.dataPath, at: .byte(entry.fileOffset), field: "block", .damaged)
        }
        header.restore(&block.counts)
        let start = run.frames.lowerBound + entry.firstSample - run.firstSample
        block.frames = start..<start + Int64(entry.sampleCount)
    }
}

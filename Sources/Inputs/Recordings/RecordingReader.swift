/// Hands out the samples of chosen channels, block after block, in bounded memory.
///
/// A value type that owns its buffer: a copy reads on from the same place on its own.
public struct RecordingReader: Sendable {
    /// The chosen channels, in the order of the blocks.
    public let channels: [RecordingChannel]
    public let rate: SamplingRate
    /// First frame to be read and the one after the last, counted from the recording's start.
    public let frameRange: Range<Int64>
    /// Index of the next frame that `read` would hand out; `frameRange.upperBound` at the end.
    public private(set) var nextFrame: Int64

    private let file: RecordingFile
    private let layout: SampleLayout
    private let places: [SampleLayout.Channel]
    private let samplesPerRecord: Int64
    private let runs: [FrameRun]
    private var runIndex = 0
    private var buffer: [UInt8]
    /// The records that `buffer` holds now.
    private var loaded: Range<Int64> = 0..<0

    /// A run of records in frames of this reader's rate, gaps counted.
    struct FrameRun: Sendable {
        let frames: Range<Int64>
        let firstRecord: Int64
        /// Samples at the start of that record that are not of this run.
        var skippedSamples: Int64 = 0
    }

    init(
        file: RecordingFile, layout: SampleLayout, channels: [RecordingChannel],
        rate: SamplingRate, frameRange: Range<Int64>
    ) {
        self.file = file
        self.layout = layout
        self.channels = channels
        self.rate = rate
        places = channels.map { layout.channels[$0.index] }
        samplesPerRecord = places[0].samplesPerRecord
        runs = Self.frameRuns(of: layout, rate: rate, samplesPerRecord: samplesPerRecord)
        self.frameRange = frameRange
        nextFrame = frameRange.lowerBound
        buffer = [UInt8](repeating: 0, count: Self.bufferBytes(for: layout))
    }

    /// At most `Limits.recordBufferBytesMax`, however long the recording is.
    private static func bufferBytes(for layout: SampleLayout) -> Int {
        if layout.recordBytes > Limits.recordBufferBytesMax { return Limits.sliceBytes }
        let recordBytes = Int(layout.recordBytes)
        let recordsWanted = max(1, Limits.chunkBytes / max(1, recordBytes))
        return recordBytes * Int(min(layout.recordCount, Int64(recordsWanted)))
    }

    /// Fills `block` with the next frames and says whether there were any.
    ///
    /// A block holds as many frames as it can, but never reaches across a gap: `firstFrame` of the
    /// block after a gap is larger than the end of the block before. Does not allocate.
    public mutating func read(into block: inout SampleBlock) throws(RecordingError) -> Bool {
        precondition(block.channelCount == channels.count, "the block has other channels")
        block.frameCount = 0
        while runIndex < runs.count, runs[runIndex].frames.upperBound <= nextFrame { runIndex += 1 }
        guard runIndex < runs.count else {
            nextFrame = frameRange.upperBound
            return false
        }
        let run = runs[runIndex]
        let start = max(nextFrame, run.frames.lowerBound)
        let end = min(run.frames.upperBound, frameRange.upperBound)
        guard start < end else {
            nextFrame = frameRange.upperBound
            return false
        }
        let count = Int(min(Int64(block.capacityFrames), end - start))
        try fill(&block, run: run, from: start, count: count)
        block.firstFrame = start
        block.frameCount = count
        nextFrame = start + Int64(count)
        return true
    }

    private mutating func fill(
        _ block: inout SampleBlock, run: FrameRun, from start: Int64, count: Int
    ) throws(RecordingError) {
        let isSliced = layout.recordBytes > Limits.recordBufferBytesMax
        var done = 0
        while done < count {
            let place = start + Int64(done) - run.frames.lowerBound + run.skippedSamples
            let record = run.firstRecord + place / samplesPerRecord
            let sample = Int(place % samplesPerRecord)
            let wanted = count - done
            if isSliced {
                done += try readSlice(
                    &block, record: record, sample: sample, wanted: wanted, at: done)
            } else {
                try load(record: record, runEnd: endRecord(of: run))
                done += decodeLoaded(
                    &block, record: record, sample: sample, wanted: wanted, at: done)
            }
        }
    }

    /// One piece of each channel, straight from a record too large to be held.
    private mutating func readSlice(
        _ block: inout SampleBlock, record: Int64, sample: Int, wanted: Int, at index: Int
    ) throws(RecordingError) -> Int {
        let width = layout.encoding.byteCount
        let count = min(wanted, Int(samplesPerRecord) - sample, buffer.count / width)
        let recordStart = layout.dataOffset + record * layout.recordBytes
        for (channel, place) in places.enumerated() {
            let offset = recordStart + place.byteOffset + Int64(sample * width)
            try file.read(into: &buffer, count: count * width, at: offset)
            SampleDecoding.decode(
                buffer, at: 0, strideBytes: width, encoding: layout.encoding, gain: place.gain,
                offset: place.offset, into: &block.values,
                at: channel * block.capacityFrames + index, count: count)
        }
        return count
    }

    /// Decodes what the loaded records hold from a place on; returns the frames gained.
    private func decodeLoaded(
        _ block: inout SampleBlock, record: Int64, sample: Int, wanted: Int, at index: Int
    ) -> Int {
        let width = layout.encoding.byteCount
        let isOneFrameRecord = samplesPerRecord == 1
        let stride = isOneFrameRecord ? Int(layout.recordBytes) : width
        let available =
            isOneFrameRecord ? Int(loaded.upperBound - record) : Int(samplesPerRecord) - sample
        let count = min(wanted, available)
        let recordStart = Int((record - loaded.lowerBound) * layout.recordBytes)
        for (channel, place) in places.enumerated() {
            SampleDecoding.decode(
                buffer, at: recordStart + Int(place.byteOffset) + sample * width,
                strideBytes: stride, encoding: layout.encoding, gain: place.gain,
                offset: place.offset, into: &block.values,
                at: channel * block.capacityFrames + index, count: count)
        }
        return count
    }

    private mutating func load(record: Int64, runEnd: Int64) throws(RecordingError) {
        guard !loaded.contains(record) else { return }
        let capacity = max(1, Int64(buffer.count) / layout.recordBytes)
        let end = min(record + capacity, runEnd)
        loaded = 0..<0
        try file.read(
            into: &buffer, count: Int((end - record) * layout.recordBytes),
            at: layout.dataOffset + record * layout.recordBytes)
        loaded = record..<end
    }

    private func endRecord(of run: FrameRun) -> Int64 {
        let frames = run.frames.upperBound - run.frames.lowerBound + run.skippedSamples
        return run.firstRecord + (frames + samplesPerRecord - 1) / samplesPerRecord
    }

    static func frameRuns(
        of layout: SampleLayout, rate: SamplingRate, samplesPerRecord: Int64
    ) -> [FrameRun] {
        var end: Int64 = 0
        return layout.runs.map { run in
            // Rounding at a gap must not let two runs overlap.
            let start = max(end, rate.frameIndex(atSeconds: run.startSeconds))
            end =
                start + run.recordCount * samplesPerRecord - run.skippedSamples
                - rate.frameIndex(atSeconds: run.paddingSeconds)
            return FrameRun(
                frames: start..<end, firstRecord: run.firstRecord,
                skippedSamples: run.skippedSamples)
        }
    }
}

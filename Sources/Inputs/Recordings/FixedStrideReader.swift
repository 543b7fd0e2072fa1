/// Reads samples that lie at places that arithmetic tells, records at a time.
struct FixedStrideReader: Sendable {
    private let file: RecordingFile
    private let layout: SampleLayout
    private let places: [SampleLayout.Channel]
    private let samplesPerRecord: Int64
    private let runs: [FrameRun]
    private var buffer: [UInt8]
    /// The records that `buffer` holds now.
    private var loaded: Range<Int64> = 0..<0

    /// A run of records in frames of this reader's rate, gaps counted.
    struct FrameRun: Sendable {
        let frames: Range<Int64>
        let firstRecord: Int64
        /// Where record 0 would lie for this run.
        let dataOffset: Int64
        /// Samples at the start of that record that are not of this run.
        var skippedSamples: Int64 = 0
    }

    init(_ file: RecordingFile, _ layout: SampleLayout, channels: [Int], rate: SamplingRate) {
        self.file = file
        self.layout = layout
        places = channels.map { layout.channels[$0] }
        samplesPerRecord = places[0].samplesPerRecord
        runs = Self.runs(of: layout, rate: rate, samplesPerRecord: samplesPerRecord)
        buffer = [UInt8](repeating: 0, count: Self.bufferBytes(for: layout))
    }

    /// At most `Limits.recordBufferBytesMax`, however long the recording is.
    private static func bufferBytes(for layout: SampleLayout) -> Int {
        if layout.recordBytes > Limits.recordBufferBytesMax { return Limits.sliceBytes }
        let recordBytes = Int(layout.recordBytes)
        let recordsWanted = max(1, Limits.chunkBytes / max(1, recordBytes))
        return recordBytes * Int(min(layout.recordCount, Int64(recordsWanted)))
    }

    /// Fills the first `count` frames of `block` with those from `start` on, all of one run.
    mutating func fill(
        _ block: inout SampleBlock, run index: Int, from start: Int64, count: Int
    ) throws(RecordingError) {
        let run = runs[index]
        let isSliced = layout.recordBytes > Limits.recordBufferBytesMax
        var done = 0
        while done < count {
            let place = start + Int64(done) - run.frames.lowerBound + run.skippedSamples
            let record = run.firstRecord + place / samplesPerRecord
            let sample = Int(place % samplesPerRecord)
            let wanted = count - done
            if isSliced {
                done += try readSlice(
                    &block, run, record: record, sample: sample, wanted: wanted, at: done)
            } else {
                try load(record: record, of: run)
                done += decodeLoaded(
                    &block, record: record, sample: sample, wanted: wanted, at: done)
            }
        }
    }

    /// One piece of each channel, straight from a record too large to be held.
    private mutating func readSlice(
        _ block: inout SampleBlock, _ run: FrameRun, record: Int64, sample: Int, wanted: Int,
        at index: Int
    ) throws(RecordingError) -> Int {
        let width = layout.encoding.byteCount
        let count = min(wanted, Int(samplesPerRecord) - sample, buffer.count / width)
        let recordStart = run.dataOffset + record * layout.recordBytes
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

    private mutating func load(record: Int64, of run: FrameRun) throws(RecordingError) {
        guard !loaded.contains(record) else { return }
        let capacity = max(1, Int64(buffer.count) / layout.recordBytes)
        let end = min(record + capacity, endRecord(of: run))
        loaded = 0..<0
        try file.read(
            into: &buffer, count: Int((end - record) * layout.recordBytes),
            at: run.dataOffset + record * layout.recordBytes)
        loaded = record..<end
    }

    private func endRecord(of run: FrameRun) -> Int64 {
        let frames = run.frames.upperBound - run.frames.lowerBound + run.skippedSamples
        return run.firstRecord + (frames + samplesPerRecord - 1) / samplesPerRecord
    }

    static func runs(
        of layout: SampleLayout, rate: SamplingRate, samplesPerRecord: Int64
    ) -> [FrameRun] {
        zip(layout.runs, RecordRun.frames(of: layout.runs, rate: rate, samplesPerRecord))
            .map { run, frames in
                FrameRun(
                    frames: frames, firstRecord: run.firstRecord,
                    dataOffset: layout.dataOffset + run.extraBytes,
                    skippedSamples: run.skippedSamples)
            }
    }
}

extension RecordRun {
    /// The frames of a rate that each of some runs holds, in order, gaps counted.
    static func frames(
        of runs: [RecordRun], rate: SamplingRate, _ samplesPerRecord: Int64 = 1
    ) -> [Range<Int64>] {
        var end: Int64 = 0
        return runs.map { run in
            // Rounding at a gap must not let two runs overlap.
            let start = max(end, rate.frameIndex(atSeconds: run.startSeconds))
            end =
                start + run.recordCount * samplesPerRecord - run.skippedSamples
                - rate.frameIndex(atSeconds: run.paddingSeconds)
            return start..<end
        }
    }
}

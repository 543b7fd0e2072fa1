import CHDF5

/// The samples of a recording in a dataset of one or two dimensions.
struct HDF5Samples: Sendable {
    struct Run: Sendable {
        let frames: Range<Int64>
        let firstSample: Int64
    }

    let file: HDF5File
    let dataset: String
    let encoding: SampleEncoding
    /// 0, or 1 where channels come first; of a dataset of one dimension 0.
    let timeAxis: Int
    let rank: Int
    /// Samples that are decoded together.
    let samplesPerChunk: Int64
    /// Of the chunks of all channels at a time.
    let cacheBytes: Int64
    let byteCount: Int64
    /// In the order of the dataset.
    var scales: [SampleScale]
    /// Stretches without a gap, in order.
    let runs: [Run]
}

/// Reads chosen channels of a dataset, some frames of all of them at a time.
struct HDF5Reader: Sendable {
    private let samples: HDF5Samples
    private let channels: [Int]
    /// Those between the first and the last of the chosen.
    private let span: Range<Int>
    private let samplesPerLoad: Int64
    private var buffer: [UInt8]
    /// Samples that `buffer` holds now.
    private var loaded: Range<Int64> = 0..<0

    init(_ samples: HDF5Samples, channels: [Int]) throws(RecordingError) {
        self.samples = samples
        self.channels = channels
        span = (channels.min() ?? 0)..<(channels.max() ?? 0) + 1
        let frameBytes = Int64(span.count * samples.encoding.byteCount)
        let most = max(1, Int64(Limits.recordBufferBytesMax) / frameBytes)
        let chunk = samples.samplesPerChunk
        // Whole chunks, where they fit.
        let wanted = max(1, Int64(Limits.chunkBytes) / frameBytes)
        samplesPerLoad =
            chunk >= most ? wanted : min(most / chunk * chunk, (wanted + chunk - 1) / chunk * chunk)
        buffer = [UInt8](repeating: 0, count: Int(samplesPerLoad * frameBytes))
    }

    /// Fills the first `count` frames of `block` with those from `start` on, all of one run.
    mutating func fill(
        _ block: inout SampleBlock, run index: Int, from start: Int64, count: Int
    ) throws(RecordingError) {
        let run = samples.runs[index]
        let width = samples.encoding.byteCount
        let end = run.firstSample + Int64(run.frames.count)
        var done = 0
        while done < count {
            let sample = run.firstSample + start + Int64(done) - run.frames.lowerBound
            if !loaded.contains(sample) { try load(sample, end: end) }
            let place = Int(sample - loaded.lowerBound)
            let piece = min(count - done, loaded.count - place)
            let isByTime = samples.timeAxis == 0
            for (position, channel) in channels.enumerated() {
                let row = channel - span.lowerBound
                let scale = samples.scales[channel]
                SampleDecoding.decode(
                    buffer,
                    at: width * (isByTime ? place * span.count + row : row * loaded.count + place),
                    strideBytes: isByTime ? width * span.count : width,
                    encoding: samples.encoding, gain: scale.gain, offset: scale.offset,
                    into: &block.values, at: position * block.capacityFrames + done, count: piece)
            }
            done += piece
        }
    }

    /// From the start of a chunk on, so that none is decoded twice.
    private mutating func load(_ sample: Int64, end: Int64) throws(RecordingError) {
        let start = sample / samplesPerLoad * samplesPerLoad
        let range = start..<min(end, start + samplesPerLoad)
        var box = HDF5Box(
            encoding: samples.encoding, start: [UInt64(range.lowerBound)],
            count: [UInt64(range.count)], cacheBytes: UInt64(samples.cacheBytes))
        if samples.rank == 2 {
            let place = 1 - samples.timeAxis
            box.start.insert(UInt64(span.lowerBound), at: place)
            box.count.insert(UInt64(span.count), at: place)
        }
        loaded = 0..<0
        try samples.file.read(
            samples.dataset, numbers: box.numbers, into: &buffer,
            byteCount: range.count * span.count * samples.encoding.byteCount)
        loaded = range
    }
}

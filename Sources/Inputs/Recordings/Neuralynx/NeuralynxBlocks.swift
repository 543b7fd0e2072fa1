/// The records of one channel's `.ncs` files, as blocks.
struct NeuralynxBlocks: Sendable {
    struct Run: Sendable {
        let frames: Range<Int64>
        /// In `files`.
        let file: Int
        let firstRecord: Int64
    }

    let files: [NeuralynxFile]
    let runs: [Run]

    var byteCount: Int64 { files.reduce(0) { $0 + $1.byteCount } }
    /// Records are read so many at a time.
    private static let recordsMax: Int64 = 32
    var samplesMax: Int { Int(Self.recordsMax * NeuralynxFile.recordSamples) }

    func decode(frame: Int64, into block: inout DecodedBlock) throws(RecordingError) {
        var (low, high) = (0, runs.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if runs[middle].frames.lowerBound <= frame { low = middle } else { high = middle }
        }
        let run = runs[low]
        let place = (frame - run.frames.lowerBound) / NeuralynxFile.recordSamples
        let start = run.frames.lowerBound + place * NeuralynxFile.recordSamples
        let end = min(
            run.frames.upperBound, start + Self.recordsMax * NeuralynxFile.recordSamples)
        let records = Int(
            (end - start + NeuralynxFile.recordSamples - 1) / NeuralynxFile.recordSamples)
        let byteCount = records * Int(NeuralynxFile.recordBytes)
        block.reserve(bytes: byteCount, samples: samplesMax)
        try RecordingFile(opening: files[run.file].path).read(
            into: &block.bytes, count: byteCount,
            at: NeuralynxFile.byte(ofRecord: run.firstRecord + place))
        let samples = Int(NeuralynxFile.recordSamples)
        for record in 0..<records {
            let source = record * Int(NeuralynxFile.recordBytes) + 20
            let count = min(samples, Int(end - start) - record * samples)
            SampleDecoding.widen(
                block.bytes, at: source, into: &block.counts, at: record * samples, count: count)
        }
        block.frames = start..<end
    }
}

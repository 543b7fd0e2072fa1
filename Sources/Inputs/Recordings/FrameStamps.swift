/// Time stamps in frames, one for each frame of another file.
enum FrameStamps<Stamp: FixedWidthInteger> {
    /// Adds a run for each stretch in which stamps rise by one. Reads the file once, in chunks; the
    /// caller has seen that `count` stamps are there.
    static func runs(
        in file: RecordingFile, at offset: Int64, count: Int64, rate: SamplingRate,
        _ timeline: inout RunTimeline
    ) throws(RecordingError) {
        let width = Int64(Stamp.bitWidth / 8)
        let chunk = Int64(Limits.chunkBytes) / width
        var first: Stamp?
        var (start, startStamp, next): (Int64, Stamp, Stamp) = (0, 0, 0)
        for begin in stride(from: 0, to: count, by: Int64.Stride(chunk)) {
            let length = min(chunk, count - begin)
            let fields = try BinaryFields(
                file, at: offset + begin * width, count: Int(length * width))
            for index in 0..<length {
                let stamp: Stamp = fields.integer(Int(index * width))
                if first == nil { (first, startStamp, next) = (stamp, stamp, stamp) }
                if stamp != next {
                    try timeline.add(
                        firstRecord: start, count: begin + index - start,
                        seconds: seconds(startStamp, first, rate), path: file.path)
                    (start, startStamp) = (begin + index, stamp)
                }
                next = stamp &+ 1
            }
        }
        try timeline.add(
            firstRecord: start, count: count - start, seconds: seconds(startStamp, first, rate),
            path: file.path)
    }

    private static func seconds(_ stamp: Stamp, _ first: Stamp?, _ rate: SamplingRate) -> Double {
        (Double(stamp) - Double(first ?? stamp)) * Double(rate.denominator) / Double(rate.numerator)
    }
}

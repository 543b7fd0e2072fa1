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
        var last: Stamp?
        // Counted on, also over the end of what a stamp can hold.
        var (start, startPlace, place): (Int64, Int64, Int64) = (0, 0, -1)
        for begin in stride(from: 0, to: count, by: Int64.Stride(chunk)) {
            let length = min(chunk, count - begin)
            let fields = try BinaryFields(
                file, at: offset + begin * width, count: Int(length * width))
            for index in 0..<length {
                let stamp: Stamp = fields.integer(Int(index * width))
                let step = Int64(stamp &- (last ?? stamp &- 1))
                last = stamp
                let (sum, overflow) = place.addingReportingOverflow(step)
                guard !overflow, sum.magnitude < 1 << 53 else {
                    throw fields.bad(
                        Int(index * width), "time stamp", found: "\(stamp)",
                        expected: "one near those before")
                }
                place = sum
                if step != 1 {
                    try timeline.add(
                        firstRecord: start, count: begin + index - start,
                        seconds: seconds(startPlace, rate), path: file.path)
                    (start, startPlace) = (begin + index, place)
                }
            }
        }
        try timeline.add(
            firstRecord: start, count: count - start, seconds: seconds(startPlace, rate),
            path: file.path)
    }

    private static func seconds(_ place: Int64, _ rate: SamplingRate) -> Double {
        Double(place) * Double(rate.denominator) / Double(rate.numerator)
    }
}

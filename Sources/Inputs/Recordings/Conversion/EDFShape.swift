/// How long the data records of an EDF file are, and what room they have for events.
struct EDFShape {
    let framesPerRecord: Int
    let annotationBytes: Int
    let events: [RecordingAnnotation]
    private(set) var notes: [String] = []

    /// Bytes of a text that go into a file.
    static let textBytesMax = 2_000

    /// - Parameter sourceFrames: samples of a record of the file that is copied.
    init(
        rate: SamplingRate, stretches: [Range<Int64>], events: [RecordingAnnotation],
        sourceFrames: Int64, path: String
    ) throws(RecordingError) {
        var cut = 0
        self.events = events.map { event in
            guard event.text.utf8.count > Self.textBytesMax else { return event }
            cut += 1
            var text = event.text.prefix(Self.textBytesMax)
            while text.utf8.count > Self.textBytesMax { text.removeLast() }
            return RecordingAnnotation(
                onsetSeconds: event.onsetSeconds, durationSeconds: event.durationSeconds,
                text: String(text))
        }
        if cut > 0 { notes.append("\(cut) event text(s) are cut to \(Self.textBytesMax) bytes") }
        var longest = 0
        var total = 0
        for event in self.events {
            let bytes = try EDFAnnotationText.list(event, path: path).count
            longest = max(longest, bytes)
            total += bytes
        }
        let frames = stretches.reduce(0) { $0 + Int64($1.count) }
        // A record also says when it starts, and the last of a segment how much of it is filling.
        let fixed = EDFAnnotationText.timeKeepingBytesMax + longest + 64
        let recordsMin = Int64(total / (Self.annotationBytesMax - fixed) + 1)
        let length = Self.framesPerRecord(
            rate, stretches, sourceFrames, max: max(1, frames / recordsMin))
        framesPerRecord = length
        let records = max(1, Int(frames / Int64(length)))
        annotationBytes = min(Self.annotationBytesMax, max(128, fixed + total / records))
    }

    private static let annotationBytesMax = 65_536

    /// The record that needs no filling and is nearest to a second, or that of the file that is copied;
    /// else one whose filling ends before the next segment starts.
    private static func framesPerRecord(
        _ rate: SamplingRate, _ stretches: [Range<Int64>], _ sourceFrames: Int64, max most: Int64
    ) -> Int {
        let second = rate.samplesPerSecond
        func filling(_ stretch: Range<Int64>, _ length: Int) -> Int64 {
            let rest = Int64(stretch.count) % Int64(length)
            return rest == 0 ? 0 : Int64(length) - rest
        }
        func isPossible(_ length: Int) -> Bool {
            EDFWriter.framesPerRecord(nearest: length, rate: rate) == length
        }
        // Records of a few frames cost more for their times than filling does.
        let usual = 1...Int(min(most, max(1, Int64(second * 1.5))))
        let shared = stretches.reduce(0) { greatestDivisor($0, Int64($1.count)) }
        var whole = usual.filter { shared % Int64($0) == 0 && Double($0) >= second / 20 }
        whole.sort { abs(Double($0) - second) < abs(Double($1) - second) }
        if sourceFrames > 1, sourceFrames <= min(most, 1 << 20) {
            whole.insert(Int(sourceFrames), at: 0)
        }
        if let length = whole.first(where: { shared % Int64($0) == 0 && isPossible($0) }) {
            return length
        }
        let lengths = [1.0, 0.5, 0.25, 0.2, 0.1, 0.05, 0.02, 0.01, 0].map {
            EDFWriter.framesPerRecord(
                nearest: Int(min(most, max(1, Int64((second * $0).rounded(.up))))), rate: rate)
        }
        return lengths.first { length in
            zip(stretches, stretches.dropFirst()).allSatisfy {
                $0.upperBound + filling($0, length) <= $1.lowerBound
            }
        } ?? lengths[0]
    }
}

private func greatestDivisor(_ one: Int64, _ other: Int64) -> Int64 {
    var (larger, smaller) = (one, other)
    while smaller != 0 { (larger, smaller) = (smaller, larger % smaller) }
    return larger
}

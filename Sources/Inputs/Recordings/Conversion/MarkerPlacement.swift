/// Where events lie among the frames of a BrainVision file, which leaves gaps out.
struct MarkerPlacement {
    private let stretches: [Range<Int64>]
    /// Frames of the file before each stretch.
    private let before: [Int64]
    private let rate: SamplingRate
    private var shiftMax = 0.0
    private var inGaps = 0
    private var overGaps = 0

    init(stretches: [Range<Int64>], rate: SamplingRate) {
        self.stretches = stretches
        self.rate = rate
        var sum: Int64 = 0
        before = stretches.map { stretch in
            defer { sum += Int64(stretch.count) }
            return sum
        }
    }

    /// `event` is in seconds of the copy. O(log stretches).
    mutating func marker(_ event: RecordingAnnotation) -> BrainVisionMarker? {
        let first = place(event.onsetSeconds)
        let start = fileFrame(first, counts: true)
        var count: Int64 = 1
        if let duration = event.durationSeconds, duration > 0 {
            let last = place(event.onsetSeconds + duration)
            let end = fileFrame(last, counts: false)
            count = max(1, end - start)
            if last.stretch != first.stretch { overGaps += 1 }
        }
        shiftMax = max(
            shiftMax, abs(event.onsetSeconds - rate.seconds(ofFrame: first.frame - base)))
        return BrainVisionMarker(fileFrame: start, frameCount: count, text: event.text)
    }

    private var base: Int64 { stretches[0].lowerBound }

    private func place(_ seconds: Double) -> (frame: Int64, stretch: Int) {
        let frame = base + rate.frameIndex(atSeconds: seconds)
        var (low, high) = (0, stretches.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if stretches[middle].lowerBound <= frame { low = middle } else { high = middle }
        }
        return (frame, low)
    }

    /// The start of the next stretch for a frame in a gap; the last frame for the very end.
    private mutating func fileFrame(_ place: (frame: Int64, stretch: Int), counts: Bool) -> Int64 {
        let stretch = stretches[place.stretch]
        if place.frame < stretch.upperBound || place.stretch + 1 == stretches.count {
            let last = Int64(stretch.count) - (counts ? 1 : 0)
            return before[place.stretch] + min(last, place.frame - stretch.lowerBound)
        }
        if counts { inGaps += 1 }
        return before[place.stretch + 1]
    }

    var notes: [String] {
        var notes: [String] = []
        if shiftMax > 1e-9 {
            notes.append(
                "events lie on frames in BrainVision: they are moved by at most "
                    + "\((shiftMax * 1e6).rounded(.up) / 1e6) s")
        }
        if inGaps > 0 { notes.append("\(inGaps) event(s) in a gap are moved to its end") }
        if overGaps > 0 {
            notes.append(
                "\(overGaps) event(s) last over a gap, which BrainVision does not count to them")
        }
        return notes
    }
}

/// Which frames came of late, and which are missing: a stretch for each that has no gap.
struct FramesSeen: Sendable {
    private var stretches: [Range<Int64>] = []

    /// The end of the latest stretch.
    var end: Int64 { stretches.last?.upperBound ?? 0 }

    /// Frames came, later than all before.
    mutating func add(_ frames: Range<Int64>) {
        guard !frames.isEmpty else { return }
        if let last = stretches.last, last.upperBound == frames.lowerBound {
            stretches[stretches.count - 1] = last.lowerBound..<frames.upperBound
        } else {
            stretches.append(frames)
        }
    }

    /// Forgets stretches that ended before a frame, but never the latest.
    mutating func forget(before frame: Int64) {
        while stretches.count > 1, stretches[0].upperBound < frame { stretches.removeFirst() }
    }

    func hasAny(of frames: Range<Int64>) -> Bool { stretches.contains { $0.overlaps(frames) } }
}

import Recordings

/// What came in before a recording starts, no more of it than may be wanted.
struct EarlyFrames: Sendable {
    private var history: FrameHistory
    private(set) var annotations: [RecordingAnnotation] = []
    private var annotationsMax = 256
    /// Frames that were added and not passed over.
    private var waiting: Int64 = 0

    /// - Parameter plan: one that starts later. Memory: two bytes a channel and frame of the time
    ///   before, and of two seconds.
    init(_ plan: RecordingPlan) {
        let seconds = (plan.beforeSeconds ?? 0) + 2
        history = FrameHistory(
            channelCount: plan.channelNames.count,
            capacityFrames: Int((seconds * plan.rate.samplesPerSecond).rounded(.up)))
    }

    mutating func add(_ piece: FramePiece) {
        history.add(piece)
        waiting += Int64(piece.frames)
    }

    mutating func annotate(_ annotation: RecordingAnnotation) { annotations.append(annotation) }

    /// Drops annotations of what lies before a frame, now and then.
    mutating func forget(before frame: Int64, _ plan: RecordingPlan) {
        guard annotations.count > annotationsMax else { return }
        annotations.removeAll { $0.onsetSeconds < plan.seconds(frame) }
        annotationsMax = max(256, 2 * annotations.count)
    }

    /// How many frames from before one there were since the last time.
    mutating func pass(to frame: Int64) -> Int64 {
        let wanted = history.stretches.reduce(Int64(0)) {
            $0 + max(0, $1.upperBound - max($1.lowerBound, frame))
        }
        defer { waiting = wanted }
        return waiting - wanted
    }

    /// The first frame from one on; nil where there is none yet.
    func first(from frame: Int64) -> Int64? {
        history.stretches.first { $0.upperBound > frame }.map { max($0.lowerBound, frame) }
    }

    /// Everything from a frame on.
    func pieces(from frame: Int64) -> some Sequence<FramePiece> {
        history.pieces(in: frame..<Int64.max)
    }
}

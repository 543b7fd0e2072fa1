import Recordings

/// What came in before a recording starts, no more of it than may be wanted.
struct EarlyFrames: Sendable {
    private var pieces: [FramePiece] = []
    var annotations: [RecordingAnnotation] = []

    mutating func add(_ piece: FramePiece) { pieces.append(piece) }

    /// Drops what lies before a frame, now and then rather than with every piece; how many frames
    /// that were.
    mutating func forget(before frame: Int64, _ plan: RecordingPlan) -> Int64 {
        let count = pieces.firstIndex { $0.endFrame > frame } ?? pieces.count
        guard count > max(64, pieces.count / 2) else { return 0 }
        let dropped = Self.total(pieces[..<count])
        pieces.removeFirst(count)
        annotations.removeAll { $0.onsetSeconds < plan.seconds(frame) }
        return dropped
    }

    /// All that lies from a frame on, and how many frames do not.
    mutating func take(
        from frame: Int64
    ) -> (pieces: [FramePiece], annotations: [RecordingAnnotation], passedOver: Int64) {
        let wanted = pieces.compactMap { $0.part(in: frame..<Int64.max) }
        let passedOver = Self.total(pieces[...]) - Self.total(wanted[...])
        // Without a frame to keep there is no file yet for the annotations.
        defer {
            pieces = []
            if !wanted.isEmpty { annotations = [] }
        }
        return (wanted, annotations, passedOver)
    }

    private static func total(_ pieces: ArraySlice<FramePiece>) -> Int64 {
        pieces.reduce(0) { $0 + Int64($1.frames) }
    }
}

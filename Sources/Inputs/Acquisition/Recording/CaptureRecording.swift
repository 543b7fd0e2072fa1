import Recordings

/// One EDF+ file of a run: what came in, with what the loop made of it as annotations.
///
/// Continuous until something is missing, with gaps from then on. Frames and times are the
/// run's; the file's own begin with its first frame.
struct CaptureRecording: ~Copyable, Sendable {
    private var writer: EDFWriter
    private let shape: RecordingShape
    let firstFrame: Int64
    private var nextFrame: Int64
    /// Of those written; a reader counts from it.
    private var firstWritten: Int64?
    /// First frame of the segment under way.
    private var segmentFrame: Int64

    /// Creates the file.
    ///
    /// - Parameter firstFrame: at a whole second of the run.
    init(
        creating path: String, _ shape: RecordingShape, firstFrame: Int64
    ) throws(RecordingError) {
        self.shape = shape
        self.firstFrame = firstFrame
        nextFrame = firstFrame
        segmentFrame = firstFrame
        writer = try shape.makeWriter(path, firstFrame: firstFrame)
    }

    mutating func write(_ whole: FramePiece) throws(RecordingError) {
        var piece = whole
        if piece.firstFrame > nextFrame {
            // A loss on the way to the file may be shorter than what fills up the record.
            let records = Int64(writer.framesPerRecord)
            let begun = (nextFrame - segmentFrame + records - 1) / records * records
            guard let rest = piece.part(in: segmentFrame + begun..<Int64.max) else { return }
            piece = rest
            try writer.allowGaps()
            try writer.startSegment(atSeconds: shape.seconds(piece.firstFrame - firstFrame))
            segmentFrame = piece.firstFrame
        }
        try writer.write(digital: piece.counts, frameCount: piece.frames)
        firstWritten = firstWritten ?? piece.firstFrame
        nextFrame = piece.endFrame
    }

    /// Adds what lies in the file; an earlier annotation is passed over.
    mutating func annotate(_ annotation: RecordingAnnotation) throws(RecordingError) {
        let onset = annotation.onsetSeconds - shape.seconds(firstFrame)
        guard onset >= 0 else { return }
        try writer.annotate(
            RecordingAnnotation(
                onsetSeconds: onset, durationSeconds: annotation.durationSeconds,
                text: annotation.text))
    }

    /// What it is to be listed as; its frames are known when it is complete.
    var description: RecordedFile {
        RecordedFile(
            path: writer.path,
            startDate: shape.date(ofFrame: firstFrame) ?? "",
            firstFrame: firstWritten ?? firstFrame, frames: 0)
    }

    /// Completes the file; what it holds, and what kept it from being completed.
    consuming func close() -> (EDFWriter.Summary, RecordingError?) { writer.closeOrAbandon() }

    /// Leaves a file that could not be written any more as whole as it can be.
    consuming func abandon() -> EDFWriter.Summary { writer.abandon() }
}

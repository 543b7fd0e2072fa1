import Recordings

/// One EDF+ file of a capture: what the device gave, with what the loop made of it as annotations.
///
/// Continuous until something is missing, with gaps from then on. Frames and times are the
/// capture's; the file's own begin with its first frame.
struct CaptureRecording: ~Copyable, Sendable {
    private var writer: EDFWriter
    private let plan: RecordingPlan
    let firstFrame: Int64
    private var nextFrame: Int64
    /// Of those written; a reader counts from it.
    private var firstWritten: Int64?
    /// First frame of the segment under way.
    private var segmentFrame: Int64

    /// Creates the file.
    ///
    /// - Parameter firstFrame: at a whole second of the capture.
    init(
        creating path: String, _ plan: RecordingPlan, firstFrame: Int64
    ) throws(RecordingError) {
        self.plan = plan
        self.firstFrame = firstFrame
        nextFrame = firstFrame
        segmentFrame = firstFrame
        writer = try plan.makeWriter(path, firstFrame: firstFrame)
    }

    mutating func write(_ piece: FramePiece) throws(RecordingError) {
        if piece.firstFrame > nextFrame {
            // A loss on the way to the file may be shorter than what fills up the record.
            let records = Int64(writer.framesPerRecord)
            let begun = (nextFrame - segmentFrame + records - 1) / records * records
            guard piece.firstFrame >= segmentFrame + begun else { return }
            try writer.allowGaps()
            try writer.startSegment(atSeconds: plan.seconds(piece.firstFrame - firstFrame))
            segmentFrame = piece.firstFrame
        }
        try writer.write(digital: piece.counts, frameCount: piece.frames)
        firstWritten = firstWritten ?? piece.firstFrame
        nextFrame = piece.endFrame
    }

    /// Adds what lies in the file; an earlier annotation is passed over.
    mutating func annotate(_ annotation: RecordingAnnotation) throws(RecordingError) {
        let onset = annotation.onsetSeconds - plan.seconds(firstFrame)
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
            startDate: plan.date(
                ofSecond: firstFrame * plan.rate.denominator / plan.rate.numerator),
            firstFrame: firstWritten ?? firstFrame, frames: 0)
    }

    /// Completes the file; what it holds, and what kept it from being completed.
    consuming func close() -> (EDFWriter.Summary, RecordingError?) { writer.closeOrAbandon() }

    /// Leaves a file that could not be written any more as whole as it can be.
    consuming func abandon() -> EDFWriter.Summary { writer.abandon() }
}

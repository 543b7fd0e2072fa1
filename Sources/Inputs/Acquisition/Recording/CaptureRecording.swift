import Recordings

/// What a capture device gave, as EDF+, with what the loop made of it as annotations. A replay of it
/// makes the same decisions.
///
/// Continuous until something is missing, with gaps from then on.
package struct CaptureRecording: ~Copyable, Sendable {
    private var writer: EDFWriter
    private let rate: SamplingRate
    private var nextFrame: Int64 = 0
    /// First frame of the segment under way.
    private var segmentFrame: Int64 = 0

    /// Creates the file; `framesPerRecord` is about how long a gap is at least.
    ///
    /// - Parameter startDate: as "2026-11-23T07:15:04".
    package init(
        creating path: String, channelNames: [String], rate: SamplingRate, scale: InputScale,
        framesPerRecord: Int, startDate: String
    ) throws(RecordingError) {
        self.rate = rate
        writer = try EDFWriter(
            creating: path,
            channels: channelNames.map {
                scale.edfChannel(name: $0, transducer: "ALSA capture device")
            },
            rate: rate, startDate: startDate, framesPerRecord: framesPerRecord)
    }

    package var framesPerRecord: Int { writer.framesPerRecord }

    /// Writes what has come in since the last time.
    package mutating func write(from tap: CaptureTap) throws(RecordingError) {
        try tap.drain { (firstFrame, frames, counts) throws(RecordingError) in
            try write(firstFrame, frames, counts)
        }
    }

    private mutating func write(
        _ firstFrame: Int64, _ frames: Int, _ counts: [Int16]
    ) throws(RecordingError) {
        if firstFrame > nextFrame {
            // A loss on the way to the file may be shorter than what fills up the record.
            let records = Int64(framesPerRecord)
            let begun = (nextFrame - segmentFrame + records - 1) / records * records
            guard firstFrame >= segmentFrame + begun else { return }
            try writer.allowGaps()
            try writer.startSegment(atSeconds: seconds(firstFrame))
            segmentFrame = firstFrame
        }
        try writer.write(digital: counts, frameCount: frames)
        nextFrame = firstFrame + Int64(frames)
    }

    package mutating func annotate(_ annotation: RecordingAnnotation) throws(RecordingError) {
        try writer.annotate(annotation)
    }

    /// Completes the file; what it holds, and what kept it from being completed.
    package consuming func close() -> (EDFWriter.Summary, RecordingError?) {
        writer.closeOrAbandon()
    }

    /// Leaves a file that could not be written any more as whole as it can be.
    package consuming func abandon() -> EDFWriter.Summary { writer.abandon() }

    private func seconds(_ frame: Int64) -> Double {
        Double(frame) * Double(rate.denominator) / Double(rate.numerator)
    }
}

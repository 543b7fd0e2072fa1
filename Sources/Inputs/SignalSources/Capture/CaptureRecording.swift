import Recordings

/// What a capture device gave, as EDF+, with what the loop made of it as annotations. A replay of it
/// makes the same decisions.
///
/// Continuous until something is missing, with gaps from then on.
public struct CaptureRecording: ~Copyable {
    private var writer: EDFWriter
    private let rate: SamplingRate
    private var nextFrame: Int64 = 0

    /// Creates the file; `framesPerRecord` is about how long a gap is at least.
    ///
    /// - Parameter startDate: as "2026-11-23T07:15:04".
    public init(
        creating path: String, _ settings: CaptureSettings, rate: SamplingRate, scale: InputScale,
        framesPerRecord: Int, startDate: String
    ) throws(RecordingError) {
        self.rate = rate
        writer = try EDFWriter(
            creating: path,
            channels: settings.channelNames.map {
                scale.edfChannel(name: $0, transducer: "ALSA capture device")
            },
            rate: rate, startDate: startDate, framesPerRecord: framesPerRecord)
    }

    public var framesPerRecord: Int { writer.framesPerRecord }

    /// Writes what has come in since the last time.
    public mutating func write(from tap: CaptureTap) throws(RecordingError) {
        try tap.drain { (firstFrame, frames, counts) throws(RecordingError) in
            if firstFrame > nextFrame {
                try writer.allowGaps()
                try writer.startSegment(atSeconds: seconds(firstFrame))
            }
            try writer.write(digital: counts, frameCount: frames)
            nextFrame = firstFrame + Int64(frames)
        }
    }

    public mutating func annotate(
        _ text: String, atSeconds onset: Double, durationSeconds: Double? = nil
    ) throws(RecordingError) {
        try writer.annotate(
            RecordingAnnotation(
                onsetSeconds: max(0, onset), durationSeconds: durationSeconds, text: text))
    }

    /// Completes the file.
    public consuming func close() throws(RecordingError) -> EDFWriter.Summary {
        try writer.close()
    }

    private func seconds(_ frame: Int64) -> Double {
        Double(frame) * Double(rate.denominator) / Double(rate.numerator)
    }
}

/// A remark at a time, from an EDF+ annotation list or a BrainVision marker.
public struct RecordingAnnotation: Sendable, Equatable {
    /// Seconds from the recording's first frame; may lie outside the recording.
    public let onsetSeconds: Double
    /// Nil where none is written.
    public let durationSeconds: Double?
    /// As written, except that control characters are replaced.
    public let text: String

    /// A remark as given; nothing is checked. `EDFWriter.annotate` refuses what a file cannot hold.
    public init(onsetSeconds: Double, durationSeconds: Double? = nil, text: String) {
        self.onsetSeconds = onsetSeconds
        self.durationSeconds = durationSeconds
        self.text = text
    }
}

/// A stretch without a gap, in seconds from the recording's first frame.
public struct RecordingSegment: Sendable, Equatable {
    /// From the recording's first frame.
    public let startSeconds: Double
    /// To the end of its last frame.
    public let durationSeconds: Double

    /// A stretch as given; nothing is checked.
    public init(startSeconds: Double, durationSeconds: Double) {
        self.startSeconds = startSeconds
        self.durationSeconds = durationSeconds
    }

    /// From the recording's first frame to the stretch's end.
    public var endSeconds: Double { startSeconds + durationSeconds }
}

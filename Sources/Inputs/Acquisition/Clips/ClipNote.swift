import Recordings

/// Something that happened in a run, as its clips hear of it. Notes come in the order of `frame`.
package struct ClipNote: Sendable {
    package enum Kind: Sendable, Equatable {
        case episodeBegan, episodeEnded, burstBegan, burstEnded
        /// A trigger's edge or somebody's annotation, up to the frame before this one.
        case mark(endFrame: Int64)
        /// No reason for a clip.
        case remark
    }

    /// By which it was known.
    package var frame: Int64
    package var kind: Kind
    /// At which it was.
    package var onsetFrame: Int64
    /// Such as "detection 3".
    package var cause: String
    /// What a clip that holds it says of it, in seconds of the run.
    package var annotation: RecordingAnnotation?

    package init(
        frame: Int64, kind: Kind, onsetFrame: Int64? = nil, cause: String = "",
        annotation: RecordingAnnotation? = nil
    ) {
        self.frame = frame
        self.kind = kind
        self.onsetFrame = onsetFrame ?? frame
        self.cause = cause
        self.annotation = annotation
    }
}

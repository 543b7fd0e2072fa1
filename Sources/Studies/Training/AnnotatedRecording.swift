import Evaluation
import Planning
import Recordings
import SignalSources

/// A recording with what is known of its seizures.
package struct AnnotatedRecording: Sendable {
    package let name: String
    package let recording: Recording
    /// Sorted by onset; one whose end is not marked as far as it may go.
    package let seizures: [Interval]
    /// Of `seizures`, those whose end is not marked.
    package let uncounted: [Interval]
    /// What was odd about the recording and its marks, one line each.
    package let warnings: [String]
    /// Whether anything says where seizures are.
    package let isAnnotated: Bool

    package init(name: String, recording: Recording) {
        self.name = name
        self.recording = recording
        let events = recording.referenceEvents
        isAnnotated = events != nil
        var warnings = recording.warnings
        for note in recording.referenceNotes where !warnings.contains(note) {
            warnings.append(note)
        }
        if events == nil {
            warnings.append("nothing says where seizures are; taken as having none")
        }
        self.warnings = warnings
        let spans = events?.spans(recordingSeconds: recording.durationSeconds) ?? []
        func intervals(_ spans: [SeizureSpan]) -> [Interval] {
            spans.map { Interval(start: $0.onsetSeconds, end: $0.endSeconds) }
        }
        seizures = intervals(spans)
        uncounted = intervals(spans.filter { !$0.isEndMarked })
    }

    /// Whose it is, as BIDS names it (`sub-01`): by the file's name, else by its nearest folder's; nil
    /// where neither says.
    package var subject: String? { Self.subject(ofPath: recording.path) }

    static func subject(ofPath path: String) -> String? {
        for name in path.split(separator: "/").reversed() {
            if let label = name.prefixMatch(of: /sub-[A-Za-z0-9+]+/) { return String(label.output) }
        }
        return nil
    }

    package var durationSeconds: Double { recording.durationSeconds }

    /// What lies between its segments.
    package var gaps: [Interval] {
        zip(recording.segments, recording.segments.dropFirst()).compactMap { before, after in
            after.startSeconds > before.endSeconds
                ? Interval(start: before.endSeconds, end: after.startSeconds) : nil
        }
    }

    /// A part of a recording that is learned from, or tested, as a whole.
    package struct Piece: Sendable {
        package var interval: Interval
        /// Index into `seizures`; nil where there is none.
        package var seizure: Int?
    }

    /// A minute round a seizure belongs to it, or half the way to the next.
    static let piecePaddingSeconds = 60.0
    /// The rest is cut into pieces no longer than this.
    static let pieceSecondsMax = 120.0

    /// The whole recording in pieces, in order: one for each seizure, and the background between.
    package var pieces: [Piece] {
        var pieces: [Piece] = []
        var end = 0.0
        func fill(to start: Double) {
            let count = max(0, ((start - end) / Self.pieceSecondsMax).rounded(.up))
            for index in 0..<Int(count) {
                let step = (start - end) / count
                pieces.append(
                    Piece(
                        interval: Interval(
                            start: end + Double(index) * step, end: end + Double(index + 1) * step),
                        seizure: nil))
            }
        }
        for (index, seizure) in seizures.enumerated() {
            let before = index > 0 ? (seizures[index - 1].end + seizure.start) / 2 : 0
            let after =
                index + 1 < seizures.count
                ? (seizure.end + seizures[index + 1].start) / 2 : durationSeconds
            let start = max(end, before, seizure.start - Self.piecePaddingSeconds)
            fill(to: start)
            end = max(start, min(after, seizure.end + Self.piecePaddingSeconds))
            pieces.append(Piece(interval: Interval(start: start, end: end), seizure: index))
        }
        fill(to: durationSeconds)
        return pieces
    }

    func source(_ settings: Settings) throws -> RecordingSource {
        try RecordingSource(
            recording, try FrontEndPlan(settings.frontEnd, for: recording.channels))
    }

    func signal(_ settings: Settings) throws -> SignalDescription {
        try FrontEndPlan(settings.frontEnd, for: recording.channels).signal
    }
}

import Journal
import Recordings
import SignalSources

/// The recording of a capture under way. A problem with its file ends the recording, not the run, and
/// is told at the end.
struct CaptureLog: ~Copyable {
    private var recording: CaptureRecording
    private var problem: RecordingError?

    init(_ recording: consuming CaptureRecording) { self.recording = recording }

    mutating func take(_ tap: CaptureTap, _ events: [JournalEvent]) {
        guard problem == nil else { return }
        do throws(RecordingError) {
            for event in events {
                guard let text = Self.annotation(event) else { continue }
                try recording.annotate(
                    text, atSeconds: event["onsetSeconds"]?.number ?? event.timeSeconds,
                    durationSeconds: event["durationSeconds"]?.number)
            }
            try recording.write(from: tap)
        } catch {
            problem = error
        }
    }

    /// Completes the file; what was the matter with it, if anything.
    consuming func close() -> RecordingError? {
        let earlier = problem
        do throws(RecordingError) {
            _ = try recording.close()
            return earlier
        } catch {
            return earlier ?? error
        }
    }

    /// Named so that no list of seizure names takes a detection for an annotated seizure.
    private static func annotation(_ event: JournalEvent) -> String? {
        switch event.kind {
        case .detection: "Quench detection \(event["episode"]?.integer ?? 0)"
        case .burstEnded:
            "Quench therapy \(event["therapy"]?.integer ?? 0) burst \(event["burst"]?.integer ?? 0)"
        case .gap: "Quench gap of \(event["missingFrames"]?.integer ?? 0) frames"
        case .stateChanged where event["to"]?.text == "safe state":
            "Quench safe state, \(event["reason"]?.text ?? "")"
        default: nil
        }
    }
}

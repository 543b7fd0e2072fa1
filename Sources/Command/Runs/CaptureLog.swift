import Acquisition
import Journal
import Recordings

/// The recording of a capture under way, as the run's thread sees it: events go in, and a problem
/// with the file is told once, as soon as it is known.
struct CaptureLog {
    private let thread: RecordingThread
    private var isProblemTold = false

    init(_ thread: RecordingThread) { self.thread = thread }

    /// Hands events over; never waits.
    mutating func take(_ events: [JournalEvent]) {
        for event in events {
            guard let text = Self.annotation(event) else { continue }
            thread.annotate(
                RecordingAnnotation(
                    onsetSeconds: max(0, event["onsetSeconds"]?.number ?? event.timeSeconds),
                    durationSeconds: event["durationSeconds"]?.number, text: text))
        }
    }

    /// What went wrong with the file, once, as soon as it is known.
    mutating func news() -> String? {
        guard !isProblemTold, let problem = thread.problem else { return nil }
        isProblemTold = true
        return "\(problem)"
    }

    /// Completes the file; what is in it, and what was the matter with it, if anything.
    func close() -> RecordingThread.Outcome { thread.close() }

    /// Named so that no list of seizure names takes a detection for an annotated seizure.
    private static func annotation(_ event: JournalEvent) -> String? {
        switch event.kind {
        case .detection: "Quench detection \(event["episode"]?.integer ?? 0)"
        case .burstEnded:
            "Quench therapy \(event["therapy"]?.integer ?? 0) burst \(event["burst"]?.integer ?? 0)"
        case .trigger:
            "Quench trigger \(event["channel"]?.text ?? "") \(event["slope"]?.text ?? "")"
        case .gap: "Quench gap of \(event["missingFrames"]?.integer ?? 0) frames"
        case .stateChanged where event["to"]?.text == "safe state":
            "Quench safe state, \(event["reason"]?.text ?? "")"
        default: nil
        }
    }
}

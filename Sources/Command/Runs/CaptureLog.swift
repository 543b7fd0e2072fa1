import Acquisition
import Journal
import Recordings
import SignalSources

extension RunStatus.Input {
    init(_ moment: CaptureMoment) {
        self.init(
            isAway: moment.isAway, reconnects: moment.reconnects, overruns: moment.overruns,
            driftPartsPerMillion: moment.driftPartsPerMillion)
    }
}

/// The recording of a capture under way, as the run's thread sees it: events go in, and a problem
/// with the file is told once, as soon as it is known.
struct CaptureLog {
    private let thread: RecordingThread
    private var isProblemTold = false

    init(_ thread: RecordingThread) { self.thread = thread }

    /// Hands events over; never waits.
    mutating func take(_ events: [JournalEvent]) {
        for annotation in events.compactMap(\.recordingAnnotation) { thread.annotate(annotation) }
    }

    /// What went wrong with the file, once, as soon as it is known.
    mutating func news() -> String? {
        guard !isProblemTold, let problem = thread.problem else { return nil }
        isProblemTold = true
        return "\(problem)"
    }

    /// Completes the file; what is in it, and what was the matter with it, if anything.
    func close() -> RecordingThread.Outcome { thread.close() }
}

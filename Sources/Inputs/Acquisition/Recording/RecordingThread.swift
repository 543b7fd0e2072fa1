import Realtime
import Recordings
import Synchronization

/// The recording of a capture under way, on a thread of its own: a disk that is slow or full holds
/// up nobody else. A problem with the file ends the recording, not the run.
package final class RecordingThread: Sendable {
    package typealias Outcome = RecordingFiles.Outcome

    private struct State {
        var annotations: [RecordingAnnotation] = []
        var problem: RecordingError?
        var isClosing = false
        var outcome: Outcome?
    }

    private static let pauseNanoseconds: Int64 = 20_000_000

    private let state = Mutex(State())
    private let ended = Doorbell()

    /// Starts writing what comes through the tap.
    package static func start(
        _ recording: consuming RecordingFiles, from tap: CaptureTap
    ) throws(ThreadError) -> RecordingThread {
        let thread = RecordingThread()
        let body = Body(recording, tap)
        try PosixThread(name: "quench-record") { body.run(thread) }.detach()
        return thread
    }

    private init() {}

    package func annotate(_ annotation: RecordingAnnotation) {
        state.withLock { $0.annotations.append(annotation) }
    }

    /// Why nothing is recorded any more, as soon as that is known.
    package var problem: RecordingError? { state.withLock { $0.problem } }

    /// Writes what is still under way and completes the file; waits so long for the disk at most.
    package func close(secondsMax: Double = 90) -> Outcome {
        state.withLock { $0.isClosing = true }
        let deadline = MonotonicClock.now + Int64(secondsMax * 1e9)
        _ = ended.wait(until: deadline) { state.withLock { $0.outcome != nil } }
        return state.withLock { $0.outcome } ?? Outcome(problem: problem, isUnfinished: true)
    }

    /// What the thread owns.
    private final class Body: @unchecked Sendable {
        private var recording: RecordingFiles?
        private let tap: CaptureTap

        init(_ recording: consuming RecordingFiles, _ tap: CaptureTap) {
            self.recording = consume recording
            self.tap = tap
        }

        func run(_ thread: RecordingThread) {
            var outcome: Outcome?
            var isClosing = false
            while !isClosing {
                let annotations: [RecordingAnnotation]
                (annotations, isClosing) = thread.state.withLock { state in
                    defer { state.annotations.removeAll() }
                    return (state.annotations, state.isClosing)
                }
                if outcome == nil {
                    do throws(RecordingError) {
                        for annotation in annotations { try recording?.annotate(annotation) }
                        try recording?.write(from: tap)
                    } catch {
                        // At once: what is there must be whole long before the run is over.
                        outcome = recording.take()?.abandon(because: error)
                        thread.state.withLock { $0.problem = error }
                    }
                } else {
                    tap.drain { _, _, _ in }
                }
                if !isClosing { MonotonicClock.sleep(until: MonotonicClock.now + pauseNanoseconds) }
            }
            thread.end(outcome ?? recording.take()?.close() ?? Outcome())
        }
    }

    private func end(_ outcome: Outcome) {
        state.withLock { $0.outcome = outcome }
        ended.ring()
    }
}

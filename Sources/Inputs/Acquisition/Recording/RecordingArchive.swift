import Realtime
import Recordings
import Synchronization

/// A file of a recording that is complete.
package struct RecordedFile: Sendable, Equatable {
    package var path: String
    /// Of its first frame, as "2026-11-23T07:15:04".
    package var startDate: String
    /// Of the capture.
    package var firstFrame: Int64
    package var frames: Int64
}

/// Completes the files of a recording that nothing more is written to, on a thread of its own: to see
/// them safe on the disk takes longer than whoever records may be away.
package final class RecordingArchive: Sendable {
    private struct State {
        var files: [Box] = []
        var isClosing = false
        var hasEnded = false
        var framesRecorded: Int64 = 0
        var filesComplete = 0
        var problem: RecordingError?
    }

    /// A file on its way to the thread; one side has it at a time.
    private final class Box: @unchecked Sendable {
        var file: CaptureRecording?

        init(_ file: consuming CaptureRecording) { self.file = consume file }
    }

    private let state = Mutex(State())
    private let work = Doorbell()
    private let ended = Doorbell()

    /// - Parameter whenComplete: called on the archive's thread for each file, one after the other.
    package static func start(
        whenComplete: @escaping @Sendable (RecordedFile) -> Void
    ) throws(ThreadError) -> RecordingArchive {
        let archive = RecordingArchive()
        try PosixThread(name: "quench-archive") { archive.run(whenComplete) }.detach()
        return archive
    }

    private init() {}

    /// Why a file could not be completed, as soon as that is known.
    var problem: RecordingError? { state.withLock { $0.problem } }

    /// Hands a file over; never waits.
    func take(_ file: consuming CaptureRecording) {
        let box = Box(file)
        state.withLock { $0.files.append(box) }
        work.ring()
    }

    /// Waits until all that was handed over is complete, so long at most.
    func finish(secondsMax: Double = 60) -> RecordingFiles.Outcome {
        state.withLock { $0.isClosing = true }
        work.ring()
        let deadline = MonotonicClock.now + Int64(secondsMax * 1e9)
        _ = ended.wait(until: deadline) { state.withLock { $0.hasEnded } }
        return state.withLock { state in
            var outcome = RecordingFiles.Outcome()
            outcome.framesRecorded = state.framesRecorded
            outcome.filesComplete = state.filesComplete
            outcome.problem = state.problem
            outcome.isUnfinished = !state.hasEnded
            return outcome
        }
    }

    private func run(_ whenComplete: (RecordedFile) -> Void) {
        while true {
            _ = work.wait(until: .max) { state.withLock { !$0.files.isEmpty || $0.isClosing } }
            let box = state.withLock { $0.files.isEmpty ? nil : $0.files.removeFirst() }
            guard let box else { break }
            guard let file = box.file.take() else { continue }
            complete(file, whenComplete)
        }
        state.withLock { $0.hasEnded = true }
        ended.ring()
    }

    private func complete(
        _ file: consuming CaptureRecording, _ whenComplete: (RecordedFile) -> Void
    ) {
        var recorded = file.description
        let (summary, problem) = file.close()
        recorded.frames = summary.frameCount
        whenComplete(recorded)
        state.withLock { state in
            state.framesRecorded += recorded.frames
            if problem == nil { state.filesComplete += 1 }
            state.problem = state.problem ?? problem
        }
    }
}

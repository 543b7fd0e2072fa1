import Foundation
import Journal
import Realtime
import Synchronization

/// Renews `status.json` each second on a thread of its own, whether the run moves or not: that it
/// does not is what somebody may look for.
package final class StatusWriter: Sendable {
    private struct State {
        var status: RunStatus
        var isClosing = false
        var hasEnded = false
    }

    private static let pauseNanoseconds: Int64 = 1_000_000_000

    private let state: Mutex<State>
    private let work = Doorbell()
    private let ended = Doorbell()
    private let folder: RunFolder
    private let freeBytes: @Sendable () -> Int64?

    /// - Parameter freeBytes: on the recording's disk; nil where the system does not say.
    package static func start(
        _ status: RunStatus, in folder: RunFolder, freeBytes: @escaping @Sendable () -> Int64?
    ) throws(ThreadError) -> StatusWriter {
        let writer = StatusWriter(status, folder, freeBytes)
        try PosixThread(name: "quench-status") { writer.run() }.detach()
        return writer
    }

    private init(
        _ status: RunStatus, _ folder: RunFolder, _ freeBytes: @escaping @Sendable () -> Int64?
    ) {
        state = Mutex(State(status: status))
        self.folder = folder
        self.freeBytes = freeBytes
    }

    /// Changes what is written next; never waits for the disk.
    package func update(_ change: (inout RunStatus) -> Void) {
        state.withLock { change(&$0.status) }
    }

    /// What is written next.
    package var current: RunStatus { state.withLock { $0.status } }

    /// Writes the last status; waits two seconds for the disk at most.
    package func close(endReason: String) {
        state.withLock { state in
            state.status.endReason = endReason
            state.isClosing = true
        }
        work.ring()
        _ = ended.wait(until: MonotonicClock.now + 2 * Self.pauseNanoseconds) {
            state.withLock { $0.hasEnded }
        }
    }

    private func run() {
        var isClosing = false
        while !isClosing {
            var status: RunStatus
            (status, isClosing) = state.withLock { ($0.status, $0.isClosing) }
            status.renewed = Date().timeIntervalSince1970
            let free = freeBytes()
            status.recording?.freeBytes = free
            update { $0.recording?.freeBytes = free }
            // A disk that is full keeps the last one: its age tells.
            if let text = try? status.text { folder.replace(text, RunStatus.fileName) }
            guard !isClosing else { break }
            _ = work.wait(until: MonotonicClock.now + Self.pauseNanoseconds) {
                state.withLock { $0.isClosing }
            }
        }
        state.withLock { $0.hasEnded = true }
        ended.ring()
    }
}

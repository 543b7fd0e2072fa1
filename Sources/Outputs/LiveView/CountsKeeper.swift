import Pipeline
import Realtime
import Synchronization

/// Brings the copies of a run's frames into its file of counts, on a thread of its own: a disk that is
/// slow or full holds up nobody else.
final class CountsKeeper: Sendable {
    let file: CountsFile
    private let isOver = Atomic(false)
    private let ended = Doorbell()
    private let hasEnded = Atomic(false)

    /// - Parameter tap: which nobody else reads.
    init(_ tap: FrameTap, _ file: CountsFile) throws(ThreadError) {
        self.file = file
        try PosixThread(name: "quench-counts", isOrdinary: true) { [self] in
            ViewThread.giveWay()
            var isLast = false
            while !isLast {
                isLast = isOver.load(ordering: .acquiring)
                tap.drain { file.append(firstFrame: $0, $1) }
                if !isLast { ViewThread.pause() }
            }
            hasEnded.store(true, ordering: .releasing)
            ended.ring()
        }.detach()
    }

    /// Keeps what is there to the run's last frame; a disk that does not answer is not waited for.
    func close(secondsMax: Double = 2) {
        isOver.store(true, ordering: .releasing)
        let deadline = MonotonicClock.now + Int64(secondsMax * 1e9)
        _ = ended.wait(until: deadline) { hasEnded.load(ordering: .acquiring) }
    }
}

import Acquisition
import Realtime
import Synchronization

/// The clips of a paced run, on a thread of their own: a disk that is slow or full holds up nobody
/// else.
final class ClipThread: Sendable {
    private struct State {
        var batch = ClipBatch()
        var news: [ClipNews] = []
        /// Where the run ended.
        var closingFrame: Int64?
        var hasEnded = false
    }

    private static let pauseNanoseconds: Int64 = 20_000_000

    private let state = Mutex(State())
    private let ended = Doorbell()

    /// What the thread owns.
    private final class Body: @unchecked Sendable {
        let worker: ClipWorker

        init(_ worker: ClipWorker) { self.worker = worker }
    }

    /// - Parameter worker: which nobody else uses from here on.
    static func start(_ worker: ClipWorker) throws(ThreadError) -> ClipThread {
        let thread = ClipThread()
        let body = Body(worker)
        try PosixThread(name: "quench-clips") { thread.run(body.worker) }.detach()
        return thread
    }

    private init() {}

    /// Hands over what happened; never waits.
    func take(_ batch: ClipBatch) { state.withLock { $0.batch.append(batch) } }

    /// What became of the clips since the last time.
    func news() -> [ClipNews] {
        state.withLock { state in
            defer { state.news.removeAll() }
            return state.news
        }
    }

    /// Completes what is under way; waits so long for the disk at most.
    func close(at frame: Int64, secondsMax: Double = 90) -> [ClipNews] {
        state.withLock { $0.closingFrame = frame }
        let deadline = MonotonicClock.now + Int64(secondsMax * 1e9)
        let isDone = ended.wait(until: deadline) { state.withLock { $0.hasEnded } }
        return news() + (isDone ? [] : [.failed("the clips' disk does not answer")])
    }

    private func run(_ worker: ClipWorker) {
        var closingFrame: Int64?
        while closingFrame == nil {
            let batch: ClipBatch
            (batch, closingFrame) = state.withLock { state in
                let taken = state.batch
                state.batch = ClipBatch(endFrame: taken.endFrame)
                return (taken, state.closingFrame)
            }
            var news = worker.take(batch)
            if let closingFrame { news += worker.close(at: closingFrame) }
            state.withLock { [news] in $0.news += news }
            guard closingFrame == nil else { break }
            MonotonicClock.sleep(until: MonotonicClock.now + Self.pauseNanoseconds)
        }
        state.withLock { $0.hasEnded = true }
        ended.ring()
    }
}

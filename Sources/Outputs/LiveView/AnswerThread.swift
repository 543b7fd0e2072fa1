import NIOCore
import NIOPosix

/// Makes the answers that take long, those for which files are read or a loop is planned: the server's own
/// thread has pages to tell meanwhile.
final class AnswerThread: Sendable {
    private let pool = NIOThreadPool(numberOfThreads: 1)

    init() {
        pool.start()
        pool.submit { _ in ViewThread.giveWay() }
    }

    /// Makes an answer, unless its connection has gone until its turn comes: what nobody waits for takes
    /// neither time nor room.
    func make(
        for channel: any Channel, _ answer: @escaping @Sendable () -> ViewAnswer
    ) -> EventLoopFuture<ViewAnswer?> {
        pool.runIfActive(eventLoop: channel.eventLoop) { channel.isActive ? answer() : nil }
    }

    /// What is not begun yet gets no answer.
    func end() { try? pool.syncShutdownGracefully() }
}

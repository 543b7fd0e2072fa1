import Realtime

/// The least that any program on this machine could do, measured beside the loop: a thread that
/// sleeps until absolute deadlines and notes how late it woke, as cyclictest of rt-tests does.
///
/// It has the source's priority, period and processor, and its deadlines lie half a period after the
/// source's, so that neither delays the other.
@safe
final class WakeUpFloor: Sendable {
    /// Written by the thread alone, read after it has ended; touched beforehand.
    private nonisolated(unsafe) let latenesses: UnsafeMutableBufferPointer<Int64>
    private let grantsOfThread = GrantBox()

    /// - Parameter deadlineCount: how often it wakes up.
    init(deadlineCount: Int) {
        unsafe latenesses = .allocate(capacity: max(1, deadlineCount))
        unsafe latenesses.initialize(repeating: -1)
    }

    deinit { unsafe latenesses.deallocate() }

    /// Starts the thread; join it before reading what it found.
    func start(
        _ pacer: Pacer, processor: Int, _ request: RealtimeRequest?,
        isStopped: @escaping @Sendable () -> Bool
    ) throws(ThreadError) -> PosixThread {
        try PosixThread(name: "quench-floor") { [self] in
            if let request {
                grantsOfThread.grants = RealtimeThread.enter(
                    name: "floor", priority: request.sourcePriority,
                    below: request.loopPriority - request.sourcePriority, processor: processor,
                    request)
            }
            for index in 0..<(unsafe latenesses.count) {
                let lateness = pacer.sleep(untilFrame: Int64(index))
                unsafe latenesses[index] = lateness
                if isStopped() { break }
            }
        }
    }

    /// How late each wake-up was, in nanoseconds. Only after the thread has been joined.
    var nanoseconds: [Int64] { unsafe latenesses.prefix { $0 >= 0 }.map { $0 } }
    var grants: [Grant] { grantsOfThread.grants }
}

/// Filled by a thread, read when it has been joined.
private final class GrantBox: @unchecked Sendable {
    var grants: [Grant] = []
}

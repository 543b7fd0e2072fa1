import Realtime

/// The least that any program on this machine could do, measured beside the loop: a thread that
/// sleeps until absolute deadlines and notes how late it woke, as cyclictest of rt-tests does.
///
/// It has the source's priority, period and processor, and its deadlines lie half a period after the
/// source's, so that neither delays the other. A second one wakes up a moment early as well, as the
/// source does, a quarter of a period later.
@safe
final class WakeUpFloor: Sendable {
    /// Written by the thread alone, read after it has ended; touched beforehand.
    private nonisolated(unsafe) let latenesses: UnsafeMutableBufferPointer<Int64>
    private let grantsOfThread = GrantBox()
    private let earlyNanoseconds: Int64

    /// - Parameters:
    ///   - deadlineCount: how often it wakes up.
    ///   - earlyNanoseconds: how long before that it wakes up as well; 0 for not at all.
    init(deadlineCount: Int, earlyNanoseconds: Int64 = 0) {
        self.earlyNanoseconds = earlyNanoseconds
        unsafe latenesses = .allocate(capacity: max(1, deadlineCount))
        unsafe latenesses.initialize(repeating: -1)
    }

    deinit { unsafe latenesses.deallocate() }

    /// Starts the thread; join it before reading what it found.
    func start(
        _ pacer: Pacer, processor: Int, _ request: RealtimeRequest?,
        isStopped: @escaping @Sendable () -> Bool
    ) throws(ThreadError) -> PosixThread {
        let name = earlyNanoseconds > 0 ? "early floor" : "floor"
        return try PosixThread(name: "quench-floor") { [self] in
            if let request {
                grantsOfThread.grants = RealtimeThread.enter(
                    name: name, priority: request.sourcePriority,
                    below: request.loopPriority - request.sourcePriority, processor: processor,
                    request)
            }
            for index in 0..<(unsafe latenesses.count) {
                if earlyNanoseconds > 0 {
                    let due = pacer.deadline(ofFrame: Int64(index))
                    MonotonicClock.sleep(until: max(0, due - earlyNanoseconds))
                }
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

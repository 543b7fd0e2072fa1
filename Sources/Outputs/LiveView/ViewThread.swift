import Glibc
import Realtime

/// What the view's threads have in common: whatever else the machine does comes first.
enum ViewThread {
    private static let niceness: CInt = 10
    private static let pauseNanoseconds: Int64 = 20_000_000

    /// Gives the calling thread its low priority.
    static func giveWay() {
        _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, niceness)
    }

    /// Waits for more to do.
    static func pause() { MonotonicClock.sleep(until: MonotonicClock.now + pauseNanoseconds) }
}

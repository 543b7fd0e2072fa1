import Realtime

/// Runs `body` on a thread that nobody waits for. False: there is none to be had.
///
/// A sound server's library may start threads of its own on it. So it has no priority and any processor,
/// though who starts it may be the loop's neighbour in real time.
func runDetached(_ body: @escaping @Sendable () -> Void) -> Bool {
    do {
        try PosixThread(name: "device", isOrdinary: true, body).detach()
        return true
    } catch {
        return false
    }
}

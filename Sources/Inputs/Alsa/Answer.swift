import Acquisition
import Synchronization

#if canImport(CAlsa)
    import CAlsa
#else
    import CAlsaAbsent
#endif

/// What a call into a sound server's library gave. At a server that is stopped libjack waits for ever,
/// in opening, stopping and closing, and libpulse for half a minute.
enum Answer {
    /// Longer than any device takes to open, where it does.
    static let openSecondsMax = 10.0
    static let stopSecondsMax = 2.0
    static let probeSecondsMax = 3.0
    private static let pauseNanosecondsMax: Int64 = 5_000_000

    /// Runs a call on a thread of its own and waits for it, by the machine's clock, for so long and no
    /// longer.
    ///
    /// - Returns: nil where there was no answer in time. The call goes on by itself then; what it holds
    ///   is released when it comes back.
    static func of<Value: Sendable>(
        within seconds: Double, _ call: @escaping @Sendable () -> Value
    ) -> Value? {
        let slot = Slot<Value>()
        let isStarted = runDetached {
            let value = call()
            slot.value.withLock { $0 = value }
        }
        guard isStarted else { return call() }
        let clock = Timeline.machine
        let deadline = clock.now + Int64(seconds * 1e9)
        var pause: Int64 = 50_000
        while true {
            if let value = slot.value.withLock({ $0 }) { return value }
            guard clock.now < deadline else { return nil }
            clock.sleep(until: clock.now + pause)
            pause = min(2 * pause, pauseNanosecondsMax)
        }
    }

    private final class Slot<Value: Sendable>: Sendable {
        let value = Mutex<Value?>(nil)
    }
}

extension PcmHandle {
    /// Opens a device, in the time that the request leaves for it.
    static func opened(
        _ request: StreamRequest, _ stream: snd_pcm_stream_t
    ) throws(AlsaError) -> PcmHandle {
        guard let seconds = request.openSecondsMax else {
            return try PcmHandle(request, stream)
        }
        let opened = Answer.of(within: seconds) { () -> Result<PcmHandle, AlsaError> in
            do throws(AlsaError) {
                return .success(try PcmHandle(request, stream))
            } catch {
                return .failure(error)
            }
        }
        guard let opened else { throw AlsaError(request.device, AlsaError.noAnswer, "open") }
        return try opened.get()
    }
}

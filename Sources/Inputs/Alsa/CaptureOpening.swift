import Acquisition
import Synchronization

#if canImport(CAlsa)
    import CAlsa
#else
    import CAlsaAbsent
#endif

/// A capture device that is being opened on a thread of its own: where a sound server has stopped,
/// that can take half a minute, and nobody should wait for it. Simulated time stands while a device is
/// opened, so there it is opened at once.
package final class CaptureOpening: Sendable {
    private let outcome = Mutex<Result<CaptureStream, AlsaError>?>(nil)

    package init(_ request: StreamRequest, _ timeline: Timeline) {
        let isStarted = timeline.isMachine && runDetached { self.open(request) }
        if !isStarted { open(request) }
    }

    /// Nil while it is under way.
    package var result: Result<CaptureStream, AlsaError>? { outcome.withLock { $0 } }

    private func open(_ request: StreamRequest) {
        let opened: Result<CaptureStream, AlsaError>
        do throws(AlsaError) {
            opened = .success(try CaptureStream(request))
        } catch {
            opened = .failure(error)
        }
        outcome.withLock { $0 = opened }
    }
}

/// Runs `body` on a thread that nobody waits for. False: there is none to be had.
func runDetached(_ body: @escaping @Sendable () -> Void) -> Bool {
    final class Entry: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
    let entry = unsafe Unmanaged.passRetained(Entry(body))
    var thread = pthread_t()
    let code = unsafe pthread_create(
        &thread, nil,
        { argument in
            guard let argument = unsafe argument else { return nil }
            unsafe Unmanaged<Entry>.fromOpaque(argument).takeRetainedValue().body()
            return nil
        }, entry.toOpaque())
    guard code == 0 else {
        unsafe entry.release()
        return false
    }
    pthread_detach(thread)
    return true
}

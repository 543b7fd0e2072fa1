#if canImport(CAlsa)
    import CAlsa
#else
    import CAlsaAbsent
#endif

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

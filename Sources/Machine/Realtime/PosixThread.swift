import CRealtime

/// A POSIX thread of its own, joined at the latest when its handle goes away.
package struct PosixThread: ~Copyable {
    private let handle: pthread_t

    /// Starts a thread that runs `body` once.
    ///
    /// - Parameters:
    ///   - name: what `top -H` and `/proc` show of it; the first 15 characters of ASCII count.
    ///   - stackByteCount: the size of its stack; at least 64 KiB are taken.
    ///   - isOrdinary: without priority, on any processor, whatever the thread has that starts it.
    package init(
        name: String, stackByteCount: Int = 1 << 20, isOrdinary: Bool = false,
        _ body: @escaping @Sendable () -> Void
    ) throws(ThreadError) {
        var attributes = pthread_attr_t()
        unsafe pthread_attr_init(&attributes)
        defer { unsafe pthread_attr_destroy(&attributes) }
        let sized = unsafe pthread_attr_setstacksize(&attributes, max(stackByteCount, 1 << 16))
        guard sized == 0 else { throw ThreadError(name: name, code: sized) }
        if isOrdinary {
            let code = unsafe crealtime_make_ordinary(&attributes)
            guard code == 0 else { throw ThreadError(name: name, code: code) }
        }

        let entry = unsafe Unmanaged.passRetained(Entry(body: body))
        var thread = pthread_t()
        let started = unsafe pthread_create(
            &thread, &attributes,
            { argument in
                guard let argument = unsafe argument else { return nil }
                unsafe Unmanaged<Entry>.fromOpaque(argument).takeRetainedValue().body()
                return nil
            }, entry.toOpaque())
        guard started == 0 else {
            unsafe entry.release()
            throw ThreadError(name: name, code: started)
        }
        handle = thread
        // A name is for people; where the system refuses it the thread does its work without.
        let shortName = String(String.UnicodeScalarView(name.unicodeScalars.filter(\.isASCII)))
        _ = unsafe crealtime_thread_set_name(thread, String(shortName.prefix(15)))
    }

    /// Starts a thread that owns `context`, such as one end of a ring, and runs `body` on it once.
    package init<Context: ~Copyable & Sendable>(
        name: String, stackByteCount: Int = 1 << 20, moving context: consuming Context,
        _ body: @escaping @Sendable (consuming Context) -> Void
    ) throws(ThreadError) {
        let luggage = Luggage(context)
        try self.init(name: name, stackByteCount: stackByteCount) { body(luggage.take()) }
    }

    /// Waits until the thread has ended.
    package consuming func join() {}

    /// Lets the thread go its way; nobody waits for it.
    package consuming func detach() {
        pthread_detach(handle)
        discard self
    }

    deinit { pthread_join(handle, nil) }
}

/// A thread that could not be started.
public struct ThreadError: Error, Equatable, CustomStringConvertible {
    /// As the caller named it.
    public let name: String
    /// The system's error number.
    public let code: CInt

    public var description: String {
        "cannot start thread '\(name)' (errno \(code)): raise the limit of threads or of memory"
    }
}

private final class Entry {
    let body: @Sendable () -> Void
    init(body: @escaping @Sendable () -> Void) { self.body = body }
}

/// Carries a noncopyable value into a closure that runs once. The new thread alone touches it.
private final class Luggage<Context: ~Copyable & Sendable>: @unchecked Sendable {
    private var context: Context?
    init(_ context: consuming Context) { self.context = consume context }

    func take() -> Context {
        guard let taken = context.take() else { preconditionFailure("a thread's body runs once") }
        return taken
    }
}

import CRealtime
import Foundation
import Synchronization

/// Ctrl-C, SIGTERM and SIGHUP ask a run to end in order: the train is cut with its charge balanced, and the
/// folder is written. A second one ends the program at once. A reader of its output that goes away,
/// or a limit to the size of files, does not end a run either.
enum StopSignal {
    private static let count = Atomic<Int>(0)
    private static let first = Atomic<Int32>(0)
    private static let hangUps = Atomic<Int>(0)

    static var isSet: Bool { count.load(ordering: .relaxed) > 0 }

    /// The exit status of a run that a signal ended: 128 and the signal's number.
    static var status: Int32 {
        let number = first.load(ordering: .relaxed)
        return 128 + (number > 0 ? number : SIGINT)
    }

    /// How many times SIGHUP came, where it does not end the run.
    static var rotations: Int { hangUps.load(ordering: .relaxed) }

    /// - Parameter rotates: SIGHUP asks for another file, as a log's rotation does, and ends nothing.
    static func install(rotates: Bool = false) {
        // Made here, because a handler must not be the first to ask for it.
        guard !isSet, first.load(ordering: .relaxed) == 0 else { return }
        signal(SIGPIPE, SIG_IGN)
        // A file that may not grow any more is like a full disk: told of, no reason to die.
        signal(SIGXFSZ, SIG_IGN)
        // A parent may have left them blocked.
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        // `nohup` asks to be left alone when its terminal closes.
        let numbers = [SIGINT, SIGTERM] + (rotates || isIgnored(SIGHUP) ? [] : [SIGHUP])
        if rotates {
            unsafe sigaddset(&signals, SIGHUP)
            signal(SIGHUP) { _ in StopSignal.hangUps.add(1, ordering: .relaxed) }
        }
        for number in numbers { unsafe sigaddset(&signals, number) }
        _ = unsafe pthread_sigmask(CInt(SIG_UNBLOCK), &signals, nil)
        for number in numbers {
            signal(number) { number in
                _ = StopSignal.first.compareExchange(
                    expected: 0, desired: number, ordering: .relaxed)
                if StopSignal.count.add(1, ordering: .relaxed).newValue > 1 { _exit(128 + number) }
            }
        }
    }

    private static func isIgnored(_ number: Int32) -> Bool {
        crealtime_is_ignored(number) != 0
    }
}

import CRealtime
import Foundation
import Realtime
import Synchronization
import Testing

@testable import Alsa

@Suite("A thread that nobody waits for")
struct DetachedThreadTests {
    /// A thread's policy of scheduling and the processors that it may run on, as `/proc` has them.
    private struct Place: Equatable {
        var policy: Substring?
        var processors: Substring?

        static var own: Place {
            let stat =
                (try? String(contentsOfFile: "/proc/thread-self/stat", encoding: .utf8)) ?? ""
            let status =
                (try? String(contentsOfFile: "/proc/thread-self/status", encoding: .utf8)) ?? ""
            // Behind the name, which ends with the last bracket, the policy is the 39th.
            let fields = stat.split(separator: ")").last?.split(separator: " ") ?? []
            return Place(
                policy: fields.count > 38 ? fields[38] : nil,
                processors: status.split(separator: "\n").first { $0.hasPrefix("Cpus_allowed:") })
        }
    }

    @Test("is an ordinary one on any processor, whoever starts it")
    func ordinary() throws {
        let whole = Place.own
        let places = Mutex<(starter: Place?, started: Place?)>((nil, nil))
        let done = DispatchSemaphore(value: 0)
        let thread = try PosixThread(name: "starter") {
            // SCHED_BATCH, which needs no privilege.
            var parameters = sched_param()
            let code = unsafe pthread_setschedparam(pthread_self(), 3, &parameters)
            #expect(code == 0)
            let processor = (0..<CInt(1_024)).first { crealtime_may_run_on($0) != 0 } ?? 0
            #expect(crealtime_confine_to(processor) == 0)
            let starter = Place.own
            places.withLock { $0.starter = starter }
            let isStarted = runDetached {
                let started = Place.own
                places.withLock { $0.started = started }
                done.signal()
            }
            #expect(isStarted)
        }
        thread.join()
        done.wait()
        let (starter, started) = places.withLock { $0 }
        #expect(starter?.policy == "3")
        #expect(started == Place(policy: "0", processors: whole.processors))
    }
}

import CRealtime
import Realtime
import Synchronization
import Testing

/// Whatever a system grants, what is reported must be what is in force.
@Suite struct RealtimeThreadTests {
    private struct Observed: Sendable {
        var grants: [Grant] = []
        var priority = 0
        var processors: [Int] = []
    }

    private static func enter(_ request: RealtimeRequest) throws -> Observed {
        let observed = Mutex(Observed())
        return try withExtendedLifetime(Box(observed)) { box in
            let processor = Processors.realtime
            try PosixThread(name: "grants") {
                let grants = RealtimeThread.enter(
                    name: "test", priority: request.loopPriority, processor: processor, request)
                box.value.withLock {
                    $0.grants = grants
                    $0.priority = Int(crealtime_fifo_priority())
                    $0.processors = Processors.allowed
                }
            }.join()
            return box.value.withLock { $0 }
        }
    }

    private final class Box: Sendable {
        let value: Mutex<Observed>
        init(_ value: consuming Mutex<Observed>) { self.value = value }
    }

    @Test func whatIsReportedIsInForce() throws {
        let observed = try Self.enter(RealtimeRequest())
        let fifo = try #require(observed.grants.first { $0.name == "SCHED_FIFO, test thread" })
        let affinity = try #require(observed.grants.first { $0.name == "affinity, test thread" })
        #expect(observed.grants.count == 3)
        #expect(fifo.isGranted == (observed.priority > 0))
        #expect(affinity.isGranted == (fifo.isGranted && observed.processors.count == 1))
        if fifo.isGranted {
            #expect(fifo.granted == "priority \(observed.priority)")
            #expect(affinity.granted == "processor \(observed.processors[0])")
        }
        for grant in observed.grants { #expect(grant.isGranted || grant.problem != nil) }
    }

    /// Priorities beyond the system's are refused, and say so in the system's words.
    @Test func anImpossiblePriorityIsRefused() throws {
        var request = RealtimeRequest()
        request.loopPriority = 1_000
        let observed = try Self.enter(request)
        #expect(observed.grants[0].isGranted == false)
        #expect(observed.grants[0].granted == "time sharing")
        #expect(observed.grants[0].problem?.isEmpty == false)
        #expect(observed.grants[2].problem == "not asked for without SCHED_FIFO")
        #expect(observed.processors == Processors.allowed)
    }

    @Test func theProcessSaysWhatItHolds() {
        let process = RealtimeProcess(RealtimeRequest())
        #expect(process.grants.map(\.name) == ["memory lock", "processors awake"])
        for grant in process.grants { #expect(grant.isGranted == (grant.problem == nil)) }
        var nothing = RealtimeRequest()
        nothing.locksMemory = false
        nothing.wakeUpMicrosecondsMax = nil
        #expect(RealtimeProcess(nothing).grants.isEmpty)
    }
}

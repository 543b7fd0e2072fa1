import Testing

@testable import Realtime

@Suite("Processor time of a real-time thread")
struct RealtimeBudgetTests {
    private func budget() -> RealtimeBudget {
        RealtimeBudget(
            name: "test",
            grants: [
                Grant(name: "SCHED_FIFO, test thread", asked: "", granted: "", isGranted: true)
            ])
    }

    @Test("less than half of every second is its own")
    func within() {
        var budget = budget()
        for second in 0..<100 {
            let at = Int64(second) * 1_000_000_000
            #expect(budget.take(used: Int64(second) * 490_000_000, at: at) == nil)
        }
    }

    @Test("more is too much, in the very second", arguments: [510, 1_000])
    func beyond(milliseconds: Int64) {
        var budget = budget()
        #expect(budget.take(used: 0, at: 7_000_000_000) == nil)
        #expect(budget.take(used: 1_000_000, at: 8_000_000_000) == nil)
        let used = 1_000_000 + milliseconds * 1_000_000
        #expect(budget.take(used: used, at: 9_000_000_000) == milliseconds * 1_000_000)
    }

    @Test("a thread that slept for long is held to the whole of it")
    func slept() {
        var budget = budget()
        #expect(budget.take(used: 0, at: 0) == nil)
        #expect(budget.take(used: 600_000_000, at: 10_000_000_000) == nil)
    }
}

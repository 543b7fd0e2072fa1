import SignalSources
import Testing

/// A device that breaks whenever it is started again, as PipeWire's does once its server was killed.
@Suite("A device that breaks again and again")
struct BrokenDeviceTests {
    /// One a frame, so that none of them comes between two overruns.
    private func hour(overruns: Int) -> SimulatedHour {
        var hour = SimulatedHour(minutes: 1, seed: 1)
        hour.faultsGiven = (0..<overruns).map { "\(5_000 + $0) overrun 0" }
        hour.secondsMax = 20
        return hour
    }

    @Test("is lost, not slow, and with --reconnect opened anew, every frame accounted for")
    func lost() throws {
        var hour = hour(overruns: 12)
        let again = try hour.run()
        #expect(again.outcome.sourceProblem == nil && again.report.reconnects == 1)
        let ledger = again.report.ledger
        #expect(ledger.given == 10_000 && ledger.given == ledger.read + ledger.lost)
        #expect(again.report.gaps.count == 1 && again.told == ledger.lost)
        hour.reconnects = false
        let run = try hour.run()
        #expect(run.outcome.sourceProblem?.contains("the device was lost (errno 5)") == true)
    }

    @Test("is overrun as long as frames come between")
    func overrun() throws {
        let run = try hour(overruns: 10).run()
        #expect(run.outcome.sourceProblem == nil)
        #expect(run.report.reconnects == 0 && run.report.overruns == 10)
    }
}

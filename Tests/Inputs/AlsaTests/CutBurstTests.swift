import Foundation
import Journal
import Testing

/// Frames stop while pulses are played: those that the output has are accounted for, wherever the cut
/// falls, and nobody counts another number of them.
@Suite("A burst cut while it is played", .serialized)
struct CutBurstTests {
    /// The amplifier's frame, at 500 Hz, at which the first burst is told of; the faults are placed
    /// round it.
    private static let burstFrame: Result<Int, any Error> = Result {
        let run = try SimulatedHour(minutes: 1, seed: 0, faultsGiven: []).run()
        return Int(try #require(run.journal.events.first { $0.kind == .burstStarted }?.frame))
    }

    enum Fault: CaseIterable {
        case overrun, longOverrun, stall, silence, disconnect, jump, lost, frozen, stopped
    }

    /// From before the first pulse to behind the last, at every place in a hop.
    static let places = Array(stride(from: -24, through: 54, by: Extent.isFull ? 1 : 9))

    @Test("journal, files and output agree to the pulse", arguments: Fault.allCases, places)
    func agree(fault: Fault, place: Int) throws {
        let frame = try Self.burstFrame.get() + place
        var hour = SimulatedHour(minutes: 1, seed: 0, faultsGiven: [])
        hour.secondsMax = Double(frame) / 500 + 2.6
        switch fault {
        case .overrun: hour.faultsGiven = ["\(frame) overrun 0"]
        case .longOverrun: hour.faultsGiven = ["\(frame) overrun 400"]
        case .stall: hour.faultsGiven = ["\(frame) stall 0.06"]
        case .silence: hour.faultsGiven = ["\(frame) stall 0.4"]
        case .disconnect: hour.faultsGiven = ["\(frame) disconnect 0.05"]
        case .jump: hour.faultsGiven = ["\(frame) jump 100"]
        case .lost: hour.faultsGiven = ["\(frame) disconnect 1"]
        case .frozen: hour.faultsGiven = ["\(frame) freeze"]
        case .stopped: hour.stopSeconds = Double(frame) / 500
        }
        hour.reconnects = fault != .lost && fault != .frozen
        let run = try hour.run()
        let (issued, words) = (run.outcome.ledger.pulsesIssued, "\(fault) at \(frame)")
        // The first hop in which a pulse is issued ends at `burstFrame`.
        #expect(issued > 0 || place < 0, "\(words)")
        let out = try #require(run.report.output)
        #expect(Int64(out.pulsesPlayed + out.pulsesLate) == issued, "\(words)")
        #expect(run.pulses == Int(issued), "\(words)")
        #expect(out.netCounts == 0 && out.isCertain, "\(words)")
        #expect(run.samples.reduce(Int64(0)) { $0 + Int64($1) } == 0, "\(words)")
        let edges = run.samples.indices.dropFirst()
            .count { run.samples[$0] < 0 && run.samples[$0 - 1] == 0 }
        #expect(edges == out.pulsesPlayed + out.pulsesResumed, "\(words)")
        #expect(RunAccount(run.journal).pulses == Int(issued), "\(words)")
        #expect(RunAccount(run.journal).pulsesMax == Int(issued), "\(words)")
        let closed = try #require(run.journal.events.first { $0.kind == .outputClosed })
        #expect(closed["pulses"]?.integer == Int64(out.pulsesPlayed), "\(words)")
        let rows = try #require(run.files["stimulation.tsv"]).split(separator: "\n").dropFirst()
            .map { $0.split(separator: "\t") }.filter { $0[2] != "refusal" }
        #expect(rows.compactMap { Int64($0[5]) }.reduce(0, +) == issued, "\(words)")
    }
}

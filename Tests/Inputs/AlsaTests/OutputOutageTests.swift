import Foundation
import Journal
import TestSupport
import Testing

@testable import SignalSources

/// The device that plays the pulses goes away and comes back, in simulated time: pulses, charge and
/// journal agree, and no pulse leaves after its time.
@Suite("An output that is away", .serialized)
struct OutputOutageTests {
    /// The output's frame, at 4,000 Hz, near which the first burst begins.
    private static let burstFrame: Result<Int, any Error> = Result {
        let run = try SimulatedHour(minutes: 1, seed: 0, faultsGiven: []).run()
        return 8 * Int(try #require(run.journal.events.first { $0.kind == .burstStarted }?.frame))
    }

    enum Fault: CaseIterable {
        case moment, second, stall, still, twice, killed, breaking

        /// Lines at a frame, and how often the device is lost.
        func lines(_ frame: Int) -> ([String], outages: Int) {
            switch self {
            case .moment: (["\(frame) disconnect 0.004"], 1)
            case .second: (["\(frame) disconnect 1"], 1)
            case .stall: (["\(frame) stall 0.3"], 0)
            case .still: (["\(frame) stall 3"], 1)
            case .killed: (["\(frame) kill 0.5"], 1)
            case .breaking: (["\(frame) break 0.5"], 1)
            case .twice: (["\(frame) disconnect 0.03", "\(frame + 600) disconnect 0.5"], 2)
            }
        }
    }

    /// From before the first pulse to behind the last, at every place in a pulse's period.
    static let places = Array(stride(from: -200, through: 500, by: Extent.isFull ? 14 : 175))

    @Test("wherever it goes, everything agrees", arguments: Fault.allCases, places)
    func agree(fault: Fault, place: Int) throws {
        let frame = try Self.burstFrame.get() + place
        let (lines, outages) = fault.lines(frame)
        var hour = SimulatedHour(minutes: 1, seed: 0, faultsGiven: [])
        hour.secondsMax = Double(frame) / 4_000 + 8
        hour.outputFaults = lines
        let run = try hour.run()
        let words = "\(fault) at \(frame)"
        #expect(run.outcome.sourceProblem == nil, "\(words)")
        #expect(run.report.output?.outages == outages, "\(words)")
        try agree(run, words)
        let kinds = run.journal.events.map(\.kind)
        #expect(kinds.count { $0 == .outputLost } == outages, "\(words)")
        #expect(kinds.count { $0 == .outputReturned } == outages, "\(words)")
    }

    @Test("a server that is killed is no underrun: nothing is resumed or late", arguments: places)
    func killed(place: Int) throws {
        let frame = try Self.burstFrame.get() + place
        var hour = SimulatedHour(minutes: 1, seed: 0, faultsGiven: [])
        hour.secondsMax = Double(frame) / 4_000 + 3
        hour.outputFaults = ["\(frame) kill 0.5"]
        let out = try #require(try hour.run().report.output)
        #expect(out.outages == 1 && out.underruns == 0)
        #expect(out.pulsesResumed == 0 && out.pulsesLate == 0)
    }

    @Test("without an outage it is as with one")
    func none() throws {
        try agree(SimulatedHour(minutes: 1, seed: 0, faultsGiven: []).run(), "none")
    }

    @Test("random outages", arguments: (Extent.isFull ? 0..<40 : 0..<4) as Range<UInt64>)
    func random(seed: UInt64) throws {
        var noise = SplitMix64(seed: seed)
        var lines: [String] = []
        var frame = 4_000
        // The last outage is over well before the end.
        while frame < 4_000 * 100 {
            let seconds = Double.random(in: 0.005...4, using: &noise)
            lines.append(
                "\(frame) \(Bool.random(using: &noise) ? "disconnect" : "stall") \(seconds)")
            frame += Int(seconds * 4_000) + Int.random(in: 200...16_000, using: &noise)
        }
        var hour = SimulatedHour(minutes: 2, seed: seed, faultsGiven: [])
        hour.outputFaults = lines
        let run = try hour.run()
        let words = "seed \(seed)"
        #expect(run.outcome.sourceProblem == nil, "\(words)")
        try agree(run, words)
        let out = try #require(run.report.output)
        #expect(out.outages > 0 && out.pulsesPlayed > 0, "\(words)")
        let kinds = run.journal.events.map(\.kind).filter {
            $0 == .outputLost || $0 == .outputReturned
        }
        // One after the other; what came within a hop is one.
        #expect(kinds.count <= 2 * out.outages && kinds.count.isMultiple(of: 2), "\(words)")
        #expect(kinds.indices.allSatisfy { (kinds[$0] == .outputLost) == $0.isMultiple(of: 2) })
    }

    /// Pulses, charge, journal and what the device really played.
    private func agree(_ run: SimulatedHour.Run, _ words: String) throws {
        let out = try #require(run.report.output)
        let issued = run.outcome.ledger.pulsesIssued
        #expect(Int64(out.pulsesAccounted) == issued && run.pulses == Int(issued), "\(words)")
        #expect(RunAccount(run.journal).pulses == Int(issued), "\(words)")
        let rows = try #require(run.files["stimulation.tsv"]).split(separator: "\n").dropFirst()
            .map { $0.split(separator: "\t") }.filter { $0[2] != "refusal" }
        #expect(rows.compactMap { Int64($0[5]) }.reduce(0, +) == issued, "\(words)")
        let closed = try #require(run.journal.events.first { $0.kind == .outputClosed })
        #expect(closed["pulses"]?.integer == Int64(out.pulsesPlayed), "\(words)")
        #expect(closed["isCertain"] == .bool(out.pulsesInDoubt == 0), "\(words)")
        // What it was given, and what it played of that.
        #expect(run.samples.reduce(Int64(0)) { $0 + Int64($1) } == out.netCounts, "\(words)")
        let places = run.placesPlayed
        let net = places.reduce(Int64(0)) { $0 + Int64(run.samples[$1]) }
        #expect(abs(net) <= out.doubtCounts && (net == 0 || !out.isCertain), "\(words)")
        let edges = places.filter { $0 > 0 && run.samples[$0] < 0 && run.samples[$0 - 1] >= 0 }
        #expect(edges.count >= out.pulsesPlayed, "\(words)")
        #expect(
            edges.count <= out.pulsesPlayed + out.pulsesInDoubt + out.pulsesResumed, "\(words)")
        let late = try edges.count { try !run.isInTime($0) }
        #expect(late <= out.pulsesResumed, "\(words)")
    }

    @Test("while it is away no therapy starts, detection goes on, and it is said why")
    func refusal() throws {
        let burst = try Self.burstFrame.get()
        var hour = SimulatedHour(minutes: 1, seed: 0, faultsGiven: [])
        hour.secondsMax = 20
        hour.outputFaults = ["4000 disconnect \(Double(burst - 4_000) / 4_000 + 1.5)"]
        let run = try hour.run()
        let events = run.journal.events
        let back = try #require(events.firstIndex { $0.kind == .outputReturned })
        #expect(events[..<back].contains { $0.kind == .detection })
        #expect(events[..<back].allSatisfy { $0.kind != .burstStarted })
        #expect(events[..<back].contains { $0["reason"]?.text == "output lost" })
        // In the same episode, as soon as there is something to play on.
        let burstStarted = try #require(events[back...].firstIndex { $0.kind == .burstStarted })
        #expect(events[back..<burstStarted].allSatisfy { $0.kind != .episodeEnded })
        #expect(run.report.output?.pulsesWhileAway == 0 && run.report.output?.isCertain == true)
    }

    @Test("a burst that it breaks off says so")
    func cut() throws {
        let frame = try Self.burstFrame.get() + 60
        var hour = SimulatedHour(minutes: 1, seed: 0, faultsGiven: [])
        hour.secondsMax = Double(frame) / 4_000 + 3
        hour.outputFaults = ["\(frame) disconnect 0.5"]
        let run = try hour.run()
        let ended = run.journal.events.first { $0.kind == .burstEnded }
        #expect(ended?["cutBecause"]?.text == "output lost")
        #expect(run.files["report.html"]?.contains("The output was lost 1 time") == true)
    }

    @Test("while the input is silent it is said at once, as the silence was")
    func silence() throws {
        var hour = SimulatedHour(minutes: 1, seed: 0, faultsGiven: ["5000 stall 1.5"])
        hour.secondsMax = 15
        // A third of a second into the silence, and over well before it is.
        hour.outputFaults = ["41300 disconnect 0.4"]
        let run = try hour.run()
        let events = run.journal.events
        let silent = try #require(
            events.firstIndex { $0.kind == .stateChanged && $0["reason"]?.text == "source lost" })
        let told = events[silent...].prefix { $0.frame == events[silent].frame }.map(\.kind)
            .filter { [.stateChanged, .outputLost, .outputReturned].contains($0) }
        #expect(told == [.stateChanged, .outputLost, .outputReturned])
        #expect(run.report.holds == 1 && run.report.output?.outages == 1)
    }

    @Test("an error number of the system is told as that, whatever it is")
    func words() {
        #expect(CaptureError.loss(ETIMEDOUT) == "errno \(ETIMEDOUT)")
        #expect(CaptureError.loss(PulseOutput.stillCode) == "it has taken no frame for 2.0 s")
    }

    @Test(
        "what cannot go on ends the run, and says why",
        arguments: [
            ("8000 freeze", true, "was lost and not back at the run's end"),
            ("8000 disconnect 60", true, "was lost and not back at the run's end"),
            ("8000 disconnect 0.1 5000", true, "came back with rate 5000 Hz instead of 4000 Hz"),
            ("8000 freeze", false, "it has taken no frame for 2.0 s"),
            ("8000 disconnect 60", false, "errno 19"),
            ("8000 kill 60", false, "errno 19"),
            ("8000 break 60", true, "was lost and not back at the run's end"),
            ("8000 break 60", false, "errno 5"),
        ])
    func ending(fault: String, reconnects: Bool, problem: String) throws {
        var hour = SimulatedHour(minutes: 1, seed: 0, faultsGiven: [])
        hour.secondsMax = 10
        hour.reconnects = reconnects
        hour.outputFaults = [fault]
        let run = try hour.run()
        #expect(run.outcome.sourceProblem?.contains(problem) == true)
        try agree(run, fault)
        let isToTheEnd = problem.hasSuffix("run's end")
        #expect((run.report.ledger.given == 5_000) == isToTheEnd)
        let events = run.journal.events
        #expect(events.count { $0.kind == .outputLost } == 1)
        #expect(run.report.output?.outages == 1)
        #expect(!events.contains { $0.kind == .outputReturned })
    }
}

extension SimulatedHour.Run {
    /// Places in `samples` that were played.
    fileprivate var placesPlayed: [Int] {
        var isPlayed = samples.map { _ in true }
        for row in outputLedger where row.kind == "unplayed" {
            for place in row.from..<row.to { isPlayed[Int(place)] = false }
        }
        return samples.indices.filter { isPlayed[$0] }
    }

    /// When a place of `samples` left, by the device's clock, µs.
    private func microseconds(ofPlace place: Int) throws -> Int64 {
        let start = try #require(
            outputLedger.last { $0.kind == "start" && $0.from <= Int64(place) })
        return (start.to + Int64(place) - start.from) * 250
    }

    /// Whether the edge at a place left the same time after a simulated one as the first of all did,
    /// to two frames.
    fileprivate func isInTime(_ place: Int) throws -> Bool {
        let leaves = try microseconds(ofPlace: place)
        // 15 ms for what the output holds, and what lies between the two devices' starts.
        return pulseStarts.contains {
            abs($0 + Self.wayMicroseconds - leaves) <= 750
        }
    }

    /// From the simulated edge to the output's, of a run without a fault.
    private static let wayMicroseconds: Int64 = {
        guard let run = try? SimulatedHour(minutes: 1, seed: 0, faultsGiven: []).run(),
            let edge = run.samples.firstIndex(where: { $0 < 0 }),
            let leaves = try? run.microseconds(ofPlace: edge), let first = run.pulseStarts.first
        else { return Int64.min / 4 }
        return leaves - first
    }()
}

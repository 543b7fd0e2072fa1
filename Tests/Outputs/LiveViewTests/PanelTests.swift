import Journal
import RunFolder
import Stimulation
import Testing

@testable import LiveView
@testable import Pipeline

/// What stands beside the traces, as the page is told of it.
@Suite struct PanelTests {
    private let run: GeneratedRun

    init() throws { run = try GeneratedRun() }

    private func figures(_ hops: [ViewedHop]) -> JSONValue {
        var soFar = RunSoFar(run.subject)
        for hop in hops { soFar.take(hop) }
        return soFar.json
    }

    @Test func aCaptureTellsItsDeviceItsClockAndItsDisk() throws {
        var hops = Array(try run.hops().prefix(3))
        #expect(figures(hops)["capture"] == .null)
        var status = RunStatus(device: "hw:<b>1</b>", process: 1, start: nil)
        status.input = .init(isAway: true, reconnects: 3, overruns: 4, driftPartsPerMillion: -12.5)
        status.recording = .init(path: "a.edf", bytesPerSecond: 1_000, reserveBytes: 500)
        status.recording?.freeBytes = 10_500
        status.output = .init(device: "hw:2")
        hops[1].capture = status
        // A hop without news leaves the last.
        let capture = try #require(figures(hops)["capture"])
        #expect(capture["device"]?.text == "hw:<b>1</b>" && capture["isAway"] == .bool(true))
        #expect(capture["reconnects"]?.integer == 3 && capture["drift"]?.number == -12.5)
        #expect(capture["overruns"]?.integer == 4)
        #expect(capture["recording"]?["freeBytes"]?.integer == 10_500)
        #expect(capture["recording"]?["reserveBytes"]?.integer == 500)
        #expect(capture["recording"]?["secondsLeft"]?.number == 10)
        #expect(capture["output"]?["isAway"] == .bool(false))
    }

    @Test func aPatientHasItsNodesAndWhichOfThemSeize() throws {
        var subject = run.subject
        #expect(subject.json["patient"] == .null)
        subject.patient = PatientLayout(
            nodes: [.init(x: 1, y: 2, tissue: "zone"), .init(x: -3, y: 4, tissue: "healthy")],
            contacts: [(5, 6)])
        let layout = try #require(subject.json["patient"])
        #expect(layout["nodes"]?.list?.count == 2)
        #expect(
            layout["nodes"]?.list?[1] == .list([.number(-3), .number(4), .text("healthy")]))
        #expect(layout["contacts"]?.list == [.list([.number(5), .number(6)])])
        var hops = Array(try run.hops().prefix(2))
        hops[0].treated = .init(ictalNodes: [0, 1], secondsInSeizure: 3)
        #expect(hops[0].isInSeizure && !hops[0].isTwinInSeizure)
        hops[1].treated = .init(ictalNodes: [1], secondsInSeizure: 4)
        hops[1].twin = .init(ictalNodes: [], secondsInSeizure: 1)
        #expect(figures(hops)["treated"]?["ictal"] == .list([.integer(1)]))
        #expect(figures(hops)["twin"]?["ictal"] == .list([]))
    }

    @Test func contactsAreThoseOfTheLastPulseAndBeforeItTheProgrammesFirst() throws {
        let hops = try run.hops()
        let first = try #require(hops.firstIndex { !$0.report.pulses.isEmpty })
        let burst = run.planned.plan.stimulation.therapies.therapy(0).burst(0)
        let before = try #require(figures(Array(hops[..<first]))["stimulation"])
        #expect(before["cathodes"]?.integer == Int64(burst.cathodes.rawValue))
        #expect(before["anodes"]?.integer == Int64(burst.anodes.rawValue))
        // A pulse through other contacts.
        var hop = hops[first]
        var pulse = try #require(hop.report.pulses.last)
        (pulse.cathodes, pulse.anodes) = (burst.anodes, burst.cathodes)
        hop.report.pulses = [pulse]
        let after = try #require(figures(Array(hops[..<first]) + [hop])["stimulation"])
        #expect(after["cathodes"]?.integer == Int64(burst.anodes.rawValue))
        #expect(after["anodes"]?.integer == Int64(burst.cathodes.rawValue))
    }
}

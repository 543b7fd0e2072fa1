import Foundation
import Journal
import Recordings
import TestSupport
import Testing

/// `quench patient`, and `quench simulate` on the patient of a file.
@Suite(.enabled(if: Quench.executable != nil, Quench.missing))
struct PatientTests {
    private let folder: TemporaryFolder

    /// A patient in a seizure within a second.
    private static let eager = "zoneX0: -1.9\ninitialPermittivityRise: 0\n"

    init() throws {
        folder = try TemporaryFolder()
        try folder.write(Self.eager, to: "eager.yaml")
    }

    private func simulate(
        _ options: String, duration: Int = 20, output: String = "out"
    ) throws -> RunSummary {
        let line = "simulate --json --rate 128 --duration \(duration) --output \(output) \(options)"
        let result = try Quench.run(
            line.split(separator: " ").map(String.init), in: folder)
        try #require(result.status == 0 && !result.wasKilled, "\(result.errors)")
        #expect(names(in: folder.file(output)) == fileNames)
        return try RunSummary(path: folder.file("\(output)/summary.json"))
    }

    @Test func theDefaultPatientAsAFileIsTheDefaultPatient() throws {
        let printed = try Quench.run("patient", in: folder)
        #expect(printed.status == 0 && printed.errors.isEmpty)
        try folder.write(printed.output, to: "P.yaml")
        let checked = try Quench.run("patient", "--check", "P.yaml", in: folder)
        #expect(checked.status == 0 && checked.errors.isEmpty, "\(checked.errors)")
        #expect(
            checked.output.hasPrefix("P.yaml: valid; 12 nodes (3 zone, 4 propagation, 5 healthy)"))
        #expect(checked.output.contains("seizures an hour: 26 expected"))
        #expect(!checked.output.contains("assumption"))
        let without = try simulate("")
        let with = try simulate("--patient P.yaml", output: "with")
        #expect(with.decisionHash == without.decisionHash)
        #expect(with.virtualPatient?.patientFile == "P.yaml")
        #expect(without.virtualPatient?.patientFile == nil)
    }

    /// A true seizure that was missed has its picture, and the table leads to it; a found one has none.
    /// One begins at 0.8 s, the other at 53 s, which the run ends in.
    @Test(arguments: [(4, 0), (40, 1), (60, 2)])
    func aMissedSeizureIsDrawn(holdOffSeconds: Int, missed: Int) throws {
        try folder.write("detector: {holdOffSeconds: \(holdOffSeconds)}\n", to: "late.yaml")
        let summary = try simulate(
            "--patient eager.yaml --open-loop --seed 8 --settings late.yaml", duration: 60)
        let delays = try #require(summary.reference?.detectionDelaysSeconds)
        #expect(delays.count == 2 && delays.count { $0 == nil } == missed)
        let page = String(decoding: try folder.bytes("out/report.html"), as: UTF8.self)
        for (index, delay) in delays.enumerated() {
            let anchor = "missed-\(index + 1)"
            let parts = page.components(separatedBy: "id=\"\(anchor)\"")
            #expect(parts.count == (delay == nil ? 2 : 1), "\(anchor)")
            #expect(page.contains("href=\"#\(anchor)\"") == (delay == nil), "\(anchor)")
            let section = parts[parts.count - 1].components(separatedBy: "</section>")[0]
            if delay == nil { #expect(section.contains("<svg") && section.contains("<path")) }
        }
    }

    @Test func theCheckTellsWhatAFileComesTo() throws {
        try folder.write(
            "imaging: {zoneContacts: [B1]}\ngenotype: {gene: KCNQ2}\n", to: "reasons.yaml")
        let result = try Quench.run("patient", "--check", "reasons.yaml", in: folder)
        #expect(result.status == 0 && result.errors.isEmpty)
        #expect(result.output.contains("12 nodes (1 zone, "))
        #expect(result.output.contains("-2.095"))
        #expect(result.output.contains("seizures an hour: not known"))
        #expect(result.output.contains("NeuroImage 145:377"))
        #expect(result.output.contains("Science 279:403"))
        let few = try Quench.run(
            "patient", "--check", "reasons.yaml", "--channels", "4", in: folder)
        #expect(few.status == 1 && few.errorLines.count == 1)
        #expect(few.errors.hasPrefix("quench: reasons.yaml:1: imaging.zoneContacts[0]: 'B1'"))
    }

    @Test func aPatientFileChangesTheRunAndIsNamedInIt() throws {
        let standard = try simulate("--seed 3")
        let eager = try simulate("--seed 3 --patient eager.yaml", output: "eager")
        #expect(eager.decisionHash != standard.decisionHash)
        #expect(standard.virtualPatient?.seizures.isEmpty == true)
        #expect(eager.virtualPatient?.seizures.isEmpty == false)
        #expect(eager.recording.name == "virtual patient, eager.yaml, seed 3")
        let page = String(decoding: try folder.bytes("eager/report.html"), as: UTF8.self)
        #expect(page.contains("--patient eager.yaml"))
        #expect(eager.identity?.files.map(\.role) == ["patient"])
    }

    @Test func theSameSeedIsTheSameRun() throws {
        for output in ["first", "second"] {
            _ = try simulate("--patient eager.yaml --seed 7", output: output)
        }
        for name in ["events.tsv", "stimulation.tsv"] {
            #expect(try folder.bytes("first/\(name)") == folder.bytes("second/\(name)"), "\(name)")
        }
        let summaries = try ["first", "second"].map { output in
            var summary = try RunSummary(path: folder.file("\(output)/summary.json"))
            summary.identity = nil
            return try summary.text()
        }
        #expect(summaries[0] == summaries[1])
        let other = try simulate("--patient eager.yaml --seed 8", output: "other")
        #expect(
            other.decisionHash
                != (try RunSummary(path: folder.file("first/summary.json"))).decisionHash)
    }

    /// Tissue that feels nothing: pulses come, and the seizures are the untreated twin's exactly.
    @Test func aShamIsTheUntreatedTwin() throws {
        try folder.write(Self.eager + "stimulation: {kickPerFieldImpulse: 0}\n", to: "sham.yaml")
        let sham = try simulate("--patient sham.yaml", duration: 30)
        let own = try #require(sham.virtualPatient)
        let twin = try #require(own.untreated)
        #expect(sham.stimulation.pulses > 0)
        #expect(own.seizures == twin.seizures && !own.seizures.isEmpty)
        #expect(own.timeInSeizureSeconds == twin.timeInSeizureSeconds)
        let treated = try simulate("--patient eager.yaml", duration: 30, output: "treated")
        #expect(treated.stimulation.pulses > 0)
        #expect(treated.virtualPatient?.seizures != twin.seizures)
        #expect(treated.virtualPatient?.untreated == twin)
    }

    @Test func theSignalOfAPatientFileIsWritten() throws {
        let summary = try simulate("--patient eager.yaml --channels 6 --write p_ieeg.edf")
        let recording = try Recording(opening: folder.file("p_ieeg.edf"))
        #expect(recording.channels.map(\.name) == ["A1", "A2", "A3", "A4", "B1", "B2"])
        let seizures = try #require(summary.virtualPatient?.seizures)
        let events = try #require(recording.referenceEvents)
        #expect(events.seizures.count == seizures.count && !seizures.isEmpty)
        for (event, seizure) in zip(events.seizures, seizures) {
            #expect(abs(event.onsetSeconds - seizure.onsetSeconds) < 1e-3)
        }
        let again = try Quench.run(
            "simulate", "--patient", "eager.yaml", "--write", "p_ieeg.edf", in: folder)
        #expect(again.status == 1 && again.errors.contains("p_ieeg.edf: is there already"))
    }

    @Test(arguments: [2, 64]) func fewAndManyNodes(count: Int) throws {
        let nodes = (0..<count).map {
            "  - {position: [\($0 % 8 * 3), \($0 / 8 * 3), 0], tissue: \($0 < 2 ? "zone" : "healthy")}"
        }
        try folder.write(
            Self.eager + "nodes:\n" + nodes.joined(separator: "\n") + "\n", to: "nodes.yaml")
        let summary = try simulate("--patient nodes.yaml --channels 4", duration: 10)
        #expect(summary.virtualPatient?.seizures.isEmpty == false)
    }

    /// Where the state diverges the run ends with one line, and what came before is kept.
    @Test func aDivergingStateIsSaidAndTheRunIsKept() throws {
        try folder.write("stepsPerSecond: 200\n", to: "coarse.yaml")
        let result = try Quench.run(
            "simulate", "--patient", "coarse.yaml", "--output", "out", "--duration", "30",
            in: folder)
        #expect(result.status == 1 && !result.wasKilled)
        #expect(result.errorLines.count == 1, "\(result.errors)")
        #expect(
            result.errors.wholeMatch(
                of: /quench: patient: nodes\[\d+\] diverged at [\d.]+ s; choose more .*\n/) != nil,
            "\(result.errors)")
        #expect(names(in: folder.file("out")) == fileNames)
        let summary = try RunSummary(path: folder.file("out/summary.json"))
        #expect(summary.endReason?.contains("diverged") == true)
    }

    @Test(arguments: [
        ("zonX0: 1", "bad.yaml:1: zonX0: unknown field; known here: "),
        ("\nzoneX0: 1", "bad.yaml:2: zoneX0: must be from -6 to 0, 1 found"),
        ("nodes: [{position: [0, 0, 0], tissue: brain}]", "bad.yaml:1: nodes[0].tissue: one of "),
        ("genotype: {gene: XYZ}", "bad.yaml:1: genotype.gene: 'XYZ' is not known; known are SCN1A"),
        ("imaging: {zoneContacts: [C1]}", "bad.yaml:1: imaging.zoneContacts[0]: 'C1' is not known"),
        ("a: [", "bad.yaml:2: "),
    ])
    func aMistakeInTheFileIsOneLine(text: String, expected: String) throws {
        try folder.write(text + "\n", to: "bad.yaml")
        for arguments in [
            ["patient", "--check", "bad.yaml"], ["simulate", "--patient", "bad.yaml"],
        ] {
            let result = try Quench.run(arguments, in: folder)
            #expect(result.status == 1 && !result.wasKilled && result.output.isEmpty)
            #expect(result.errorLines.count == 1, "\(result.errors)")
            #expect(result.errors.hasPrefix("quench: \(expected)"), "\(result.errors)")
        }
        #expect(!FileManager.default.fileExists(atPath: folder.file("quench-run")))
    }

    @Test(arguments: [
        ("simulate --patient absent.yaml", "absent.yaml: cannot be read; is it there?"),
        ("simulate --patient .", ".: "),
        ("simulate --channels 0", "--channels must be 1 to 64"),
        ("simulate --channels 65", "--channels must be 1 to 64"),
        ("simulate --rate 50", "--rate must be 100 to 5,000 Hz"),
        // Therapies of the default settings use contacts 1 to 4.
        ("simulate --channels 2", "cathodes: 3, 4 does not exist"),
        ("patient --check eager.yaml --channels 0", "channelCount is 0"),
        ("patient --check absent.yaml", "absent.yaml: cannot be read"),
    ])
    func aMistakeOnTheCommandLineIsOneLine(line: String, expected: String) throws {
        let result = try Quench.run(line.split(separator: " ").map(String.init), in: folder)
        #expect(result.status == 1 && !result.wasKilled && result.output.isEmpty)
        #expect(result.errorLines.count == 1, "\(result.errors)")
        #expect(result.errors.contains(expected), "\(result.errors)")
    }
}

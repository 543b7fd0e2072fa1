import Foundation
import TestSupport
import Testing

@testable import RunFolder

/// The comparison with annotated seizures, and refusals.
@Suite struct ReferenceTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// `summary.json` as any program reads it.
    private func summary(_ run: Finished) throws -> [String: Any] {
        let data = Data(run.text("summary.json").utf8)
        return try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    private func run(seizures: [(onset: Double, end: Double)]?) throws -> Finished {
        try Run(reference: seizures.map { .init(source: "test_events.tsv", seizures: $0) })(
            Noise(durationSeconds: 36).recording(in: folder), into: folder.file("out"))
    }

    @Test func aDetectedSeizure() throws {
        let run = try run(seizures: [(9.5, 16)])
        let reference = try #require(summary(run)["reference"] as? [String: Any])
        #expect(reference["source"] as? String == "test_events.tsv")
        #expect(reference["sensitivity"] as? Double == 1)
        #expect(reference["falseAlarmsPerHour"] as? Double == 0)
        let delay = try #require(reference["detectionDelaySeconds"] as? Double)
        #expect(abs(delay - (run.summary.episodes[0].onsetSeconds - 9.5)) < 1e-9)
        #expect(run.result.screen(folder: "out").text().contains("1 of 1 seizure detected"))
    }

    /// Far enough from the episode for SzCORE's tolerance.
    @Test func aMissedSeizureAndAFalseAlarm() throws {
        let recording = try Noise(rateHertz: 100, durationSeconds: 130).recording(in: folder)
        let run = try Run(reference: .init(source: "test", seizures: [(120, 128)]))(
            recording, into: folder.file("out"))
        let reference = try #require(summary(run)["reference"] as? [String: Any])
        #expect(reference["sensitivity"] as? Double == 0)
        let alarms = try #require(reference["falseAlarmsPerHour"] as? Double)
        #expect(abs(alarms - 3_600 / 130.0) < 1e-9)
        #expect(reference["detectionDelaySeconds"] is NSNull)
        #expect(run.summary.reference?.detectionDelaysSeconds == [nil])
    }

    @Test func aListWithoutASeizure() throws {
        let run = try run(seizures: [])
        let reference = try #require(summary(run)["reference"] as? [String: Any])
        #expect(reference["sensitivity"] is NSNull)
        #expect(reference["detectionDelaySeconds"] is NSNull)
        let alarms = try #require(reference["falseAlarmsPerHour"] as? Double)
        #expect(abs(alarms - 100) < 1e-9)
    }

    @Test func noReferenceIsNull() throws {
        let run = try run(seizures: nil)
        #expect(try summary(run)["reference"] is NSNull)
        #expect(run.text("summary.json").contains(#""reference": null"#))
    }

    @Test func refusalsHaveTheirRows() throws {
        var settings = Run().settings
        settings.stimulation.therapiesPerHour = 1
        settings.stimulation.redetectionSeconds = 0.1
        let run = try Run(settings: settings)(
            Noise(durationSeconds: 50, seizures: [10..<16, 32..<37]).recording(in: folder),
            into: folder.file("out"))
        #expect(run.summary.stimulation.therapies == 1)
        let rows = try run.stimulationRows.filter { $0["type"] == "refusal" }
        #expect(!rows.isEmpty && rows.allSatisfy { $0["reason"] == "hour cap" })
        for row in rows { #expect(row["pulses"] == "n/a" && row.number("onset") > 10) }
        #expect(run.summary.stimulation.refusals == rows.count)
        #expect(run.summary.stimulation.refusalsByReason == ["hour cap": rows.count])
        #expect(run.events(.therapyRefused).map { $0["reason"]?.text } == rows.map { $0["reason"] })
    }

    @Test func detectOnlyNeverStimulates() throws {
        var settings = Run().settings
        settings.stimulation.mode = .off
        let run = try Run(settings: settings)(
            Noise().recording(in: folder), into: folder.file("out"))
        #expect(run.summary.episodes.count == 1)
        #expect(run.summary.stimulation.pulses == 0 && run.summary.stimulation.therapies == 0)
        #expect(run.summary.stimulation.imbalanceMaximumPicocoulombs == nil)
        #expect(try run.stimulationRows.allSatisfy { $0["type"] == "refusal" })
        #expect(run.events(.burstEnded).isEmpty && run.events(.therapyStarted).isEmpty)
        #expect(run.result.screen(folder: "out").text().contains("Stimulation is off"))
    }
}

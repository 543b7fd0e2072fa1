import Foundation
import Journal
import TestSupport
import Testing

/// The recordings that lie beside the project, with the default settings and no tuning.
@Suite(
    .enabled(if: Quench.executable != nil, Quench.missing),
    .enabled(if: Surroundings.recordings != nil, "skipped: no recordings"))
struct RealRecordingTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func replay(_ name: String, _ options: String...) throws -> RunSummary {
        let recordings = try #require(Surroundings.recordings)
        let result = try Quench.run(
            ["replay", "\(recordings.path)/\(name)", "--output", "out", "--json"] + options,
            in: folder)
        try #require(result.status == 0 && !result.wasKilled, "\(result.errors)")
        #expect(names(in: folder.file("out")) == fileNames)
        _ = try jsonObject(result.output)
        return try RunSummary(path: folder.file("out/summary.json"))
    }

    /// Onset and end of the annotated seizure, and how much of the recording is enough to see it.
    @Test(arguments: [
        ("sub-mouse01/ieeg/sub-mouse01_run-315_ieeg.edf", 77.891, 115.499, 120.0),
        ("sub-dog01/ieeg/sub-dog01_task-spliced_run-01_ieeg.edf", 99.998, 131.028, 135),
        ("sub-dog01/ieeg/sub-dog01_task-spliced_run-02_ieeg.edf", 21.921, 56.955, 60),
        ("sub-pt01/ieeg/sub-pt01_task-ictal_run-01_ieeg.edf", 10, 30, 30),
    ])
    func theSeizureIsFoundAndTreated(
        name: String, onset: Double, end: Double, to: Double
    ) throws {
        let summary = try replay(name, "--to", "\(to)")
        let found = summary.episodes.filter { (onset - 5..<end).contains($0.onsetSeconds) }
        #expect(!found.isEmpty, "\(summary.episodes.map(\.onsetSeconds))")
        #expect(summary.reference?.seizuresDetected == 1)
        #expect(summary.stimulation.pulses > 0)
        #expect(summary.stimulation.imbalanceMaximumPicocoulombs == 0)
    }

    @Test(arguments: ["313", "314"]) func aQuietRunHasNoEpisode(run: String) throws {
        let summary = try replay("sub-mouse01/ieeg/sub-mouse01_run-\(run)_ieeg.edf")
        #expect(summary.episodes.isEmpty)
        #expect(summary.stimulation.pulses == 0)
        #expect(summary.reference?.falseAlarmsPerHour == 0)
    }

    /// Every file is read to its end elsewhere; here a few seconds of each run.
    @Test(arguments: Surroundings.recordingNames) func everyRecordingRuns(name: String) throws {
        try folder.write("frontEnd:\n  rateHertz: 512\n", to: "rate.yaml")
        let isMixed = name.contains("mixed_rates")
        let summary =
            isMixed
            ? try replay(name, "--to", "3", "--settings", "rate.yaml")
            : try replay(name, "--to", "3")
        #expect(summary.decisions > 0)
        #expect(summary.counts.framesRead > 0)
        #expect(summary.counts.telemetryLost == 0 && summary.counts.journalEventsLost == 0)
    }

    @Test func aGapStaysAGap() throws {
        let summary = try replay("formats/edf/gap_edfplusd.edf")
        #expect(summary.counts.gaps == 1)
        #expect(summary.counts.framesMissingInGaps == 5 * 256)
        #expect(summary.counts.safeStates >= 1)
    }
}

extension Surroundings {
    /// Every recording, by its path from their folder.
    static let recordingNames: [String] = {
        guard let recordings else { return [] }
        let all = (try? FileManager.default.subpathsOfDirectory(atPath: recordings.path)) ?? []
        return all.filter { name in [".edf", ".bdf", ".vhdr"].contains { name.hasSuffix($0) } }
            .sorted()
    }()
}

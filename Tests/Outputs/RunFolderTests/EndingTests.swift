import Foundation
import Journal
import TestSupport
import Testing

@testable import RunFolder

/// Runs that end in the middle of something, or begin there.
@Suite struct EndingTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func anEpisodeThatIsOpenAtTheEndHasNoEnd() throws {
        let recording = try Noise(durationSeconds: 16, seizures: [10..<16])
            .recording(in: folder)
        let run = try Run()(recording, into: folder.file("out"))
        let episode = try #require(run.summary.episodes.last)
        #expect(episode.durationSeconds == nil)
        #expect(run.events(.episodeEnded).isEmpty)
        #expect(run.text("summary.json").contains(#""durationSeconds": null"#))
        // A scorer needs an end: that of the recording.
        let row = try #require(run.eventRows.last)
        #expect(abs(row.number("onset") + row.number("duration") - 16) < 2e-3)
        #expect(run.result.screen(folder: "out").text().contains(" open "))
    }

    @Test func aRunStoppedInABurstSaysSo() throws {
        let recording = try Noise().recording(in: folder)
        var settings = Run().settings
        settings.stimulation.therapies[0].bursts[0].durationMilliseconds = 3_000
        let seizures: [(onset: Double, end: Double)] = [(10, 16), (20, 22)]
        let run = try Run(
            settings: settings, reference: .init(source: "test", seizures: seizures),
            stopsAtPulse: 10)(recording, into: folder.file("out"))
        #expect(run.result.outcome.wasStopped)
        let row = try #require(run.stimulationRows.last)
        #expect(row["type"] == "cut")
        #expect(row["reason"] == "stopped by the user")
        #expect(run.events(.burstEnded).last?["cutBecause"]?.text == "stopped by the user")
        #expect(Int(row.number("pulses")) == run.summary.stimulation.pulses)
        #expect(run.summary.stimulation.pulses < 300)
        #expect(run.summary.stimulation.imbalanceMaximumPicocoulombs == 0)
        let end = try #require(run.journal.events.last)
        #expect(end.kind == .runEnded)
        #expect(end["reason"]?.text == "stopped by the user")
        #expect(end.timeSeconds > 10 && end.timeSeconds < 16)
        #expect(end.frame == Int64(run.summary.counts.framesRead))
        // Only what was run is scored: the second seizure was never reached.
        let reference = try #require(run.summary.reference)
        #expect(reference.seizures == 1 && reference.sensitivity == 1)
    }

    @Test func aStretchHasTheRecordingsTimes() throws {
        let recording = try Noise(durationSeconds: 30, seizures: [14..<20])
            .recording(in: folder)
        let run = try Run(
            from: 6, to: 25, reference: .init(source: "test", seizures: [(2, 4), (14, 20)]))(
                recording, into: folder.file("out"))
        let episode = try #require(run.summary.episodes.first)
        #expect(episode.onsetSeconds > 14 && episode.onsetSeconds < 16)
        let burst = try #require(run.stimulationRows.first)
        #expect(burst.number("onset") > episode.onsetSeconds && burst.number("onset") < 16)
        #expect(abs(try run.eventRows[0].number("onset") - episode.onsetSeconds) < 6e-4)
        #expect(run.summary.counts.framesRead == 19 * 200)
        #expect(run.journal.events.last?.timeSeconds == 25)
        let reference = try #require(run.summary.reference)
        #expect(reference.seizures == 1 && reference.sensitivity == 1)
        let delay = try #require(reference.detectionDelaySeconds)
        #expect(abs(delay - (episode.onsetSeconds - 14)) < 1e-6)
    }

    /// At 200 Hz a hop has four frames.
    @Test(arguments: [(0.005, 0), (0.015, 0), (0.02, 1), (0.025, 1), (0.04, 2)])
    func aRecordingOfNoMoreThanAHop(seconds: Double, hops: Int) throws {
        let recording = try Noise(durationSeconds: 1).recording(in: folder)
        let run = try Run(to: seconds)(recording, into: folder.file("out"))
        #expect(run.summary.decisions == hops)
        #expect(run.summary.counts.framesRead == Int((seconds * 200).rounded()))
        #expect(run.summary.episodes.isEmpty)
        #expect(try run.eventRows.map { $0["eventType"] } == ["bckg"])
        #expect(try run.stimulationRows.isEmpty)
        let kinds = run.journal.events.map(\.kind).filter { $0 != .therapyAllowed }
        #expect(kinds == [.runStarted, .runEnded])
        #expect(run.text("report.html").hasSuffix("</html>\n"))
    }

    /// A full disk under the journal: the run goes on to its end, without a pulse that is not on
    /// record; what was lost is counted, and told while the run goes on.
    @Test func aJournalThatCannotBeWrittenStopsStimulation() throws {
        let recording = try Noise().recording(in: folder)
        let whole = try Run()(recording, into: folder.file("whole"))
        #expect(whole.summary.stimulation.pulses > 0 && whole.result.folderProblem == nil)
        var told: [String] = []
        let run = try Run(journalTarget: "/dev/full")(recording, into: folder.file("out")) {
            _, events, _ in
            told += events.compactMap(\.text)
        }
        #expect(run.summary.stimulation.pulses == 0)
        #expect(run.summary.decisions == whole.summary.decisions)
        #expect(run.summary.counts.safeStates == 1)
        #expect(told.contains { $0.contains("journal is not written any more") })
        #expect(told.contains("safe state: journal not written"))
        #expect(run.summary.counts.journalEventsLost > 0)
        #expect(run.result.folderProblem?.contains("No space left on device") == true)
        #expect(run.text("report.html").contains("journal events lost"))
    }

    @Test func aSourceThatFailsLeavesAWholeFolder() throws {
        // Three records of a second and 840 KB each; the reader takes one at a time.
        let recording = try Noise(channelCount: 84, rateHertz: 5_000, durationSeconds: 2)
            .recording(in: folder)
        var settings = Run().settings
        settings.frontEnd.channels = ["N1", "N2"]
        #expect(unsafe truncate(folder.file("noise.edf"), 1_000_000) == 0)
        let run = try Run(settings: settings)(recording, into: folder.file("out"))
        let problem = try #require(run.result.outcome.sourceProblem)
        #expect(run.journal.events.last?["reason"]?.text == problem)
        #expect(run.names == Set(RunFolder.fileNames))
        #expect(run.result.screen(folder: "out").text().contains("The source failed"))
    }
}

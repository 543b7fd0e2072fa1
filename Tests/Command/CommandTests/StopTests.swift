import Foundation
import Journal
import TestSupport
import Testing

/// A run that somebody ends: in order with Ctrl-C and SIGTERM, without any with SIGKILL.
@Suite(.enabled(if: Quench.executable != nil, Quench.missing))
struct StopTests {
    private let folder: TemporaryFolder

    /// A therapy that lasts ten seconds by the clock, and a minute of quiet after it: a signal that is
    /// sent when the journal tells of its first burst comes before its end.
    init() throws {
        folder = try TemporaryFolder()
        try folder.writeRecording(seconds: 150)
        // Two bursts of 5 s of signal, 10 s apart, after a second to look at the background.
        try folder.write(
            """
            detector:
              holdOffSeconds: 1
            stimulation:
              therapies:
                - bursts:
                    - &burst {amplitudeMilliamperes: 2, pulseWidthMicroseconds: 160,
                        frequencyHertz: 200, durationMilliseconds: 5000, cathodes: [1, 2],
                        anodes: [3, 4]}
                    - *burst
                  pauseMilliseconds: 10000
            """, to: "long.yaml")
    }

    private func start() throws -> Running {
        try Running(
            [
                "replay", "good.edf", "--from", "4", "--settings", "long.yaml", "--output", "out",
                "--pace", "2x",
            ], in: folder)
    }

    private var journalPath: String { folder.file("out/journal.jsonl") }

    @Test(arguments: [SIGINT, SIGTERM, SIGHUP]) func aSignalEndsARunInOrder(signal: Int32) throws {
        let running = try start()
        #expect(running.wait(for: .burstStarted, in: journalPath))
        running.send(signal)
        let result = try running.result()
        #expect(!result.wasKilled)
        #expect(result.status == 128 + signal, "\(result.errors)")
        #expect(!result.errors.contains("quench:"), "\(result.errors)")
        #expect(result.output.contains("Stopped by the user"))
        #expect(names(in: folder.file("out")) == fileNames)
        let journal = try JournalReader(path: journalPath)
        let end = try #require(journal.events.last)
        #expect(end.kind == .runEnded)
        #expect(end["reason"]?.text == "stopped by the user")
        #expect(end.timeSeconds < 150)
        #expect(journal.damagedLines == 0 && journal.cutBytes == 0)
        let summary = try RunSummary(path: folder.file("out/summary.json"))
        #expect(summary.stimulation.therapies >= 1)
        #expect(summary.stimulation.pulses < 2_000)
        #expect(summary.stimulation.imbalanceMaximumPicocoulombs ?? 0 == 0)
        let bursts = journal.events.filter { $0.kind == .burstEnded }
        let pulses = bursts.compactMap { $0["pulses"]?.integer }.reduce(0, +)
        #expect(pulses == Int64(summary.stimulation.pulses))
    }

    /// A kill in the burst: the journal tells of it, and bounds what was issued.
    @Test func aKillLeavesAReadableJournal() throws {
        let running = try start()
        #expect(running.wait(for: .burstStarted, in: journalPath))
        running.send(SIGKILL)
        let result = try running.result()
        #expect(result.wasKilled)
        #expect(names(in: folder.file("out")) == ["journal.jsonl"])
        let journal = try JournalReader(path: journalPath)
        #expect(journal.damagedLines == 0)
        #expect(journal.events.first?.kind == .runStarted)
        #expect(journal.events.contains { $0.kind == .detection })
        #expect(!journal.events.contains { $0.kind == .runEnded })
        #expect(journal.entries.map(\.sequence) == Array(0..<UInt64(journal.entries.count)))
        let account = try jsonObject(Quench.run("journal", "out", "--json", in: folder).output)
        #expect(account["endReason"] is NSNull)
        let unfinished = try #require(account["unfinished"] as? [String: Any])
        // Two bursts of 1,000 pulses of 0.32 µC; the first may have ended.
        let ended = try #require(account["pulses"] as? Int)
        #expect(unfinished["pulsesMax"] as? Int == 2_000 - ended)
        #expect(unfinished["chargePerPulseMicrocoulombs"] as? Double == 0.32)
        let screen = try Quench.run("journal", "out", in: folder)
        #expect(screen.status == 0)
        #expect(screen.output.contains("therapy 1 was under way"), "\(screen.output)")
        // The folder of the killed run takes another.
        let again = try Quench.run("replay", "good.edf", "--output", "out", in: folder)
        #expect(again.status == 0, "\(again.errors)")
        #expect(names(in: folder.file("out")) == fileNames)
    }

    @Test func aSecondSignalEndsAtOnce() throws {
        let running = try start()
        #expect(running.wait(for: .runStarted, in: journalPath))
        // Stopped meanwhile, so that both signals are there when it goes on; of another kind, since
        // two of the same would be one.
        running.send(SIGSTOP)
        running.send(SIGINT)
        running.send(SIGTERM)
        running.send(SIGCONT)
        let result = try running.result()
        #expect(result.status == 128 + SIGINT || result.status == 128 + SIGTERM)
    }
}

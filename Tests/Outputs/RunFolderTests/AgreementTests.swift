import Foundation
import Journal
import TestSupport
import Testing

@testable import RunFolder

/// The five files of a run tell the same story.
@Suite struct AgreementTests {
    private static let shared = Result {
        let folder = try TemporaryFolder()
        let noise = Noise(durationSeconds: 50, seizures: [10..<16, 32..<37])
        return try Run()(noise.recording(in: folder), into: folder.file("out"))
    }

    private let run: Finished

    init() throws { run = try Self.shared.get() }

    @Test func fiveFilesAndNothingElse() {
        #expect(run.names == Set(RunFolder.fileNames))
        for name in RunFolder.fileNames { #expect(!run.text(name).isEmpty, "\(name)") }
    }

    @Test func episodesAgree() throws {
        let episodes = run.summary.episodes
        #expect(episodes.count == 2)
        let rows = try run.eventRows
        let detections = run.events(.detection)
        let ends = run.events(.episodeEnded)
        try #require(rows.count == 2 && detections.count == 2 && ends.count == 2)
        for (index, episode) in episodes.enumerated() {
            let duration = try #require(episode.durationSeconds)
            #expect(rows[index]["eventType"] == "sz")
            #expect(abs(rows[index].number("onset") - episode.onsetSeconds) < 6e-4)
            #expect(abs(rows[index].number("duration") - duration) < 6e-4)
            #expect(rows[index]["dateTime"] == "2001-02-03 04:05:06")
            #expect(rows[index].number("recordingDuration") == 50)
            #expect(detections[index].timeSeconds == episode.onsetSeconds)
            #expect(ends[index]["durationSeconds"]?.number == duration)
            #expect(ends[index]["therapies"]?.integer == Int64(episode.therapies))
            let channels = Set(episode.explanation.map(\.channel))
            #expect(
                Set((rows[index]["channels"] ?? "").split(separator: ",").map(String.init))
                    == channels)
        }
        #expect(episodes.map(\.therapies).reduce(0, +) == run.summary.stimulation.therapies)
        #expect(run.events(.therapyStarted).count == run.summary.stimulation.therapies)
    }

    @Test func stimulationAgrees() throws {
        let totals = run.summary.stimulation
        #expect(totals.pulses > 0)
        let rows = try run.stimulationRows.filter { $0["type"] != "refusal" }
        let bursts = run.events(.burstEnded)
        #expect(rows.count == totals.bursts && bursts.count == totals.bursts)
        #expect(rows.map { Int($0.number("pulses")) }.reduce(0, +) == totals.pulses)
        #expect(bursts.compactMap { $0["pulses"]?.integer }.reduce(0, +) == Int64(totals.pulses))
        let charge = rows.map { $0.number("chargePerPhaseMicrocoulombs") * $0.number("pulses") }
        #expect(abs(charge.reduce(0, +) - totals.chargeMicrocoulombs) < 1e-6)
        let journalled = bursts.compactMap { $0["chargeMicrocoulombs"]?.number }.reduce(0, +)
        #expect(abs(journalled - totals.chargeMicrocoulombs) < 1e-9)
        #expect(totals.imbalanceMaximumPicocoulombs == 0)
        let starts = run.events(.burstStarted)
        try #require(starts.count == bursts.count)
        for (row, (start, end)) in zip(rows, zip(starts, bursts)) {
            let onset = try #require(end["onsetSeconds"]?.number)
            #expect(abs(row.number("onset") - onset) < 1e-6)
            #expect(row.number("imbalancePicocoulombs") == 0)
            // Told of at the end of the hop in which the first pulse ended, 20 ms.
            #expect(start["onsetSeconds"]?.number == onset)
            #expect(start.timeSeconds > onset && start.timeSeconds < onset + 0.04)
            #expect(end.timeSeconds >= onset + row.number("duration"))
        }
        let planned = run.events(.therapyStarted).compactMap { $0["pulses"]?.integer }
        #expect(planned.reduce(0, +) == Int64(totals.pulses), "none was cut")
        let onsets = try run.stimulationRows.map { $0.number("onset") }
        #expect(onsets == onsets.sorted())
    }

    @Test func explanationIsTheScore() throws {
        for (detection, episode) in zip(run.events(.detection), run.summary.episodes) {
            let rows = try #require(detection["explanation"]?.list)
            #expect(rows.count == episode.explanation.count)
            let votes = try #require(detection["votes"]?.integer)
            let needed = try #require(detection["needed"]?.integer)
            #expect(votes >= needed && needed > 0)
            #expect(episode.explanation.map(\.votes).reduce(0, +) == Int(votes))
            for row in episode.explanation {
                #expect(try #require(row.measured) >= row.threshold * (1 - 1e-6))
            }
        }
    }

    @Test func journalIsWholeAndAgreesWithTheSummary() throws {
        #expect(run.journal.cutBytes == 0 && run.journal.damagedLines == 0)
        #expect(run.journal.entries.map(\.sequence) == Array(0..<UInt64(run.journal.entries.count)))
        #expect(run.journal.events.first?.kind == .runStarted)
        let end = try #require(run.journal.events.last)
        #expect(end.kind == .runEnded)
        #expect(end["decisionHash"]?.text == run.summary.decisionHash)
        #expect(end["decisions"]?.integer == Int64(run.summary.decisions))
        #expect(end["reason"]?.text == "source ended")
        #expect(end.timeSeconds == 50 && end.frame == 10_000)
        #expect(run.summary.counts.framesRead == 10_000)
        #expect(run.summary.decisions == 10_000 / run.summary.hopFrames)
        #expect(run.summary.counts.safeStates == 0)
    }

    @Test func journalTimesNeverGoBack() {
        let times = run.journal.events.map(\.timeSeconds)
        #expect(times == times.sorted())
        let frames = run.journal.events.map(\.frame)
        #expect(frames == frames.sorted())
    }

    /// Of a run that was killed at any line: what is known to be issued, and what may be at most.
    @Test func accountOfAJournalCutAnywhereHoldsWhatWasIssued() {
        let whole = run.journal.events.filter { $0.kind == .burstEnded }
        let lines = run.text("journal.jsonl").split(separator: "\n")
        for count in 0...lines.count {
            let text = lines.prefix(count).joined(separator: "\n")
            let account = RunAccount(JournalReader(bytes: Data(text.utf8)))
            let ended = run.journal.events.prefix(count).filter { $0.kind == .burstEnded }
            let sum = ended.compactMap { $0["pulses"]?.integer }.reduce(0, +)
            // Those of a burst that has begun may be among them.
            #expect(account.pulses >= Int(sum) && account.pulses <= Int(sum) + 20)
            #expect((account.pulsesMax ?? -1) >= account.pulses)
            #expect((account.endReason == nil) == (count < lines.count))
            #expect(account.eventsMissing == 0)
            let isTreating = run.journal.events.prefix(count).last {
                $0.kind == .therapyStarted || $0.kind == .burstEnded
            }
            if isTreating?.kind == .therapyStarted {
                #expect((account.unfinished?.pulsesMax ?? 0) > 0)
                #expect((account.unfinished?.chargeMaxMicrocoulombs ?? 0) > 0)
            }
            let isInBurst = run.journal.events.prefix(count).filter { $0.kind == .burstStarted }
            #expect((account.unfinished?.isInBurst ?? false) == (isInBurst.count > ended.count))
        }
        let all = RunAccount(run.journal)
        #expect(all.unfinished == nil && all.burstsEnded == whole.count && all.burstsCut == 0)
        #expect(abs(all.chargeMicrocoulombs - run.summary.stimulation.chargeMicrocoulombs) < 1e-9)
    }

    /// Whatever happens to the file: what was issued lies within what it says, and damage is told.
    @Test(arguments: 0..<400) func damageAnywhereWidensTheBound(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let whole = Array(run.text("journal.jsonl").utf8)
        let lines = whole.split(separator: UInt8(ascii: "\n")).map(Array.init)
        // As of a kill at a line: what was issued by then.
        let kept = lines.prefix(Int.random(in: 2...lines.count, using: &random))
        let issued = RunAccount(
            JournalReader(bytes: Data(kept.joined(separator: [UInt8(ascii: "\n")]))))
        var damaged = Array(kept)
        for _ in 0..<Int.random(in: 1...3, using: &random) where !damaged.isEmpty {
            let line = Int.random(in: 0..<damaged.count, using: &random)
            guard !damaged[line].isEmpty else { continue }
            let place = Int.random(in: 0..<damaged[line].count, using: &random)
            switch Int.random(in: 0..<6, using: &random) {
            case 0: damaged[line].removeLast(damaged[line].count - place)
            case 1: damaged[line][place] ^= UInt8.random(in: 1...255, using: &random)
            case 2: damaged[line] = damaged[line].map { _ in 0 }
            case 3: damaged[line] = damaged[line].map { (48...57).contains($0) ? 48 : $0 }
            // The last line's loss is a kill before it.
            case 4 where line < damaged.count - 1: damaged.remove(at: line)
            default: damaged[line].removeSubrange(place..<min(place + 8, damaged[line].count))
            }
        }
        let account = RunAccount(
            JournalReader(bytes: Data(damaged.joined(separator: [UInt8(ascii: "\n")]))))
        guard damaged != Array(kept) else { return }
        #expect(account.eventsMissing > 0, "seed \(seed)")
        #expect(account.pulses <= issued.pulses, "seed \(seed)")
        // Nothing that bounds it may be left.
        guard let most = account.chargeMaxMicrocoulombs, let pulses = account.pulsesMax else {
            return
        }
        #expect(most >= issued.chargeMicrocoulombs - 1e-9, "seed \(seed)")
        #expect(pulses >= issued.pulses, "seed \(seed)")
    }

    @Test func aJournalSaysWhatItAllows() throws {
        let allowed = run.events(.therapyAllowed)
        let started = run.events(.therapyStarted)
        // One ahead of each therapy, and one that was not used.
        #expect(allowed.count == started.count + 1)
        for (before, therapy) in zip(allowed, started) {
            #expect(before.frame < therapy.frame)
            let most = try #require(before["chargeMicrocoulombs"]?.number)
            #expect(try #require(therapy["chargeMicrocoulombs"]?.number) <= most)
        }
        let all = RunAccount(run.journal)
        #expect(all.pulsesMax == all.pulses)
        #expect(run.journal.events.last?["pulsesSoFar"]?.integer == Int64(all.pulses))
    }

    @Test func reportHoldsTheNumbers() throws {
        let page = run.text("report.html")
        #expect(page.contains(run.summary.decisionHash))
        #expect(page.contains("\(run.summary.stimulation.pulses) pulses"))
        #expect(page.contains("a remark on noise.edf"))
        #expect(page.components(separatedBy: "<script").count == 2, "the page's own, at its end")
    }

    /// The journal of a killed run, cut at any byte.
    @Test func aCutJournalIsReadable() throws {
        let bytes = Data(run.text("journal.jsonl").utf8)
        var random = SplitMix64(seed: 3)
        for _ in 0..<200 {
            let count = Int.random(in: 0...bytes.count, using: &random)
            let reader = JournalReader(bytes: bytes.prefix(count))
            #expect(reader.damagedLines == 0, "\(count) bytes")
            #expect(reader.entries == Array(run.journal.entries.prefix(reader.entries.count)))
            let lines = bytes.prefix(count).filter { $0 == UInt8(ascii: "\n") }.count
            // A line that lacks only its line break is whole.
            #expect((lines...lines + 1).contains(reader.entries.count), "\(count) bytes")
        }
    }
}

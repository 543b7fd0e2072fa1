import Journal
import Report
import TestSupport
import Testing

@testable import Pipeline
@testable import RunFolder

/// A run that missed deadlines says so first, on the screen, in the report and in `summary.json`.
@Suite struct DeadlineTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// A run whose hops of these numbers came so late, in ms after their last samples, and whose other
    /// hops took 0.2 ms.
    private func run(late: Range<Int64>, by milliseconds: Int64) throws -> Finished {
        var run = Run()
        run.isTimed = true
        run.alter = { report in
            let hop = report.record.decision.hop
            let isLate = late.contains(hop) && !report.record.isLast
            let compute = isLate ? milliseconds * 1_000_000 : 200_000
            report.record.isLate = isLate
            report.record.lateDecisions = max(0, min(hop + 1, late.upperBound) - late.lowerBound)
            if report.record.isLast { report.record.lateDecisions = Int64(late.count) }
            report.record.stamps = HopStamps()
            report.record.stamps.acquiredFirst = hop * 20_000_000
            report.record.stamps.acquiredLast = hop * 20_000_000 + 15_000_000
            report.record.stamps.commanded = report.record.stamps.acquiredLast + compute
            report.record.stamps.actuated = report.record.stamps.commanded
        }
        return try run(
            Noise().recording(in: folder, name: "\(late).edf"), into: folder.file("out"))
    }

    @Test(arguments: [(0..<0, 0), (300..<307, 400), (0..<1, 90), (10..<1_150, 2_000)])
    func missesAreTheHeadline(late: Range<Int64>, milliseconds: Int64) throws {
        let run = try run(late: late, by: milliseconds)
        let realTime = try #require(run.summary.realTime)
        let deadlines = try #require(realTime.deadlines)
        #expect(deadlines.missedDeadlines == late.count)
        #expect(run.summary.counts.missedDeadlines == late.count)
        #expect(run.events(.missedDeadline).count == late.count)
        #expect(deadlines.budgetMilliseconds == 100)
        // 3 of 4 periods of 5 ms, and the start delay.
        let limit = try #require(deadlines.computeLimitMilliseconds)
        #expect(limit > 60 && limit < 85)
        #expect(run.text("summary.json").hasPrefix("{\n  \"realTime\": {\n    \"deadlines\": {"))
        let first = try #require(run.result.verdicts.first)
        let words =
            late.isEmpty ? "No decision late of 1200" : "\(late.count) of 1200 decisions late"
        #expect(first.text.hasPrefix(words) && first.text.contains("budget 100 ms"))
        let screen = run.result.screen(folder: "out").lines()
        #expect(screen[3].contains(words) && screen.count <= 24)
        #expect(screen.contains { $0.contains("p99.9") && $0.contains("worst") })
        #expect(screen.contains { $0.contains("4800 given = 4800 read + 0 missing") })
        let page = run.text("report.html")
        let headline = try #require(page.firstRange(of: words))
        let section = try #require(page.firstRange(of: ">Deadlines<"))
        let overview = try #require(page.firstRange(of: ">The whole run<"))
        #expect(headline.lowerBound < section.lowerBound)
        #expect(section.lowerBound < overview.lowerBound)
        let worst = realTime.computeLatencyMicroseconds.max
        #expect(abs(worst - Double(late.isEmpty ? 200 : milliseconds * 1_000)) < worst / 500)
        #expect((run.result.missProblem == nil) == late.isEmpty)
        #expect(page.contains("\(late.count) late: ") == !late.isEmpty)
    }

    /// A detection that came too late is a therapy withheld.
    @Test func whatWasWithheldIsCounted() throws {
        let undisturbed = try run(late: 0..<0, by: 0)
        let onset = try #require(undisturbed.summary.episodes.first?.onsetSeconds)
        let hop = Int64((onset / 0.02).rounded()) - 1
        let run = try run(late: hop..<hop + 1, by: 500)
        #expect(run.summary.realTime?.deadlines?.therapiesWithheld == 1)
        #expect(run.result.verdicts[0].text.contains("withheld: 1 therapy"))
    }

    @Test func aRunThatFollowsNoClockHasNoDeadlines() throws {
        let run = try Run()(Noise().recording(in: folder), into: folder.file("out"))
        #expect(run.summary.realTime == nil && run.summary.counts.missedDeadlines == nil)
        #expect(!run.text("report.html").contains(">Deadlines<"))
        #expect(run.result.missProblem == nil)
    }

    /// What repeats is one line a second, with a count; nothing is left out of it.
    @Test(arguments: [1, 2, 50, 1_000])
    func repeatedEventsAreOneLineASecond(perSecond: Int) {
        var lines = EventLines()
        var told: [(at: Double, text: String)] = []
        for index in 0..<3 * perSecond {
            let now = 7 + Double(index) / Double(perSecond)
            let miss = JournalEvent.missedDeadline(
                frame: Int64(index), timeSeconds: now, lateMicroseconds: Double(index) * 1_000)
            told += lines.take([miss], atSeconds: now).map { (now, $0.text) }
        }
        told += lines.finish().map { (.infinity, $0.text) }
        let counts = told.map { Int($0.text.split(separator: " ")[0]) ?? 1 }
        #expect(counts.reduce(0, +) == 3 * perSecond)
        for (earlier, later) in zip(told, told.dropFirst()) {
            #expect(later.at - earlier.at >= 1 - 1e-9)
        }
        if perSecond > 1 { #expect(told.contains { $0.text.contains("at worst") }) }
    }

    @Test func whatHappensOnceIsToldAtOnce() {
        var lines = EventLines()
        let burst = JournalEvent(frame: 1, timeSeconds: 1, kind: .burstEnded, fields: [])
        let gap = JournalEvent.gap(frame: 1, timeSeconds: 1, missingFrames: 5)
        for now in [1.0, 1.1, 1.2] {
            let told = lines.take([burst, gap], atSeconds: now)
            #expect(told.filter { $0.text.hasPrefix("burst") }.count == 1)
            #expect(told.filter { $0.text.hasPrefix("gap") }.count == (now == 1 ? 1 : 0))
        }
        #expect(lines.finish().map(\.text) == ["2 more gaps: 10 frames are missing"])
    }
}

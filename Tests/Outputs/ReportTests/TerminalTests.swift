import Journal
import Testing

@testable import Report

struct TerminalTests {
    @Test func aTableIsAligned() {
        let table = TextTable(
            columns: [.init("episode", .right), .init("because")],
            rows: [["1", "line length"], ["12", "µV 脳 area"], ["3"]])
        #expect(
            table.text() == """
                 episode │ because
                ─────────┼─────────────
                       1 │ line length
                      12 │ µV 脳 area
                       3 │

                """)
        #expect(
            table.text(TerminalStyle(isASCII: true)) == """
                 episode | because
                ---------+-------------
                       1 | line length
                      12 | uV ? area
                       3 |

                """)
    }

    @Test(arguments: [40, 50, 79, 200])
    func aTableFitsItsWidth(_ width: Int) {
        let table = TextTable(
            columns: [.init("a"), .init("b", .right), .init("c")],
            rows: [[String(repeating: "x", count: 90), "1", String(repeating: "脳", count: 30)]])
        let lines = table.lines(TerminalStyle(width: width))
        #expect(lines.allSatisfy { columns($0) <= width })
        #expect(lines.count == 3)
    }

    /// A number is never cut: the table goes on below instead, with the names of its rows.
    @Test(arguments: [40, 60, 80, 120, 300]) func numbersAreWhole(_ width: Int) {
        let table = TextTable(
            columns: [.init("recording")] + (0..<17).map { .init("figure \($0)", .right) },
            rows: (0..<3).map { row in
                [String(repeating: "long name ", count: 4) + "\(row)"]
                    + (0..<17).map { "\(row)123.45\($0) %" }
            })
        let lines = table.lines(TerminalStyle(width: width))
        #expect(lines.allSatisfy { columns($0) <= width })
        let text = lines.joined(separator: "\n")
        for row in 0..<3 {
            for figure in 0..<17 { #expect(text.contains(" \(row)123.45\(figure) %")) }
        }
        #expect(lines.filter { $0.contains("figure 0 ") || $0.hasSuffix("figure 0") }.count == 1)
        #expect(
            lines.filter { $0.hasPrefix(" recording") }.count == lines.filter(\.isEmpty).count + 1)
    }

    @Test func aTableWithoutColumnsIsEmpty() {
        #expect(TextTable(columns: [], rows: [["x"]]).text() == "")
    }

    private func summary(episodes: Int, text: String) -> TerminalSummary {
        var summary = TerminalSummary(
            title: text, recordingLine: text,
            verdicts: Array(repeating: Verdict(text, tone: .warning), count: 6))
        summary.episodes = (0..<episodes).map {
            Episode(
                onsetSeconds: Double($0) * 1000, durationSeconds: $0 == 0 ? nil : 12,
                explanation: [
                    Contribution(
                        channel: text, feature: text, measured: 300, threshold: 250, votes: 3)
                ])
        }
        summary.facts = Array(repeating: (label: text, text: text), count: 9)
        summary.folder = text
        summary.files = [text, text]
        return summary
    }

    @Test(
        arguments: [0, 1, 5, 1000],
        ["short", hostileText, String(repeating: "long text ", count: 40)])
    func theResultFitsOneScreen(_ episodes: Int, _ text: String) {
        for style in [TerminalStyle(), TerminalStyle(isASCII: true, width: 300)] {
            let lines = summary(episodes: episodes, text: text).lines(style)
            #expect(lines.count <= 24)
            #expect(lines.allSatisfy { columns($0) <= 80 })
            #expect(lines.allSatisfy { $0.unicodeScalars.allSatisfy { $0.value >= 0x20 } })
            #expect(!style.isASCII || lines.allSatisfy { $0.allSatisfy(\.isASCII) })
        }
        let lines = summary(episodes: episodes, text: text).lines()
        guard text == "short" else { return }
        #expect(lines.contains { $0.contains("more in the report") } == (episodes == 1000))
    }

    @Test func colourOnlyWhereAskedFor() {
        let summary = summary(episodes: 1, text: "x")
        #expect(!summary.text().contains("\u{1B}"))
        #expect(summary.text(TerminalStyle(isColoured: true)).contains("\u{1B}[33m"))
    }

    @Test func progress() {
        let line = ProgressLine(label: "replay", style: TerminalStyle(isASCII: true))
        #expect(
            line.text(fraction: 0.25, elapsedSeconds: 10, signalSeconds: 800)
                == "replay  [######..................]   25%  0:10  left 0:30  80x real time")
        #expect(
            line.text(fraction: nil, elapsedSeconds: 10, signalSeconds: 9.5)
                == "replay  0:10 of signal  0.95x real time")
        for fraction in [-1, 0, 0.5, 1, 7, .nan] {
            let text = line.text(fraction: fraction, elapsedSeconds: 0, signalSeconds: 0)
            #expect(columns(text) < 80)
        }
    }

    @Test func theBarGrows() {
        let line = ProgressLine(label: "replay")
        let bars = (0...100).map {
            line.text(
                fraction: Double($0) / 100, elapsedSeconds: 1, signalSeconds: 1
            ).filter { "▏▎▍▌▋▊▉█▕ ".contains($0) }.prefix(28)
        }
        #expect(bars[0].contains("█") == false)
        #expect(bars[100].filter { $0 == "█" }.count == 24)
        #expect(Set(bars.map(\.count)) == [28])
    }

    @Test func plainOutputSaysEveryTenthOnce() {
        var line = ProgressLine(label: "replay", style: TerminalStyle(isASCII: true))
        let lines = (0...1000).compactMap {
            line.plainText(
                fraction: Double($0) / 1000, elapsedSeconds: Double($0), signalSeconds: 1)
        }
        #expect(lines.count == 10)
        #expect(lines.first?.hasPrefix("replay: 10% after 1:40") == true)
        #expect(lines.last?.hasPrefix("replay: 100%") == true)
    }

    @Test func wrapping() {
        #expect(
            wrapped("one two three", to: 7, lineCountMax: 3, isASCII: true) == ["one two", "three"])
        #expect(wrapped("onetwothree", to: 4, lineCountMax: 2, isASCII: true) == ["onet", "wot."])
        #expect(wrapped("", to: 4, lineCountMax: 2, isASCII: true) == [""])
    }

    @Test(arguments: [
        (0.0, "0"), (12, "12"), (0.125, "0.12"), (12.34, "12.3"), (1234.4, "1,234"),
        (0.0004, "0.0004"), (1e12, "1e+12"), (.nan, "–"), (-0.5, "-0.50"), (.infinity, "–"),
    ])
    func briefNumbers(_ value: Double, _ text: String) { #expect(Number.brief(value) == text) }

    @Test(arguments: [
        (0.0, "0:00"), (59.6, "1:00"), (3599, "59:59"), (3600, "1:00:00"), (-5, "-0:05"),
        (.nan, "–"), (1e300, "–"),
    ])
    func clocks(_ seconds: Double, _ text: String) { #expect(Number.clock(seconds) == text) }
}

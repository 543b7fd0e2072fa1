import Testing

@testable import Report

/// The live screen as text.
struct LiveScreenTests {
    /// Ten seconds of steps of 20 ms; the last channel swings from -80 to 80 µV every second.
    private func screen(channels: Int = 8, name: String = "A") -> LiveScreen {
        var screen = LiveScreen(title: "Quench  patient", stepSeconds: 0.02)
        screen.state = "watching"
        screen.elapsedSeconds = 83
        screen.totalSeconds = 600
        screen.stepCount = 4_150
        let flat = [Float](repeating: 5, count: 500)
        screen.traces = (1...channels).map {
            LiveScreen.Trace(name: "\(name)\($0)", minimum: flat, maximum: flat)
        }
        screen.traces[channels - 1].minimum = (0..<500).map { $0 % 50 < 25 ? -80 : -5 }
        screen.traces[channels - 1].maximum = (0..<500).map { $0 % 50 < 25 ? 80 : 5 }
        screen.score = (0..<500).map { $0 < 250 ? 0 : 1 }
        screen.scoreText = "2 of 2"
        screen.strips = [
            .init(
                label: "therapy", marks: (0..<500).map { $0 >= 400 }, tone: .warning, text: "1 µC")
        ]
        screen.notes = [
            .init(label: "event", text: ""), .init(label: "latency", text: "p50 60 µs"),
        ]
        return screen
    }

    @Test(arguments: [(80, 24), (60, 16), (40, 12), (120, 40), (200, 100)])
    func itFitsTheTerminal(width: Int, height: Int) {
        for channels in [1, 8, 40, 256] {
            let lines = screen(channels: channels).lines(
                TerminalStyle(width: width), height: height)
            #expect(lines.count <= height)
            #expect(lines.allSatisfy { columns($0) < width }, "\(lines)")
            // Channels give way, nothing else does.
            #expect(lines.contains { $0.hasPrefix("  2 of 2") })
            for label in ["score", "therapy 1 µC", "event", "latency         p50 60 µs"] {
                #expect(lines.contains { $0.hasPrefix(label) }, "\(label) in \(lines)")
            }
            let drawn = lines.count { $0.hasPrefix("A") }
            #expect(drawn > 0 && drawn <= channels)
        }
    }

    @Test(arguments: [1, 10, 39, 79]) func aSmallerOneHasOneLine(width: Int) {
        let line = screen().line(width: width)
        #expect(columns(line) <= max(1, width - 1))
        if width == 79 { #expect(line == "watching  score 2 of 2  therapy 1 µC  p50 60 µs") }
    }

    @Test func atLeastEightTracesAreSeenOnTheSmallestTerminal() {
        let lines = screen().lines(TerminalStyle(width: 80), height: 24)
        for channel in 1...8 { #expect(lines.contains { $0.hasPrefix("A\(channel) ") }) }
        #expect(lines[0].contains("1:23 of 10:00") && lines[0].contains("watching"))
        #expect(lines[0].contains("±100 µV"))
        #expect(lines.last == "latency         p50 60 µs")
        #expect(LiveScreen.traceCountMax(height: 24) >= 8)
    }

    @Test func theSwingIsDrawnAndTheFlatLineIsALine() throws {
        let lines = screen(channels: 2).lines(TerminalStyle(width: 80), height: 24)
        let drawn = { (line: String) in line.dropFirst(16).filter { $0 != " " }.count }
        // Four rows each: the flat trace needs one of them, the swing the outer ones.
        #expect(lines[1...4].filter { drawn($0) > 0 }.count == 1)
        #expect(drawn(lines[5]) > 10 && drawn(lines[8]) > 10)
    }

    @Test func theScoreReachesItsThresholdWhereItDoes() throws {
        let lines = screen().lines(TerminalStyle(width: 80, isColoured: true), height: 24)
        let score = try #require(lines.first { $0.hasPrefix("  2 of 2") })
        let start = try #require(score.firstRange(of: "\u{1B}[31m"))
        // Four steps a column of dots, so the second half takes 50 of the 126 columns.
        let before = score[score.startIndex..<start.lowerBound].count - 16
        #expect(before == 63 - 32, "\(before)")
    }

    @Test func marksLieWhereTheyHappened() throws {
        let lines = screen().lines(TerminalStyle(width: 80), height: 24)
        let strip = try #require(lines.first { $0.hasPrefix("therapy") })
        let marks = strip.filter { $0 == "━" }.count
        #expect((12...14).contains(marks) && strip.last == "━" && strip.contains("1 µC"))
    }

    @Test func aSignalThatIsMissingIsNotDrawn() {
        var screen = screen(channels: 1)
        screen.traces[0].minimum = Array(repeating: .nan, count: 500)
        screen.traces[0].maximum = screen.traces[0].minimum
        let lines = screen.lines(TerminalStyle(width: 80), height: 24)
        #expect(lines[1...4].allSatisfy { $0.dropFirst(16).allSatisfy { $0 == " " } })
    }

    @Test func aNameCannotMoveTheCursor() {
        let lines = screen(name: "\u{1B}[2J\n").lines(TerminalStyle(width: 80), height: 24)
        #expect(!lines.joined().contains("\u{1B}") && !lines.joined().contains("\n"))
    }

    @Test func aRunThatHasJustBegunIsDrawn() {
        var screen = LiveScreen(title: "Quench", stepSeconds: 0.02)
        #expect(screen.lines(TerminalStyle(), height: 24).count == 3)
        screen.stepCount = 1
        screen.traces = [LiveScreen.Trace(name: "A1", minimum: [1], maximum: [2])]
        screen.score = [.nan]
        #expect(screen.lines(TerminalStyle(), height: 24).count == 7)
    }

    @Test func dotsAreThoseOfTheBraillePatterns() {
        var canvas = BrailleCanvas(columnCount: 2, rowCount: 1)
        canvas.fill(column: 0, rows: 0...3)
        canvas.fill(column: 3, rows: 3...9)
        canvas.fill(column: 9, rows: 0...0)
        #expect(canvas.text(row: 0) == "\u{2847}\u{2880}")
    }
}

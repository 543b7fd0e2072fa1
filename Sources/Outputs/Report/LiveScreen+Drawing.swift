extension LiveScreen {
    /// Channels that a terminal of so many rows has room for, beside score, strips and notes.
    package static func traceCountMax(height: Int) -> Int { max(8, height - 8) }

    /// The smallest terminal that is drawn on; a smaller one gets one line.
    package static let widthMin = 40
    package static let heightMin = 12

    /// Score, therapy and latency in one line of a terminal that has no room for more.
    package func line(width: Int) -> String {
        let strip = strips.first.map { "\($0.label) \($0.text)" }
        let parts = [state, "score \(scoreText)", strip] + notes.reversed().map(\.text)
        let text = parts.compactMap(\.self).filter { !$0.isEmpty }.joined(separator: "  ")
        return fitted(oneLine(text), to: max(1, width - 1), isASCII: false)
    }

    /// The screen, line by line: at most `height` of them, none wider than the style's width. Where there
    /// is little room channels give way, never score, therapies, event or latency.
    package func lines(_ style: TerminalStyle, height: Int) -> [String] {
        let width = style.width - 1
        let columnCount = width - Self.labelWidth - 1
        var tail = scoreLines(columnCount, style)
        tail += strips.map { stripLine($0, columnCount, style) }
        // A narrow one has no column for labels of what explains itself.
        tail += notes.map {
            let line =
                columns($0.text) > columnCount ? oneLine($0.text) : Self.labelled($0.label, $0.text)
            return fitted(line, to: width, isASCII: false)
        }
        let room = max(0, height - 1 - tail.count)
        var drawn = self
        drawn.traces = Array(traces.prefix(room))
        drawn.hiddenTraceCount += traces.count - drawn.traces.count
        let rows = drawn.traces.isEmpty ? 0 : min(4, room / drawn.traces.count)
        let scale = drawn.microvoltScale
        let body = drawn.traces.flatMap { traceLines($0, rows, scale, columnCount, style) }
        return Array(([drawn.header(width, style, scale: scale)] + body + tail).prefix(height))
    }

    private static let labelWidth = 15

    private static func labelled(_ label: String, _ text: String) -> String {
        let name = fitted(oneLine(label), to: labelWidth, isASCII: false)
        let padding = String(repeating: " ", count: labelWidth - columns(name))
        return "\(name)\(padding) \(oneLine(text))"
    }

    private func header(_ width: Int, _ style: TerminalStyle, scale: Float) -> String {
        let clock = "\(Number.clock(elapsedSeconds)) of \(Number.clock(totalSeconds))"
        var right = "\(Number.brief(Self.windowSeconds)) s, ±\(Number.brief(Double(scale))) µV"
        if hiddenTraceCount > 0 { right += ", \(hiddenTraceCount) more" }
        let left = fitted(
            oneLine("\(title)  \(clock)  "), to: max(10, width - 16), isASCII: false)
        let used = columns(left) + columns(state)
        let gap = width - used - columns(right)
        let text = left + style.paint(state, stateTone)
        return gap > 1 ? text + String(repeating: " ", count: gap) + right : text
    }

    /// Steps that one column of dots covers; fixed for a width, so that the drawing moves by whole
    /// columns and does not shimmer.
    private func stepsPerDot(_ dotCount: Int) -> Int {
        max(1, Int((Self.windowSeconds / stepSeconds / Double(dotCount)).rounded(.up)))
    }

    /// Calls `body` with each column of dots and the places of its values in a series.
    private func forEachDot(
        _ dotCount: Int, valueCount: Int, _ body: (_ dot: Int, _ places: Range<Int>) -> Void
    ) {
        let perDot = stepsPerDot(dotCount)
        // Steps are counted from the run's start, so that a value stays in its column's group.
        let newest = (stepCount - 1) / perDot
        for dot in 0..<dotCount {
            let group = newest - (dotCount - 1 - dot)
            let first = group * perDot - (stepCount - valueCount)
            let places = max(0, first)..<max(0, min(valueCount, first + perDot))
            if first + perDot > 0, places.lowerBound < places.upperBound { body(dot, places) }
        }
    }

    /// Half the height of a trace, µV: the smallest round value that nearly all of the signal fits in.
    private var microvoltScale: Float {
        var sizes: [Float] = []
        for trace in traces {
            let centre = trace.centre
            for (low, high) in zip(trace.minimum, trace.maximum) where low.isFinite {
                sizes.append(max(abs(low - centre), abs(high - centre)))
            }
        }
        sizes.sort()
        let size = sizes.isEmpty ? 0 : sizes[sizes.count * 98 / 100]
        let steps: [Float] = [20, 50, 100, 200, 500, 1_000, 2_000, 5_000]
        return steps.first { $0 >= size } ?? 10_000
    }

    private func traceLines(
        _ trace: Trace, _ rows: Int, _ scale: Float, _ columnCount: Int, _ style: TerminalStyle
    ) -> [String] {
        guard rows > 0 else { return [] }
        var canvas = BrailleCanvas(columnCount: columnCount, rowCount: rows)
        let last = Float(canvas.dotRowCount - 1)
        let centre = trace.centre
        let dot = { (value: Float) in
            Int(min(max((1 - (value - centre) / scale) / 2 * last, 0), last).rounded())
        }
        var previous: ClosedRange<Int>?
        forEachDot(canvas.dotColumnCount, valueCount: trace.minimum.count) { column, places in
            let low = trace.minimum[places].filter(\.isFinite).min()
            let high = trace.maximum[places].filter(\.isFinite).max()
            guard let low, let high else {
                previous = nil
                return
            }
            var span = dot(high)...dot(low)
            // Neighbouring columns touch, as a line would.
            if let previous {
                if previous.upperBound < span.lowerBound {
                    span = previous.upperBound...span.upperBound
                } else if previous.lowerBound > span.upperBound {
                    span = span.lowerBound...previous.lowerBound
                }
            }
            canvas.fill(column: column, rows: span)
            previous = dot(high)...dot(low)
        }
        return (0..<rows).map { row in
            let label = Self.labelled(row == rows / 2 ? trace.name : "", "")
            let tone: Tone? = trace.isBad ? .warning : trace.isVoting ? .bad : nil
            return (tone.map { style.paint(label, $0) } ?? label) + canvas.text(row: row)
        }
    }

    /// The score as bars; the dotted line is the threshold.
    private func scoreLines(_ columnCount: Int, _ style: TerminalStyle) -> [String] {
        let rows = 2
        var canvas = BrailleCanvas(columnCount: columnCount, rowCount: rows)
        let dots = canvas.dotRowCount
        let threshold = dots / 2
        var isAbove = [Bool](repeating: false, count: columnCount)
        for column in stride(from: 0, to: canvas.dotColumnCount, by: 4) {
            canvas.fill(column: column, rows: (dots - threshold)...(dots - threshold))
        }
        forEachDot(canvas.dotColumnCount, valueCount: score.count) { column, places in
            guard let value = score[places].filter(\.isFinite).max(), value > 0 else { return }
            let height = max(1, Int((min(value, 2) * Float(threshold)).rounded(.down)))
            canvas.fill(column: column, rows: (dots - height)...(dots - 1))
            if value >= 1 { isAbove[column / 2] = true }
        }
        return (0..<rows).map { row in
            let label = Self.labelled(row == 0 ? "score" : "  \(scoreText)", "")
            var text = ""
            for (character, isAbove) in zip(canvas.text(row: row), isAbove) {
                text += isAbove ? style.paint(String(character), .bad) : String(character)
            }
            return label + text
        }
    }

    private func stripLine(
        _ strip: Strip, _ columnCount: Int, _ style: TerminalStyle
    ) -> String {
        var cells = [Bool](repeating: false, count: columnCount)
        forEachDot(2 * columnCount, valueCount: strip.marks.count) { dot, places in
            if strip.marks[places].contains(true) { cells[dot / 2] = true }
        }
        var text = ""
        for isMarked in cells { text += isMarked ? style.paint("━", strip.tone) : " " }
        return Self.labelled("\(strip.label) \(strip.text)", "") + text
    }
}

extension LiveScreen.Trace {
    /// Where the trace lies at rest: a recording may have an offset.
    fileprivate var centre: Float {
        let middles = zip(minimum, maximum).map { 0.5 * ($0 + $1) }.filter(\.isFinite).sorted()
        return middles.isEmpty ? 0 : middles[middles.count / 2]
    }
}

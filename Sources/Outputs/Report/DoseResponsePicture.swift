/// Abort probability against the delay of stimulation, a line for each amplitude, with the intervals.
package struct DoseResponsePicture: Sendable {
    package struct Point: Sendable {
        package var delaySeconds: Double
        /// 0 to 1, with its interval.
        package var probability: Double
        package var low: Double
        package var high: Double
        /// The text under the pointer.
        package var hint: String

        package init(
            delaySeconds: Double, probability: Double, low: Double, high: Double, hint: String
        ) {
            self.delaySeconds = delaySeconds
            self.probability = probability
            self.low = low
            self.high = high
            self.hint = hint
        }
    }

    package struct Line: Sendable {
        package var label: String
        /// Drawn dashed and grey: what the others are compared with.
        package var isSham: Bool
        package var points: [Point]

        package init(label: String, isSham: Bool, points: [Point]) {
            self.label = label
            self.isSham = isSham
            self.points = points
        }
    }

    package var title: String
    package var lines: [Line]

    package init(title: String, lines: [Line]) {
        self.title = title
        self.lines = lines
    }

    /// The picture as a file of its own.
    package func svg() -> String {
        let delays = lines.flatMap(\.points).map(\.delaySeconds)
        let last = delays.max() ?? 0
        let plot = Plot(
            startSeconds: (delays.min() ?? 0) - 0.03 * last, endSeconds: 1.03 * max(last, 1))
        let (top, bottom) = (38.0, 338.0)
        var drawing = Drawing()
        drawing.text(title, x: Plot.left, y: 22, "h")
        drawing.rectangle(
            x: Plot.left, y: top, width: Plot.right - Plot.left, height: bottom - top, "plot")
        drawing.grid(plot, top: top, bottom: bottom)
        let y = { (probability: Double) in
            bottom - min(max(probability, 0), 1) * (bottom - top)
        }
        for percent in stride(from: 0, through: 100, by: 25) {
            let height = y(Double(percent) / 100)
            drawing.line(x1: Plot.left, y1: height, x2: Plot.right, y2: height, "grid")
            drawing.text(
                "\(percent) %", x: Plot.left - 10, y: height + 4, "n", anchor: .end)
        }
        for (index, line) in lines.enumerated() {
            // Side by side, so that intervals at one delay do not hide each other.
            let aside = 5 * (Double(index) - Double(lines.count - 1) / 2)
            let x = { (delay: Double) in plot.x(delay) + aside }
            drawing.doseLine(line, style(index), x: x, y: y)
            drawing.doseIntervals(line, style(index, "bar"), x: x, y: y)
        }
        drawing.delayAxis(plot, y: bottom)
        drawing.legend(lines.enumerated().map { ($1.label, style($0)) }, y: bottom + 46)
        return drawing.standalone(height: bottom + 62, title: title)
    }

    private func style(_ index: Int, _ kind: String = "key") -> String {
        if lines[index].isSham { return "sham" }
        return "c\(lines[..<index].count { !$0.isSham } % 6) \(kind)"
    }
}

extension Drawing {
    fileprivate mutating func doseLine(
        _ line: DoseResponsePicture.Line, _ style: String, x: (Double) -> Double,
        y: (Double) -> Double
    ) {
        polyline(line.points.map { (x: x($0.delaySeconds), y: y($0.probability)) }, style)
    }

    fileprivate mutating func doseIntervals(
        _ line: DoseResponsePicture.Line, _ style: String, x: (Double) -> Double,
        y: (Double) -> Double
    ) {
        for point in line.points {
            let centre = x(point.delaySeconds)
            path(
                "M\(coordinate(centre)) \(coordinate(y(point.low)))V\(coordinate(y(point.high)))",
                style, hint: "\(line.label): \(point.hint)")
        }
    }

    fileprivate mutating func delayAxis(_ plot: Plot, y: Double) {
        line(x1: Plot.left, y1: y, x2: Plot.right, y2: y, "axis")
        for tick in plot.ticks {
            text(plot.tickLabel(tick), x: plot.x(tick), y: y + 15, "n", anchor: .middle)
        }
        text(
            "first edge of the train after the true onset, s", x: Plot.right, y: y + 30,
            anchor: .end)
    }
}

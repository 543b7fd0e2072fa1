import Foundation

/// Delay against a rate, a line for each way of scoring, with the intervals of both; a panel for each
/// rate.
package struct TradeOffPicture: Sendable {
    /// A figure between its bounds; they are nil where nothing is known of them.
    package struct Figure: Sendable {
        package var value: Double
        package var low: Double?
        package var high: Double?

        /// As far as they are numbers.
        var all: [Double] { [value, low ?? value, high ?? value].filter(\.isFinite) }

        package init(_ value: Double, low: Double? = nil, high: Double? = nil) {
            self.value = value
            self.low = low
            self.high = high
        }
    }

    package struct Point: Sendable {
        /// An hour.
        package var rate: Figure
        package var delaySeconds: Figure
        /// The text under the pointer.
        package var hint: String

        package init(rate: Figure, delaySeconds: Figure, hint: String) {
            self.rate = rate
            self.delaySeconds = delaySeconds
            self.hint = hint
        }
    }

    package struct Line: Sendable {
        package var label: String
        /// Drawn grey: what the others are compared with.
        package var isGrey: Bool
        package var points: [Point]

        package init(label: String, isGrey: Bool, points: [Point]) {
            self.label = label
            self.isGrey = isGrey
            self.points = points
        }
    }

    package struct Panel: Sendable {
        /// What the rate is of.
        package var title: String
        package var lines: [Line]

        package init(title: String, lines: [Line]) {
            self.title = title
            self.lines = lines
        }
    }

    package var title: String
    package var panels: [Panel]

    package init(title: String, panels: [Panel]) {
        self.title = title
        self.panels = panels
    }

    private static let panelHeight = 240.0

    /// The picture as a file of its own.
    package func svg() -> String {
        var drawing = Drawing()
        drawing.text(title, x: Plot.left, y: 22, "h")
        var y = 38.0
        for panel in panels {
            draw(panel, &drawing, top: y, bottom: y + Self.panelHeight)
            y += Self.panelHeight + 52
        }
        legend(&drawing, y: y)
        return drawing.standalone(height: y + 16, title: title)
    }

    private func draw(_ panel: Panel, _ drawing: inout Drawing, top: Double, bottom: Double) {
        let points = panel.lines.flatMap(\.points)
        let rates = RateScale(points.map(\.rate))
        let delays: [Double] = points.flatMap { $0.delaySeconds.all }
        let step = Plot.niceStep(max(1, delays.max() ?? 1) / 4)
        let y = { (seconds: Double) in
            bottom - min(max(seconds / (4 * step), 0), 1) * (bottom - top)
        }
        drawing.rectangle(
            x: Plot.left, y: top, width: Plot.right - Plot.left, height: bottom - top, "plot")
        for tick in rates.ticks {
            drawing.line(x1: rates.x(tick), y1: top, x2: rates.x(tick), y2: bottom, "grid")
            drawing.text(Number.brief(tick), x: rates.x(tick), y: bottom + 15, "n", anchor: .middle)
        }
        for count in 0...4 {
            let seconds = Double(count) * step
            drawing.line(x1: Plot.left, y1: y(seconds), x2: Plot.right, y2: y(seconds), "grid")
            drawing.text(
                "\(Number.brief(seconds)) s", x: Plot.left - 10, y: y(seconds) + 4, "n",
                anchor: .end)
        }
        for (index, line) in panel.lines.enumerated() {
            drawing.intervals(line, style(index, in: panel, "bar"), x: rates.x, y: y)
            drawing.curve(line, style(index, in: panel), x: rates.x, y: y)
        }
        drawing.text(
            "median delay against \(panel.title) an hour", x: Plot.right, y: bottom + 30,
            anchor: .end)
    }

    private func style(_ index: Int, in panel: Panel, _ kind: String = "key") -> String {
        if panel.lines[index].isGrey { return kind == "key" ? "sham" : "axis" }
        return "c\(panel.lines[..<index].count { !$0.isGrey } % 6) \(kind)"
    }

    private func legend(_ drawing: inout Drawing, y: Double) {
        guard let panel = panels.first else { return }
        drawing.legend(
            panel.lines.enumerated().map { ($1.label, style($0, in: panel)) }, y: y)
    }
}

extension Drawing {
    /// A line through the points, and a square at each.
    fileprivate mutating func curve(
        _ line: TradeOffPicture.Line, _ style: String, x: (Double) -> Double,
        y: (Double) -> Double
    ) {
        let places = line.points.map { (x: x($0.rate.value), y: y($0.delaySeconds.value)) }
        polyline(places, style)
        for (place, point) in zip(places, line.points) {
            rectangle(
                x: place.x - 3, y: place.y - 3, width: 6, height: 6,
                line.isGrey ? "fbad" : style, hint: "\(line.label): \(point.hint)")
        }
    }

    /// A cross of its intervals at each point.
    fileprivate mutating func intervals(
        _ line: TradeOffPicture.Line, _ style: String, x: (Double) -> Double,
        y: (Double) -> Double
    ) {
        for point in line.points {
            let (rate, delay) = (point.rate, point.delaySeconds)
            let (centre, middle) = (x(rate.value), y(delay.value))
            path(
                "M\(coordinate(x(rate.low ?? rate.value))) \(coordinate(middle))"
                    + "H\(coordinate(x(rate.high ?? rate.value)))"
                    + "M\(coordinate(centre)) \(coordinate(y(delay.low ?? delay.value)))"
                    + "V\(coordinate(y(delay.high ?? delay.value)))", style)
        }
    }
}

/// Rates of none to many: even below a tenth an hour, logarithmic above.
private struct RateScale {
    private let most: Double

    init(_ rates: [TradeOffPicture.Figure]) {
        most = max(1, rates.flatMap(\.all).max() ?? 1)
    }

    func x(_ rate: Double) -> Double {
        let share = log(1 + max(0, rate) / 0.1) / log(1 + most / 0.1)
        return Plot.left + 8 + min(share, 1) * (Plot.right - Plot.left - 16)
    }

    var ticks: [Double] { [0, 0.1, 1, 10, 100, 1_000, 10_000].filter { $0 <= most } }
}

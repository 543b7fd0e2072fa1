/// A difference subject by subject, and of all: a row each, a square where it lies, a line for its
/// interval.
package struct ForestPicture: Sendable {
    package struct Row: Sendable {
        package var label: String
        /// Nil where there is none.
        package var value: Double?
        package var low: Double?
        package var high: Double?
        /// All together.
        package var isSum: Bool

        package init(
            label: String, value: Double?, low: Double? = nil, high: Double? = nil,
            isSum: Bool = false
        ) {
            self.label = label
            self.value = value
            self.low = low
            self.high = high
            self.isSum = isSum
        }
    }

    package var title: String
    /// What lies along the axis.
    package var axis: String
    package var rows: [Row]

    package init(title: String, axis: String, rows: [Row]) {
        self.title = title
        self.axis = axis
        self.rows = rows
    }

    private static let top = 38.0
    private static let rowHeight = 16.0
    private static let left = 232.0

    private var bottom: Double { Self.top + Double(max(1, rows.count)) * Self.rowHeight + 4 }
    private var height: Double { bottom + 40 }

    /// The picture as a file of its own.
    package func svg() -> String { drawing.standalone(height: height, title: title) }

    /// The picture inside a page that has the style sheet.
    func inlineSVG() -> String { drawing.inline(height: height, title: title) }

    private var drawing: Drawing {
        var drawing = Drawing()
        drawing.text(title, x: 16, y: 22, "h")
        drawing.rectangle(
            x: Self.left, y: Self.top, width: Plot.right - Self.left, height: bottom - Self.top,
            "plot")
        let values = rows.flatMap { [$0.value, $0.low, $0.high] }.compactMap { $0 }
            .filter(\.isFinite)
        let least = min(0, values.min() ?? 0)
        let most = max(0, values.max() ?? 0)
        let step = Plot.niceStep(max(most - least, 1e-6) / 8)
        let start = (least / step).rounded(.down)
        let end = max(start + 1, (most / step).rounded(.up))
        let x = { (value: Double) in
            let share = (value / step - start) / (end - start)
            return Self.left + 8 + min(max(share, 0), 1) * (Plot.right - Self.left - 16)
        }
        for tick in Int(start)...Int(end) {
            let place = x(Double(tick) * step)
            drawing.line(x1: place, y1: Self.top, x2: place, y2: bottom, "grid")
            drawing.text(
                Number.brief(Double(tick) * step), x: place, y: bottom + 15, "n", anchor: .middle)
        }
        drawing.line(x1: x(0), y1: Self.top, x2: x(0), y2: bottom, "sham")
        for (index, row) in rows.enumerated() {
            drawing.draw(row, y: Self.top + (Double(index) + 0.5) * Self.rowHeight + 2, x: x)
        }
        drawing.text(axis, x: Plot.right, y: bottom + 32, anchor: .end)
        return drawing
    }
}

extension Drawing {
    fileprivate mutating func draw(_ row: ForestPicture.Row, y: Double, x: (Double) -> Double) {
        let label = row.label.count > 28 ? row.label.prefix(27) + "…" : row.label
        text(label, x: 222, y: y + 4, row.isSum ? "name" : "t", anchor: .end)
        guard let value = row.value, value.isFinite else { return }
        let colour = row.isSum ? "c1" : "c0"
        if let low = row.low, let high = row.high {
            path(
                "M\(coordinate(x(low))) \(coordinate(y))H\(coordinate(x(high)))", "\(colour) bar")
        }
        let size = row.isSum ? 8.0 : 6.0
        rectangle(
            x: x(value) - size / 2, y: y - size / 2, width: size, height: size, colour,
            hint: "\(row.label): \(Number.brief(value))")
    }
}

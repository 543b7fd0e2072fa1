import Foundation

/// Latency over percentiles, as HdrHistogram's users draw it: each step to the right takes a tenth of
/// what is left, so that the tail has as much room as the middle.
package struct LatencyPicture: Sendable {
    package struct Curve: Sendable {
        package var name: String
        /// Share of values, 0 to 1, and what they do not exceed in microseconds; in order.
        package var points: [(share: Double, microseconds: Double)]

        package init(name: String, points: [(share: Double, microseconds: Double)]) {
            self.name = name
            self.points = points
        }
    }

    /// At most six are drawn.
    package var curves: [Curve]
    /// Latency from which a decision is late, in microseconds.
    package var limitMicroseconds: Double?

    package init(curves: [Curve], limitMicroseconds: Double? = nil) {
        self.curves = Array(curves.prefix(6))
        self.limitMicroseconds = limitMicroseconds
    }

    /// The picture as a file of its own.
    package func svg() -> String {
        draw().standalone(height: Self.height, title: "Latency by percentile")
    }

    func inlineSVG() -> String {
        draw().inline(height: Self.height, title: "Latency by percentile")
    }

    private static let height: Double = 392
    private static let top: Double = 34
    private static let bottom: Double = 344

    private func draw() -> Drawing {
        var drawing = Drawing()
        drawing.rectangle(
            x: Plot.left, y: Self.top, width: Plot.right - Plot.left,
            height: Self.bottom - Self.top, "plot")
        drawAxes(&drawing)
        if let limit = limitMicroseconds, (low...high).contains(limit) {
            let y = y(limit)
            drawing.line(x1: Plot.left, y1: y, x2: Plot.right, y2: y, "threshold")
            drawing.text("late", x: Plot.right - 4, y: y - 5, "tdetect", anchor: .end)
        }
        var x = Plot.left
        for (index, curve) in curves.enumerated() {
            var commands = ""
            for point in curve.points {
                commands += commands.isEmpty ? "M" : "L"
                let (across, down) = (self.x(point.share), y(point.microseconds))
                commands += "\(coordinate(across)) \(coordinate(down))"
            }
            drawing.path(commands, "c\(index) key", hint: curve.name)
            drawing.line(x1: x, y1: 16, x2: x + 16, y2: 16, "c\(index) key")
            drawing.text(curve.name, x: x + 22, y: 20, "name")
            x += 48 + Double(columns(curve.name)) * Plot.columnWidth
        }
        return drawing
    }

    private func drawAxes(_ drawing: inout Drawing) {
        for decade in 0...decades {
            let share = 1 - pow(10, -Double(decade))
            let x = x(share)
            drawing.line(x1: x, y1: Self.top, x2: x, y2: Self.bottom, "grid")
            let digits = max(0, decade - 2)
            let label = decade == 0 ? "0" : Number.text(share * 100, digits: digits)
            drawing.text(
                label, x: x, y: Self.bottom + 16, "n", anchor: decade == 0 ? .start : .middle)
        }
        drawing.text("percentile", x: Plot.right, y: Self.bottom + 36, anchor: .end)
        let exponents = Int(log10(low).rounded(.up))...Int(log10(high).rounded(.down))
        for exponent in exponents {
            let value = pow(10, Double(exponent))
            let y = y(value)
            drawing.line(x1: Plot.left, y1: y, x2: Plot.right, y2: y, "grid")
            drawing.text(Number.brief(value), x: Plot.left - 10, y: y + 4, "n", anchor: .end)
        }
        drawing.text("µs", x: Plot.left - 10, y: Self.top - 12, anchor: .end)
    }

    /// Decades of rarity to show: one more than the values resolve, from 90 % on.
    private var decades: Int {
        let finest = curves.flatMap { $0.points.map(\.share) }.filter { $0 < 1 }.max() ?? 0.9
        return min(7, max(1, Int((-log10(max(1e-9, 1 - finest))).rounded(.up))))
    }

    private func x(_ share: Double) -> Double {
        let rarity = share >= 1 ? Double(decades) : -log10(max(1e-9, 1 - max(0, share)))
        return Plot.left + min(1, rarity / Double(decades)) * (Plot.right - Plot.left)
    }

    private var values: [Double] {
        curves.flatMap { $0.points.map(\.microseconds) }.filter { $0.isFinite && $0 > 0 }
    }

    /// The scale: whole decades round all values, at least one.
    private var low: Double { pow(10, log10(max(1e-3, values.min() ?? 1)).rounded(.down)) }
    private var high: Double {
        max(low * 10, pow(10, log10(min(1e9, max(1e-3, values.max() ?? 10))).rounded(.up)))
    }

    private func y(_ microseconds: Double) -> Double {
        let share = log(max(low, min(high, microseconds)) / low) / log(high / low)
        return Self.bottom - share * (Self.bottom - Self.top)
    }
}

import Foundation

/// Latencies of a paced run: how they are distributed, over logarithmic axes that show one late
/// decision among millions, and where in time the late ones lie.
package struct DeadlinePicture: Sendable {
    package struct Histogram: Sendable {
        package var name: String
        package var bars: [Bar]
        /// Milliseconds from which a decision is late.
        package var limit: Double?

        /// Decisions whose latency lies between two values, in milliseconds.
        package struct Bar: Sendable {
            package var low: Double
            package var high: Double
            package var count: Int

            package init(low: Double, high: Double, count: Int) {
                self.low = low
                self.high = high
                self.count = count
            }
        }

        package init(name: String, bars: [Bar], limit: Double?) {
            self.name = name
            self.bars = bars
            self.limit = limit
        }
    }

    /// The first is that of the values over time; at most six are drawn.
    package var histograms: [Histogram]
    package var fromSeconds: Double
    package var toSeconds: Double
    /// Milliseconds.
    package var compute: Envelope
    /// Spans of late decisions; the label says how many.
    package var late: [Span] = []

    package init(
        histograms: [Histogram], fromSeconds: Double, toSeconds: Double, compute: Envelope
    ) {
        self.histograms = Array(histograms.prefix(6))
        self.fromSeconds = fromSeconds
        self.toSeconds = toSeconds
        self.compute = compute
    }

    /// The picture as a file of its own.
    package func svg() -> String { draw().standalone(height: Self.height, title: Self.title) }

    func inlineSVG() -> String { draw().inline(height: Self.height, title: Self.title) }

    private static let title = "Latency: distribution and course"
    private static let height: Double = 392
    private static let top: Double = 34
    private static let bottom: Double = 184
    private static let lane: Double = 226
    private static let courseTop: Double = 248
    private static let courseBottom: Double = 364

    private func draw() -> Drawing {
        var drawing = Drawing()
        drawHistograms(&drawing)
        drawCourse(&drawing)
        return drawing
    }

    private func drawHistograms(_ drawing: inout Drawing) {
        let (top, bottom) = (Self.top, Self.bottom)
        drawing.rectangle(
            x: Plot.left, y: top, width: Plot.right - Plot.left, height: bottom - top, "plot")
        let scale = LogAxis(
            histograms.flatMap { $0.bars.flatMap { [$0.low, $0.high] } + [$0.limit] })
        let x = { Plot.left + scale.share($0) * (Plot.right - Plot.left) }
        for value in scale.decades {
            drawing.line(x1: x(value), y1: top, x2: x(value), y2: bottom, "grid")
            drawing.text(Number.brief(value), x: x(value), y: bottom + 16, "n", anchor: .middle)
        }
        drawing.text("ms", x: Plot.left - 10, y: bottom + 16, anchor: .end)
        let most = histograms.flatMap { $0.bars.map(\.count) }.max() ?? 1
        // One decision is seen too.
        let y = { (count: Int) in
            bottom - (log10(Double(max(1, count))) + 0.3) / (log10(Double(max(1, most))) + 0.5)
                * (bottom - top)
        }
        for exponent in 0...Int(log10(Double(max(1, most)))) {
            let count = Int(pow(10, Double(exponent)))
            drawing.line(x1: Plot.left, y1: y(count), x2: Plot.right, y2: y(count), "grid")
            drawing.text(
                Number.count(count), x: Plot.left - 10, y: y(count) + 4, "n", anchor: .end)
        }
        drawing.text("decisions", x: Plot.left - 10, y: top - 12, anchor: .end)
        var key = Plot.left
        for (index, histogram) in histograms.enumerated() {
            var path = ""
            for bar in histogram.bars where bar.count > 0 {
                path +=
                    "M\(coordinate(x(bar.low))) \(coordinate(bottom))V\(coordinate(y(bar.count)))"
                path += "H\(coordinate(x(bar.high)))V\(coordinate(bottom))z"
            }
            drawing.path(path, "c\(index) bars", hint: histogram.name)
            drawing.line(x1: key, y1: 16, x2: key + 16, y2: 16, "c\(index) key")
            drawing.text(histogram.name, x: key + 22, y: 20, "name")
            key += 48 + Double(columns(histogram.name)) * Plot.columnWidth
        }
        for (index, histogram) in histograms.enumerated() {
            guard let limit = histogram.limit, limit > 0, limit.isFinite else { continue }
            drawing.line(x1: x(limit), y1: top, x2: x(limit), y2: bottom, "threshold")
            drawing.text(
                "\(index == 0 ? "late from" : "budget") \(Number.brief(limit))", x: x(limit) - 4,
                y: top + 13 + Double(index) * 15, "tdetect", anchor: .end)
        }
    }

    private func drawCourse(_ drawing: inout Drawing) {
        let plot = Plot(startSeconds: fromSeconds, endSeconds: toSeconds)
        let (top, bottom) = (Self.courseTop, Self.courseBottom)
        drawing.lane(plot, y: Self.lane, name: "late", spans: late, "fdetect")
        drawing.rectangle(
            x: Plot.left, y: top, width: Plot.right - Plot.left, height: bottom - top, "plot")
        drawing.grid(plot, top: top, bottom: bottom)
        let limit = histograms.first?.limit
        let values = (compute.minimum + compute.maximum).map(Double.init)
        let scale = LogAxis(values + [limit])
        let y = { bottom - scale.share($0) * (bottom - top) }
        for value in scale.decades {
            drawing.line(x1: Plot.left, y1: y(value), x2: Plot.right, y2: y(value), "grid")
            drawing.text(Number.brief(value), x: Plot.left - 10, y: y(value) + 4, "n", anchor: .end)
        }
        drawing.tenthsPath(
            compute.bandPath(x: plot.x, y: { y(Double($0)) }), "c0 band",
            hint: "compute latency, ms")
        if let limit, limit > 0, limit.isFinite {
            drawing.line(x1: Plot.left, y1: y(limit), x2: Plot.right, y2: y(limit), "threshold")
        }
        drawing.timeAxis(plot, y: bottom)
    }
}

/// Whole decades round positive values, at least one; at most those from 1e-6 to 1e9.
private struct LogAxis {
    let low: Int
    let high: Int

    init(_ values: [Double?]) {
        let exponents = values.compactMap(\.self).filter { $0.isFinite && $0 > 0 }
            .map { log10(min(1e9, max(1e-6, $0))) }
        low = Int((exponents.min() ?? 0).rounded(.down))
        high = max(low + 1, Int((exponents.max() ?? 1).rounded(.up)))
    }

    var decades: [Double] { (low...high).map { pow(10, Double($0)) } }

    /// Where a value lies, 0 to 1.
    func share(_ value: Double) -> Double {
        guard value.isFinite, value > 0 else { return 0 }
        return min(1, max(0, (log10(value) - Double(low)) / Double(high - low)))
    }
}

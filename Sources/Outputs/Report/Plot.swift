import Foundation

/// The frame that all pictures share: a time axis from left to right under a margin for labels.
struct Plot {
    /// Width of every picture in its own units.
    static let width: Double = 960
    static let left: Double = 104
    static let right: Double = width - 16

    let startSeconds: Double
    let endSeconds: Double

    /// A span that is empty or not finite is drawn as one second; times beyond thirty centuries are
    /// cut.
    init(startSeconds: Double, endSeconds: Double) {
        let limit = 1e11
        let start = startSeconds.isFinite ? min(max(startSeconds, -limit), limit) : 0
        let end = endSeconds.isFinite ? min(endSeconds, limit) : start
        self.startSeconds = start
        self.endSeconds = end - start > 1e-3 ? end : start + 1
    }

    var seconds: Double { endSeconds - startSeconds }

    func x(_ seconds: Double) -> Double {
        Self.left + (seconds - startSeconds) / self.seconds * (Self.right - Self.left)
    }

    /// The part of a span that is in the picture, at least `minimum` wide so that it is seen.
    func extent(_ span: Span, minimum: Double = 0) -> (x: Double, width: Double)? {
        guard span.startSeconds.isFinite, !span.endSeconds.isNaN,
            span.startSeconds <= endSeconds, span.endSeconds >= startSeconds
        else { return nil }
        let start = max(Self.left, x(span.startSeconds))
        let end = min(Self.right, x(min(span.endSeconds, endSeconds)))
        let width = max(end - start, minimum)
        return (min(start, Self.right - minimum), width)
    }

    /// Spans joined where less than `gap` units of the picture lie between them, so that the number
    /// drawn is bounded by the picture's width. The label of the first is kept.
    func condensed(_ spans: [Span], gap units: Double = 0.5) -> [Span] {
        let gap = seconds / (Self.right - Self.left) * units
        var joined: [Span] = []
        for span in spans.sorted(by: { $0.startSeconds < $1.startSeconds }) {
            guard let last = joined.last, span.startSeconds - last.endSeconds < gap else {
                joined.append(span)
                continue
            }
            joined[joined.count - 1].endSeconds = max(last.endSeconds, span.endSeconds)
        }
        return joined
    }

    /// The times of about ten ticks, at round numbers.
    var ticks: [Double] {
        let step = Self.tickStep(seconds / 9)
        let first = (startSeconds / step).rounded(.up)
        let count = Int(min(40, (endSeconds / step).rounded(.down) - first + 1))
        return (0..<max(0, count)).map { (first + Double($0)) * step }
    }

    /// The next of 1, 2, 5, 10 ... below ten seconds, and of the clock's round numbers above.
    static func tickStep(_ atLeast: Double) -> Double {
        for step in [
            10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200.0,
        ]
        where atLeast > 5 && step >= atLeast { return step }
        return niceStep(max(atLeast, 1e-6))
    }

    /// The next of 1, 2, 5 times a power of ten.
    static func niceStep(_ atLeast: Double) -> Double {
        let power = pow(10, floor(log10(atLeast)))
        return ([1, 2, 5, 10].first { $0 * power >= atLeast * 0.999_999 } ?? 10) * power
    }

    func tickLabel(_ seconds: Double) -> String {
        if usesClock { return Number.clock(seconds) }
        let step = Self.tickStep(self.seconds / 9)
        return Number.text(seconds, digits: step >= 1 ? 0 : step >= 0.1 ? 1 : 2)
    }

    var usesClock: Bool { seconds >= 300 }
}

extension Drawing {
    /// Vertical lines at the ticks.
    mutating func grid(_ plot: Plot, top: Double, bottom: Double) {
        var lines = ""
        for tick in plot.ticks {
            lines += "M\(coordinate(plot.x(tick))) \(coordinate(top))V\(coordinate(bottom))"
        }
        path(lines, "grid", attributes: isZoomable ? #" data-grid="""# : "")
    }

    /// The axis under a plot: a rule, the ticks' times and the unit at the left.
    mutating func timeAxis(_ plot: Plot, y: Double) {
        line(x1: Plot.left, y1: y, x2: Plot.right, y2: y, "axis")
        if isZoomable { raw(#"<g data-ticks="\#(coordinate(y + 15))">"# + "\n") }
        for tick in plot.ticks {
            let x = plot.x(tick)
            let anchor: Anchor = x > Plot.right - 16 ? .end : x < Plot.left + 12 ? .start : .middle
            text(plot.tickLabel(tick), x: x, y: y + 15, "n", anchor: anchor)
        }
        if isZoomable { raw("</g>\n") }
        text(plot.usesClock ? "time" : "time, s", x: Plot.left - 10, y: y + 15, anchor: .end)
    }

    /// A row of bars with its name at the left; labels stand behind bars where they have room.
    mutating func lane(
        _ plot: Plot, y: Double, name: String, spans: [Span], _ style: String, labels: Bool = true
    ) {
        let height = Plot.laneHeight
        text(name, x: Plot.left - 10, y: y + height - 4.5, anchor: .end)
        rectangle(
            x: Plot.left, y: y + 1, width: Plot.right - Plot.left, height: height - 2, "plot",
            radius: 2)
        let extents = plot.condensed(spans).compactMap { span in
            plot.extent(span, minimum: 2.5).map { (span: span, x: $0.x, width: $0.width) }
        }
        for (index, extent) in extents.enumerated() {
            let link = isLinked ? extent.span.anchor : ""
            if !link.isEmpty { raw(##"<a href="#\##(escaped(link))">"##) }
            rectangle(
                x: extent.x, y: y + 2, width: extent.width, height: height - 4, style, radius: 1.5,
                hint: extent.span.hint, attributes: timed(extent.span, plot, minimum: 2.5))
            if !link.isEmpty { raw("</a>\n") }
            let label = extent.span.label
            guard labels, !label.isEmpty else { continue }
            let start = extent.x + extent.width + 5
            let end = index + 1 < extents.count ? extents[index + 1].x : Plot.right
            if Double(columns(label)) * Plot.columnWidth < end - start - 6 {
                text(
                    oneLine(label), x: start, y: y + height - 4.5,
                    attributes: timed(extent.span.endSeconds, plot, offset: 5))
            }
        }
    }
}

extension Plot {
    static let laneHeight: Double = 17
    /// Room that one character of a label takes, generous enough for the larger type of narrow
    /// windows.
    static let columnWidth: Double = 8
}

extension Span {
    /// The text under the pointer.
    var hint: String {
        let end = endSeconds.isFinite ? " to \(Number.text(endSeconds, digits: 2)) s" : ""
        let start = Number.text(startSeconds, digits: 2)
        return (label.isEmpty ? "" : oneLine(label) + ": ") + "\(start)\(end.isEmpty ? " s" : end)"
    }
}

extension Drawing {
    /// A line through points.
    mutating func polyline(_ points: [(x: Double, y: Double)], _ style: String) {
        var commands = ""
        for point in points {
            commands += commands.isEmpty ? "M" : "L"
            commands += "\(coordinate(point.x)) \(coordinate(point.y))"
        }
        path(commands, style)
    }

    /// The lines of a picture by their names, side by side.
    mutating func legend(_ lines: [(label: String, style: String)], y: Double) {
        var x = Plot.left
        for line in lines {
            self.line(x1: x, y1: y - 4, x2: x + 18, y2: y - 4, line.style)
            text(line.label, x: x + 24, y: y)
            x += 44 + Double(columns(line.label)) * Plot.columnWidth
        }
    }
}

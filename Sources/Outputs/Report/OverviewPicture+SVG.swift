extension OverviewPicture {
    /// The picture as a file of its own.
    package func svg() -> String {
        let (drawing, height) = draw(Drawing())
        return drawing.standalone(height: height, title: "Overview of the run")
    }

    func inlineSVG() -> String {
        let (drawing, height) = draw(Drawing(isLinked: true))
        return drawing.inline(height: height, title: "Overview of the run")
    }

    private func draw(_ empty: Drawing) -> (Drawing, height: Double) {
        let plot = Plot(startSeconds: 0, endSeconds: durationSeconds)
        var drawing = empty
        var y: Double = 8
        if !reference.isEmpty {
            drawing.lane(plot, y: y, name: "annotated", spans: reference, "fref", labels: false)
            y += Plot.laneHeight + 3
        }
        if let twin {
            drawing.lane(plot, y: y, name: "twin", spans: twin, "fref", labels: false)
            y += Plot.laneHeight + 3
        }
        drawing.lane(plot, y: y, name: "episodes", spans: episodes, "fepisode", labels: false)
        y += Plot.laneHeight + 3
        drawing.lane(plot, y: y, name: "stimulation", spans: bursts, "fstim", labels: false)
        y += Plot.laneHeight + 3
        if !badChannels.isEmpty {
            drawing.lane(plot, y: y, name: "faults", spans: badChannels, "fbad", labels: false)
            y += Plot.laneHeight + 3
        }
        y += 5
        let bottom = y + 118
        drawing.rectangle(
            x: Plot.left, y: y, width: Plot.right - Plot.left, height: bottom - y, "plot")
        drawing.states(states, plot, top: y, bottom: bottom)
        drawing.grid(plot, top: y, bottom: bottom)
        drawing.votes(
            score: score, needed: needed, plot, top: y, bottom: bottom, name: "votes")
        drawing.timeAxis(plot, y: bottom)
        let legend = drawing.legend(states: states, y: bottom + 34)
        return (drawing, legend + 8)
    }
}

extension Drawing {
    /// The states as shades over a plot.
    mutating func states(_ states: [StateSpan], _ plot: Plot, top: Double, bottom: Double) {
        for kind in StateSpan.Kind.allCases {
            let spans = states.filter { $0.kind == kind }.map {
                Span(startSeconds: $0.startSeconds, endSeconds: $0.endSeconds, label: kind.title)
            }
            for span in plot.condensed(spans) {
                guard let extent = plot.extent(span, minimum: 1) else { continue }
                rectangle(
                    x: extent.x, y: top, width: extent.width, height: bottom - top, kind.rawValue,
                    hint: span.hint, attributes: timed(span, plot, minimum: 1))
            }
        }
    }

    /// Votes as an area, the votes needed as a dashed line over it.
    mutating func votes(
        score: Envelope, needed: Envelope, _ plot: Plot, top: Double, bottom: Double, name: String
    ) {
        let highest = max(
            score.maximum.reduce(0, Float.maximum), needed.maximum.reduce(0, Float.maximum), 1)
        let y = { (value: Float) in
            bottom - 1 - Double(max(0, value) / highest) * (bottom - top - 8)
        }
        var area = score
        area.lowerToZero()
        tenthsPath(area.bandPath(x: plot.x, y: y), "score")
        tenthsPath(needed.linePath(x: plot.x, y: y), "need")
        text(name, x: Plot.left - 10, y: (top + bottom) / 2 + 4, anchor: .end)
        text(Number.brief(Double(highest)), x: Plot.left - 10, y: top + 12, "n", anchor: .end)
        text("0", x: Plot.left - 10, y: bottom, "n", anchor: .end)
    }

    /// What the colours mean; returns the y below the last row.
    mutating func legend(states: [StateSpan], y: Double) -> Double {
        let present = StateSpan.Kind.allCases.filter { kind in states.contains { $0.kind == kind } }
        var x = Plot.left
        rectangle(x: x, y: y - 9, width: 14, height: 10, "fscore")
        text("votes", x: x + 20, y: y)
        x += 84
        line(x1: x, y1: y - 4, x2: x + 16, y2: y - 4, "threshold")
        text("needed", x: x + 22, y: y)
        x += 100
        for kind in present {
            rectangle(x: x, y: y - 9, width: 14, height: 10, kind.rawValue)
            text(kind.title, x: x + 20, y: y)
            x += 48 + Double(kind.title.count) * Plot.columnWidth
        }
        return y
    }
}

extension EpisodePicture {
    /// The picture as a file of its own.
    package func svg() -> String {
        let (drawing, height) = draw(Drawing(), binCountMax: 1000)
        return drawing.standalone(height: height, title: title)
    }

    /// - Parameters:
    ///   - binCountMax: bounds the length of every path.
    ///   - hopsPerValue: hops of which a page's script gets the extremes; nil of a page without one.
    func inlineSVG(binCountMax: Int, hopsPerValue: Int? = nil) -> String {
        guard let hopsPerValue, !traces.isEmpty else {
            let (drawing, height) = draw(Drawing(), binCountMax: binCountMax)
            return drawing.inline(height: height, title: title)
        }
        let (drawing, height) = draw(
            Drawing(isZoomable: true, isLinked: true), binCountMax: binCountMax,
            hopsPerValue: hopsPerValue)
        return drawing.inline(
            height: height, title: title, attributes: zoomAttributes(hopsPerValue))
    }

    private var title: String {
        isMissed
            ? "Seizure \(number), annotated at \(Number.text(onsetSeconds, digits: 2)) s, missed"
            : "Episode \(number), detected at \(Number.text(onsetSeconds, digits: 2)) s"
    }

    var plot: Plot {
        Plot(
            startSeconds: firstHopSeconds,
            endSeconds: firstHopSeconds + Double(hopCount) * hopSeconds)
    }

    private func draw(
        _ empty: Drawing, binCountMax: Int, hopsPerValue: Int = 1
    ) -> (Drawing, height: Double) {
        let plot = plot
        var drawing = empty
        var y = drawLanes(&drawing, plot)
        if !traces.isEmpty {
            let bottom = y + tracesHeight
            shade(&drawing, plot, top: y, bottom: bottom)
            drawTraces(
                &drawing, plot, top: y, bottom: bottom, binCountMax: binCountMax,
                hopsPerValue: hopsPerValue)
            drawInstants(&drawing, plot, top: y, bottom: bottom)
            drawing.timeAxis(plot, y: bottom)
            y = bottom + 30
        }
        for pattern in patterns {
            y = draw(pattern, &drawing, plot, top: y, binCountMax: binCountMax)
        }
        if !patterns.isEmpty {
            y -= Self.patternGap
            drawing.timeAxis(plot, y: y)
            y += 28
        }
        let present = states.filter {
            $0.startSeconds < plot.endSeconds && $0.endSeconds > plot.startSeconds
        }
        if !patterns.isEmpty || !present.isEmpty {
            y = drawing.legend(states: present, y: y + 10) + 8
        }
        return (drawing, max(y, 40))
    }

    /// The rows of events above the signals; returns the y below them.
    private func drawLanes(_ drawing: inout Drawing, _ plot: Plot) -> Double {
        let x = min(max(plot.x(onsetSeconds), Plot.left), Plot.right)
        let isLate = x > Plot.right - 170
        drawing.text(
            "\(isMissed ? "missed" : "detection") \(Number.text(onsetSeconds, digits: 2)) s",
            x: isLate ? x - 6 : x + 6, y: 15,
            "tdetect", anchor: isLate ? .end : .start,
            attributes: drawing.timed(onsetSeconds, plot, offset: isLate ? -6 : 6))
        drawing.line(
            x1: x, y1: 4, x2: x, y2: 22, "detect", attributes: drawing.timed(onsetSeconds, plot))
        var y: Double = 22
        if !reference.isEmpty {
            drawing.lane(plot, y: y, name: "annotated", spans: reference, "fref")
            y += Plot.laneHeight + 2
        }
        let end = endSeconds ?? plot.endSeconds
        drawing.lane(
            plot, y: y, name: "episode",
            spans: isMissed
                ? []
                : [
                    Span(
                        startSeconds: onsetSeconds, endSeconds: end,
                        label: endSeconds == nil
                            ? "open at the end"
                            : "\(Number.text(end - onsetSeconds, digits: 1)) s")
                ], "fepisode")
        y += Plot.laneHeight + 2
        drawing.lane(plot, y: y, name: "stimulation", spans: bursts, "fstim")
        y += Plot.laneHeight + 2
        if !marks.isEmpty {
            let instants = marks.map {
                Span(startSeconds: $0.startSeconds, endSeconds: $0.startSeconds, label: $0.label)
            }
            drawing.lane(plot, y: y, name: "marks", spans: instants, "fdetect")
            y += Plot.laneHeight + 2
        }
        return y + 6
    }

    /// Background, states, bursts and annotated seizures behind a plot.
    func shade(_ drawing: inout Drawing, _ plot: Plot, top: Double, bottom: Double) {
        drawing.rectangle(
            x: Plot.left, y: top, width: Plot.right - Plot.left, height: bottom - top, "plot")
        for span in plot.condensed(reference) {
            guard let extent = plot.extent(span) else { continue }
            drawing.rectangle(
                x: extent.x, y: top, width: extent.width, height: bottom - top, "bref",
                attributes: drawing.timed(span, plot, minimum: 0))
        }
        drawing.states(states, plot, top: top, bottom: bottom)
        for span in plot.condensed(bursts) {
            guard let extent = plot.extent(span, minimum: 1.5) else { continue }
            drawing.rectangle(
                x: extent.x, y: top, width: extent.width, height: bottom - top, "bstim",
                hint: span.hint, attributes: drawing.timed(span, plot, minimum: 1.5))
        }
        drawing.grid(plot, top: top, bottom: bottom)
    }

    /// Lines over a plot: annotated onset and end, marks, the detection.
    func drawInstants(_ drawing: inout Drawing, _ plot: Plot, top: Double, bottom: Double) {
        func stroke(_ seconds: Double, _ style: String) {
            guard seconds >= plot.startSeconds, seconds <= plot.endSeconds else { return }
            let x = plot.x(seconds)
            drawing.line(
                x1: x, y1: top, x2: x, y2: bottom, style,
                attributes: drawing.timed(seconds, plot))
        }
        for span in plot.condensed(reference) {
            stroke(span.startSeconds, "lref")
            stroke(span.endSeconds, "lref")
        }
        for mark in plot.condensed(marks) { stroke(mark.startSeconds, "mark") }
        if !isMissed { stroke(onsetSeconds, "detect") }
    }
}

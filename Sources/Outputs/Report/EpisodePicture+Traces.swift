extension EpisodePicture {
    var tracesDrawn: ArraySlice<TracePicture> { traces.prefix(RunReport.traceCountMax) }

    var rowHeight: Double {
        min(46, max(18, 300 / Double(max(1, tracesDrawn.count))))
    }

    /// The rows, and a strip below them for the amplitude's scale.
    var tracesHeight: Double { rowHeight * Double(tracesDrawn.count) + 14 + Self.scaleHeight }

    private static let scaleHeight: Double = 26

    /// Stacked envelopes with one gain for all, so that amplitudes compare; what goes beyond its
    /// row by more than half a row, or beyond the plot, is cut.
    func drawTraces(
        _ drawing: inout Drawing, _ plot: Plot, top: Double, bottom: Double, binCountMax: Int,
        hopsPerValue: Int
    ) {
        let microvolts = commonAmplitude
        let rowHeight = rowHeight
        for (row, trace) in tracesDrawn.enumerated() {
            let middle = top + 7 + (Double(row) + 0.5) * rowHeight
            let centre = trace.centre
            let y = { (value: Float) in
                let offset = Double((value - centre) / microvolts) * rowHeight / 2
                return max(top + 1, middle - min(max(offset, -rowHeight), rowHeight))
            }
            let envelope = Envelope(
                minimum: trace.minimum, maximum: trace.maximum, firstSeconds: firstHopSeconds,
                stepSeconds: hopSeconds, binCountMax: binCountMax)
            drawing.tenthsPath(
                envelope.bandPath(x: plot.x, y: y),
                trace.isBad ? "dead" : "trace \(Theme.colour(ofChannel: trace.channel))",
                hint: trace.name + (trace.isBad ? " (bad channel)" : ""),
                attributes: drawing.channel(trace.channel))
            let name = fitted(oneLine(trace.name), to: 11, isASCII: false)
            drawing.text(
                name, x: Plot.left - 10, y: middle + 4, trace.isBad ? "off" : "name", anchor: .end,
                attributes: !drawing.isZoomable
                    ? ""
                    : drawing.channel(trace.channel)
                        + zoomAttributes(trace, centre: centre, hopsPerValue))
        }
        drawScale(&drawing, microvolts: microvolts, rowHeight: rowHeight, bottom: bottom)
        if traces.count > tracesDrawn.count {
            drawing.text(
                counted(traces.count - tracesDrawn.count, "more channel is", "more channels are")
                    + " not drawn",
                x: Plot.left + 8, y: bottom - 9)
        }
    }

    /// A bar of a round number of µV in the lower right corner.
    private func drawScale(
        _ drawing: inout Drawing, microvolts: Float, rowHeight: Double, bottom: Double
    ) {
        let perUnit = Double(microvolts) * 2 / rowHeight
        // The largest round number that fits the strip.
        let round = Plot.niceStep(perUnit * Self.scaleHeight / 2.6)
        let height = round / perUnit
        guard height.isFinite, height <= Self.scaleHeight else { return }
        let label =
            round >= 1000
            ? "\(Number.brief(round / 1000)) mV"
            : "\(Number.text(round, digits: round < 1 ? 2 : 0)) µV"
        let x = Plot.right - 8
        let mark = drawing.isZoomable ? #" data-scale="""# : ""
        drawing.line(
            x1: x, y1: bottom - 5 - height, x2: x, y2: bottom - 5, "scale", attributes: mark)
        drawing.text(
            label, x: x - 7, y: bottom - 1 - height / 2, "name", anchor: .end, attributes: mark)
    }

    /// Half a row's worth of µV: near the largest excursion of a typical good channel.
    var commonAmplitude: Float {
        let good = tracesDrawn.filter { !$0.isBad }
        let amplitudes = (good.isEmpty ? Array(tracesDrawn) : good)
            .map(\.amplitude).filter { $0 > 0 }.sorted()
        guard !amplitudes.isEmpty else { return 1 }
        return amplitudes[(amplitudes.count - 1) * 3 / 4]
    }
}

extension TracePicture {
    /// The middle of the extremes' medians, in µV: the baseline.
    var centre: Float {
        let middles = zip(minimum, maximum).map { ($0 + $1) / 2 }.filter(\.isFinite).sorted()
        return middles.isEmpty ? 0 : middles[middles.count / 2]
    }

    /// The excursion from the baseline that 98 of 100 hops stay within, in µV.
    var amplitude: Float {
        let centre = centre
        let excursions = zip(minimum, maximum)
            .map { max(abs($0 - centre), abs($1 - centre)) }.filter(\.isFinite).sorted()
        return excursions.isEmpty ? 0 : excursions[(excursions.count - 1) * 98 / 100]
    }
}

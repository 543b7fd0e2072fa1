import Foundation

extension EpisodePicture {
    /// Series drawn in colours of their own; the others form one grey band.
    private static let colourCount = 6
    private static let featureHeight: Double = 130
    private static let votesHeight: Double = 58
    static let patternGap: Double = 16

    /// A pattern's features against their threshold, and its votes; returns the y below.
    func draw(
        _ pattern: PatternPicture, _ drawing: inout Drawing, _ plot: Plot, top: Double,
        binCountMax: Int
    ) -> Double {
        var y = top + 14
        drawing.text(oneLine(pattern.title), x: Plot.left, y: y, "h")
        let coloured = pattern.strongest(Self.colourCount, until: onsetHop)
        if !coloured.isEmpty {
            y = drawKey(coloured.map { pattern.series[$0] }, &drawing, y: y + 18)
            y += 8
            drawFeatures(
                pattern, coloured: coloured, &drawing, plot, top: y, binCountMax: binCountMax)
            y += Self.featureHeight
        }
        y += 8
        let bottom = y + Self.votesHeight
        shade(&drawing, plot, top: y, bottom: bottom)
        let envelope = { (values: [Int]) in
            Envelope(
                values.map { Float($0) }, firstSeconds: firstHopSeconds, stepSeconds: hopSeconds,
                binCountMax: binCountMax)
        }
        drawing.votes(
            score: envelope(pattern.votes), needed: envelope(pattern.needed), plot, top: y,
            bottom: bottom, name: "votes")
        drawInstants(&drawing, plot, top: y, bottom: bottom)
        return bottom + Self.patternGap
    }

    /// Hops up to a little after the detection, which decide which channels are the telling ones.
    private var onsetHop: Int {
        let hop = (onsetSeconds - firstHopSeconds) / hopSeconds
        return hop.isFinite ? Int(min(max(0, hop), 1e6)) + 25 : 0
    }

    /// The names of the coloured series; returns the y of the last row.
    private func drawKey(_ series: [FeatureSeries], _ drawing: inout Drawing, y: Double) -> Double {
        var x = Plot.left
        var y = y
        for series in series {
            let label = fitted(oneLine(series.name), to: 24, isASCII: false)
            let width = 44 + Double(columns(label)) * Plot.columnWidth
            if x + width > Plot.right, x > Plot.left {
                x = Plot.left
                y += 18
            }
            let channel = drawing.channel(series.channel)
            drawing.line(
                x1: x, y1: y - 4, x2: x + 16, y2: y - 4,
                "key \(Theme.colour(ofChannel: series.channel))", attributes: channel)
            drawing.text(label, x: x + 22, y: y, "name", attributes: channel)
            x += width
        }
        return y
    }

    private func drawFeatures(
        _ pattern: PatternPicture, coloured: [Int], _ drawing: inout Drawing, _ plot: Plot,
        top: Double, binCountMax: Int
    ) {
        let bottom = top + Self.featureHeight
        shade(&drawing, plot, top: top, bottom: bottom)
        let scale = LogScale(pattern, top: top + 4, bottom: bottom - 2)
        for value in scale.ticks {
            let y = scale.y(Float(value))
            drawing.line(x1: Plot.left, y1: y, x2: Plot.right, y2: y, "grid")
            if abs(y - scale.y(Float(pattern.threshold))) > 11 {
                drawing.text(
                    Number.brief(value) + pattern.unitSuffix, x: Plot.left - 10, y: y + 4, "n",
                    anchor: .end)
            }
        }
        let envelope = { (minimum: [Float], maximum: [Float]) in
            Envelope(
                minimum: minimum, maximum: maximum, firstSeconds: firstHopSeconds,
                stepSeconds: hopSeconds, binCountMax: binCountMax)
        }
        let rest = pattern.extremes(without: Set(coloured))
        drawing.tenthsPath(
            envelope(rest.minimum, rest.maximum).bandPath(x: plot.x, y: scale.y), "rest",
            hint: "range of the other channels")
        for index in coloured.reversed() {
            let series = pattern.series[index]
            let colour = Theme.colour(ofChannel: series.channel)
            let envelope = envelope(series.values, series.values)
            drawing.tenthsPath(
                envelope.isLine
                    ? envelope.linePath(x: plot.x, y: scale.y)
                    : envelope.bandPath(x: plot.x, y: scale.y),
                envelope.isLine ? "\(colour) series" : "\(colour) band", hint: series.name,
                attributes: drawing.channel(series.channel))
        }
        let y = scale.y(Float(pattern.threshold))
        drawing.line(x1: Plot.left, y1: y, x2: Plot.right, y2: y, "threshold")
        drawing.text(
            Number.brief(pattern.threshold) + pattern.unitSuffix, x: Plot.left - 10, y: y + 4,
            "tdetect", anchor: .end)
        drawInstants(&drawing, plot, top: top, bottom: bottom)
    }
}

extension PatternPicture {
    var unitSuffix: String {
        unit == "%" ? " %" : unit.isEmpty ? "" : " \(fitted(oneLine(unit), to: 4, isASCII: false))"
    }

    /// Indices of the series that reach the highest up to `hop`, in their own order.
    func strongest(_ count: Int, until hop: Int) -> [Int] {
        let peaks = series.map { $0.values.prefix(hop).filter(\.isFinite).max() ?? -.infinity }
        return Array(
            series.indices.sorted { (peaks[$1], $0) < (peaks[$0], $1) }.prefix(count)
        )
    }

    /// Smallest and largest value of the other series at each hop; NaN where there is none.
    func extremes(without excluded: Set<Int>) -> (minimum: [Float], maximum: [Float]) {
        let others = series.indices.filter { !excluded.contains($0) }.map { series[$0].values }
        let count = others.map(\.count).max() ?? 0
        var minimum = [Float](repeating: .nan, count: count)
        var maximum = minimum
        for values in others {
            for (hop, value) in values.enumerated() where value.isFinite {
                minimum[hop] = Float.minimum(minimum[hop], value)
                maximum[hop] = Float.maximum(maximum[hop], value)
            }
        }
        return (minimum, maximum)
    }
}

/// A logarithmic scale round a threshold; what is below it lies on its lower edge.
private struct LogScale {
    let low: Double
    let high: Double
    let top: Double
    let bottom: Double

    init(_ pattern: PatternPicture, top: Double, bottom: Double) {
        let threshold = pattern.threshold.isNaN ? 1 : min(max(pattern.threshold, 1e-9), 1e12)
        let highest = pattern.series.reduce(Float(0)) { highest, series in
            max(highest, series.values.lazy.filter(\.isFinite).max() ?? 0)
        }
        low = threshold / 8
        high = max(threshold * 2, Double(highest) * 1.15)
        self.top = top
        self.bottom = bottom
    }

    func y(_ value: Float) -> Double {
        let share = log(max(Double(value), low) / low) / log(high / low)
        return bottom - min(max(share, 0), 1) * (bottom - top)
    }

    /// Powers of ten, with 2 and 5 times them where there is room.
    var ticks: [Double] {
        let factors: [Double] = high / low > 300 ? [1] : [1, 2, 5]
        let exponents = Int(log10(low).rounded(.down))...Int(log10(high).rounded(.up))
        guard exponents.count < 30 else { return [] }
        return exponents.flatMap { exponent in factors.map { $0 * pow(10, Double(exponent)) } }
            .filter { $0 > low * 1.1 && $0 < high / 1.1 }
    }
}

extension Envelope {
    /// Whether every bin holds one value only, so that a line shows all of it.
    var isLine: Bool {
        minimum.indices.allSatisfy { !(minimum[$0] != maximum[$0]) || minimum[$0].isNaN }
    }

    /// The band between the extremes as the commands of an SVG path; holes stay holes.
    ///
    /// Coordinates are in tenths of the picture's units, because integers are shorter than
    /// decimals.
    /// - Parameters:
    ///   - x: time in seconds to the picture's x.
    ///   - y: value to the picture's y; must be finite for finite values.
    func bandPath(x: (Double) -> Double, y: (Float) -> Double) -> String {
        runs.map { bins in
            let middles = bins.map { x(firstSeconds + (Double($0) + 0.5) * binSeconds) }
            var path = TenthsPath(x: middles[0], y: y(maximum[bins.lowerBound]))
            for (bin, middle) in zip(bins, middles).dropFirst() {
                path.line(toX: middle, y: y(maximum[bin]))
            }
            for (bin, middle) in zip(bins, middles).reversed() {
                path.line(toX: middle, y: y(minimum[bin]))
            }
            return path.commands + "z"
        }
        .joined()
    }

    /// The largest values as a line; holes stay holes.
    func linePath(x: (Double) -> Double, y: (Float) -> Double) -> String {
        runs.map { bins in
            let middles = bins.map { x(firstSeconds + (Double($0) + 0.5) * binSeconds) }
            var path = TenthsPath(x: middles[0], y: y(maximum[bins.lowerBound]))
            for (bin, middle) in zip(bins, middles).dropFirst() {
                path.line(toX: middle, y: y(maximum[bin]))
            }
            // A single point needs some length to be seen.
            return path.commands + (bins.count == 1 ? "9 0" : "")
        }
        .joined()
    }

    /// Runs of bins that hold something.
    private var runs: [Range<Int>] {
        var runs: [Range<Int>] = []
        for bin in minimum.indices where minimum[bin].isFinite && maximum[bin].isFinite {
            if let last = runs.last, last.upperBound == bin {
                runs[runs.count - 1] = last.lowerBound..<bin + 1
            } else {
                runs.append(bin..<bin + 1)
            }
        }
        return runs
    }
}

/// Relative line commands in tenths of a unit, in as few characters as SVG allows.
private struct TenthsPath {
    private(set) var commands: String
    private var x: Int
    private var y: Int
    private var needsSpace = false

    init(x: Double, y: Double) {
        self.x = Self.tenths(x)
        self.y = Self.tenths(y)
        commands = "M\(self.x) \(self.y)l"
    }

    mutating func line(toX nextX: Double, y nextY: Double) {
        let dx = Self.tenths(nextX) - x
        let dy = Self.tenths(nextY) - y
        // A minus sign separates by itself.
        if needsSpace, dx >= 0 { commands += " " }
        commands += String(dx)
        if dy >= 0 { commands += " " }
        commands += String(dy)
        needsSpace = true
        x += dx
        y += dy
    }

    private static func tenths(_ value: Double) -> Int {
        value.isFinite ? Int((min(max(value, -1e6), 1e6) * 10).rounded()) : 0
    }
}

extension Drawing {
    /// A path along the time axis whose coordinates are tenths of units.
    mutating func tenthsPath(
        _ commands: String, _ style: String, hint: String = "", attributes: String = ""
    ) {
        guard !commands.isEmpty else { return }
        let mark = isZoomable ? #" data-curve=""\#(attributes)"# : ""
        raw(#"<g\#(mark) transform="scale(.1)">"#)
        path(commands, style, hint: hint)
        raw("</g>\n")
    }
}

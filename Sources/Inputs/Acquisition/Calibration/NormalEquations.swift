import Foundation

/// The least squares of samples by a cosine, a sine, a constant and, where an amplitude is known
/// already, by what a change of the frequency does to them.
struct NormalEquations {
    /// Row by row, the right-hand side last in each.
    private var rows: [[Double]]

    init(rows: [[Double]]) { self.rows = rows }

    /// - Parameter around: amplitudes of cosine and sine at which the frequency's effect is taken; its
    ///   unknown is in radians over half of the samples. (0, 0) and nil leave it out.
    init(
        _ samples: [Double], _ range: Range<Int>, radiansPerSample: Double, origin: Double,
        around: (cosine: Double, sine: Double) = (0, 0)
    ) {
        let scale = 2 / Double(max(1, range.count))
        var (cc, cs, c1, cd, ss, s1, sd, d1, dd) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
        var (xc, xs, x1, xd) = (0.0, 0.0, 0.0, 0.0)
        for index in range {
            let place = Double(index) - origin
            let angle = radiansPerSample * place
            let c = cos(angle)
            let s = sin(angle)
            let d = place * scale * (around.sine * c - around.cosine * s)
            let x = samples[index]
            cc += c * c
            cs += c * s
            c1 += c
            cd += c * d
            ss += s * s
            s1 += s
            sd += s * d
            d1 += d
            dd += d * d
            xc += x * c
            xs += x * s
            x1 += x
            xd += x * d
        }
        let count = Double(range.count)
        rows = [[cc, cs, c1, xc], [cs, ss, s1, xs], [c1, s1, count, x1]]
        guard dd > 0 else { return }
        // The frequency's unknown has the scale of the others.
        for (index, column) in [cd, sd, d1].enumerated() { rows[index].insert(column, at: 3) }
        rows.append([cd, sd, d1, dd, xd])
    }

    /// By elimination with the largest pivot; nil where the equations do not determine one.
    var solution: [Double]? {
        var rows = rows
        let count = rows.count
        for place in 0..<count {
            let largest = (place..<count).max { abs(rows[$0][place]) < abs(rows[$1][place]) }
            guard let largest, abs(rows[largest][place]) > 1e-300 else { return nil }
            rows.swapAt(place, largest)
            for row in 0..<count where row != place {
                let factor = rows[row][place] / rows[place][place]
                guard factor != 0 else { continue }
                for column in place...count { rows[row][column] -= factor * rows[place][column] }
            }
        }
        return (0..<count).map { rows[$0][count] / rows[$0][$0] }
    }
}

/// Two poles of AC coupling, as one capacitor at an output and one at an input have them: what is lost of
/// a tone's power over what is left is a / f^2 + b / f^4, with a the sum and b the product of the squares of
/// both corners.
struct CouplingPoles {
    let higher: Double
    let lower: Double

    /// A second pole lower than that is not told from one.
    private static let shareMin = 0.25
    /// Losses that say something of the slope.
    private static let losses = 0.02...1_000

    /// By least squares over the tones below the largest, each with the weight that its amplitude gives it;
    /// a constant takes up what the largest itself has lost. Nil where there are fewer than four tones, or
    /// no two poles.
    ///
    /// - Parameter corner: near which both lie, Hz.
    init?(_ tones: [(hertz: Double, amplitude: Double)], corner: Double) {
        guard let peak = tones.indices.max(by: { tones[$0].amplitude < tones[$1].amplitude }),
            tones[peak].amplitude > 0
        else { return nil }
        let largest = tones[peak].amplitude
        var rows = [[Double]](repeating: [Double](repeating: 0, count: 4), count: 3)
        var count = 0
        for tone in tones[..<peak] {
            let lost = PassBand.loss(of: tone.amplitude, against: largest)
            guard Self.losses.contains(lost) else { continue }
            count += 1
            let passed = 1 / (1 + lost)
            let weight = passed * passed * passed
            let square = corner * corner / (tone.hertz * tone.hertz)
            let terms = [1, square, square * square, lost]
            for row in 0..<3 {
                for column in 0..<4 { rows[row][column] += weight * terms[row] * terms[column] }
            }
        }
        guard count >= 4, let solution = NormalEquations(rows: rows).solution else { return nil }
        let (sum, product) = (solution[1], solution[2])
        guard sum > 0, product > 0 else { return nil }
        // Two equal poles are at the edge of what has real ones.
        let difference = sum * sum - 4 * product
        guard difference > -0.1 * sum * sum else { return nil }
        let root = max(0, difference).squareRoot()
        higher = corner * ((sum + root) / 2).squareRoot()
        lower = corner * ((sum - root) / 2).squareRoot()
        guard lower >= Self.shareMin * higher else { return nil }
    }
}

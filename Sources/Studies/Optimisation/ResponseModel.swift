import Foundation

/// How a patient's logarithm of time in seizures answers the dose, and how that drifts: a Gaussian process
/// (Rasmussen and Williams 2006, ch. 2) over dose and order of the runs, in which what is known fades with
/// the runs since (the time-varying kernel of Bogunovic, Scarlett and Cevher 2016).
///
/// Prior: a level; a drift that all doses share; for each coordinate a slope an octave; and what bends
/// the slopes. Every prior size is ours.
struct ResponseModel {
    /// Runs after which half is left of what a run tells of the dose.
    static let halfLifeRuns = 8.0

    /// Standard deviations in the logarithm.
    private static let level = 2.0
    static let drift = 0.3
    private static let slope = 0.35
    private static let bend = 0.25
    private static let otherContacts = 0.35
    /// Octaves within which the bend is alike.
    private static let reach = 1.0
    /// What an octave of current, width, rate and length takes off before anything is known: without it
    /// the first steps would be a matter of chance.
    private static let slopesExpected = [-0.25, -0.25, -0.15, -0.15]

    private let runs: [RunEvidence]
    private let octaves: [[Double]]
    /// Lower triangle of the Cholesky factor of the runs' covariance.
    private let factor: [[Double]]
    /// The inverse covariance times what was seen beyond what is expected.
    private let weights: [Double]
    private let origin: [Double]

    init(_ runs: [RunEvidence]) {
        precondition(!runs.isEmpty, "something must have been seen")
        self.runs = runs
        let origin = runs[runs.count - 1].dose.octaves
        let octaves = runs.map { zip($0.dose.octaves, origin).map { $0 - $1 } }
        self.origin = origin
        self.octaves = octaves
        let level = runs.reduce(0) { $0 + $1.logBurden } / Double(runs.count)
        var covariance = runs.indices.map { row in
            runs.indices.map { column in
                Self.prior(
                    (octaves[row], runs[row].dose, row),
                    (octaves[column], runs[column].dose, column))
            }
        }
        for index in runs.indices { covariance[index][index] += runs[index].variance }
        factor = Self.cholesky(covariance)
        weights = Self.solve(
            factor,
            runs.indices.map { runs[$0].logBurden - level - Self.expected(octaves[$0]) })
    }

    /// How much higher the logarithm is now with the one dose than with the other.
    func difference(_ dose: TherapyDose, from other: TherapyDose) -> Estimate {
        let (a, b) = (point(dose), point(other))
        let cross = runs.indices.map { index in
            let run = (octaves[index], runs[index].dose, index)
            return Self.prior(a, run) - Self.prior(b, run)
        }
        let mean =
            zip(cross, weights).reduce(Self.expected(a.octaves) - Self.expected(b.octaves)) {
                $0 + $1.0 * $1.1
            }
        let own = Self.prior(a, a) + Self.prior(b, b) - 2 * Self.prior(a, b)
        let explained = zip(cross, Self.solve(factor, cross)).reduce(0) { $0 + $1.0 * $1.1 }
        return Estimate(mean: mean, sd: max(0, own - explained).squareRoot())
    }

    private typealias Point = (octaves: [Double], dose: TherapyDose, run: Int)

    /// A dose at the time of the last run.
    private func point(_ dose: TherapyDose) -> Point {
        (zip(dose.octaves, origin).map { $0 - $1 }, dose, runs.count - 1)
    }

    private static func expected(_ octaves: [Double]) -> Double {
        zip(octaves, slopesExpected).reduce(0) { $0 + $1.0 * $1.1 }
    }

    private static func prior(_ a: Point, _ b: Point) -> Double {
        let fading = exp2(-Double(abs(a.run - b.run)) / halfLifeRuns)
        let product = zip(a.octaves, b.octaves).reduce(0) { $0 + $1.0 * $1.1 }
        let distance = zip(a.octaves, b.octaves).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
        let same = a.dose.hasContacts(of: b.dose) ? 1.0 : 0
        return level * level
            + fading
            * (drift * drift + slope * slope * product + otherContacts * otherContacts * same
                + bend * bend * exp(-distance / (2 * reach * reach)))
    }

    private static func cholesky(_ matrix: [[Double]]) -> [[Double]] {
        var factor = matrix
        for row in matrix.indices {
            for column in 0...row {
                var sum = matrix[row][column]
                for inner in 0..<column { sum -= factor[row][inner] * factor[column][inner] }
                factor[row][column] =
                    row == column ? max(1e-12, sum).squareRoot() : sum / factor[column][column]
            }
        }
        return factor
    }

    private static func solve(_ factor: [[Double]], _ right: [Double]) -> [Double] {
        var values = right
        for row in values.indices {
            for column in 0..<row { values[row] -= factor[row][column] * values[column] }
            values[row] /= factor[row][row]
        }
        for row in values.indices.reversed() {
            for later in (row + 1)..<max(row + 1, values.count) {
                values[row] -= factor[later][row] * values[later]
            }
            values[row] /= factor[row][row]
        }
        return values
    }
}

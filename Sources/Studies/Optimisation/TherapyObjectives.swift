import Foundation

/// Figures as coordinates to be small, 0 to 1, in which candidates are compared: the seizure time left,
/// the charge a day on a logarithmic scale up to the cap in force, and, where asked for, the therapies
/// outside seizures, likewise up to 60 an hour. 1 or more is no better than no therapy, or not allowed.
struct TherapyObjectives: Sendable {
    /// Of a day, µC.
    let microcoulombsMax: Double
    let asksOutside: Bool

    private static let microcoulombsScale = 100.0
    private static let outsideMax = 60.0

    func coordinates(_ figures: TherapyFigures?) -> [Double] {
        let worst = Array(repeating: 1.0, count: asksOutside ? 3 : 2)
        guard let figures, let share = figures.share else { return worst }
        func logarithmic(_ value: Double, _ scale: Double, _ most: Double) -> Double {
            log(1 + value / scale) / log(1 + most / scale)
        }
        var coordinates = [
            share,
            logarithmic(figures.microcoulombsPerDay, Self.microcoulombsScale, microcoulombsMax),
        ]
        if asksOutside {
            coordinates.append(logarithmic(figures.outsidePerHour, 1, Self.outsideMax))
        }
        return coordinates.map { min(max(0, $0), 1) }
    }
}

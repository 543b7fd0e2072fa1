import Foundation

/// How often the default patient has seizures, by the excitability of its zone.
///
/// Measured, not derived: four seeds of an hour each per row, untreated, all else default. With other
/// noise, coupling or layout the rate asked for is a beginning, not a promise. Above the last row the
/// pause after a seizure limits the rate.
enum SeizureRate {
    static let table: [(perHour: Double, zoneX0: Double)] = [
        (2, -2.16), (10, -2.14), (15, -2.13), (20, -2.12), (26, -2.11), (30, -2.10), (36, -2.08),
        (42, -2.06),
    ]

    static var range: ClosedRange<Double> { table[0].perHour...table[table.count - 1].perHour }

    /// The zone's x0 for a rate in `range`: linear in the logarithm of the rate between rows.
    static func zoneX0(perHour rate: Double) -> Double {
        let upper = table.firstIndex { $0.perHour >= rate } ?? table.count - 1
        guard upper > 0 else { return table[0].zoneX0 }
        let (low, high) = (table[upper - 1], table[upper])
        let part = log(rate / low.perHour) / log(high.perHour / low.perHour)
        return low.zoneX0 + part * (high.zoneX0 - low.zoneX0)
    }
}

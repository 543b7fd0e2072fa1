import Foundation
import Report
import RunFolder

extension LatencyResult {
    /// The result as a page with the distribution drawn.
    package func report(programVersion: String, command: String) -> LatencyReport {
        let delay = startDelayMilliseconds
        let span = hops.first.map { Double($0.stamps.acquiredLast - $0.stamps.acquiredFirst) } ?? 0
        return LatencyReport(
            title: "Latency of every decision",
            line: "\(channelCount) channels, \(milliseconds(rateHertz)) Hz, \(hopFrames) frames a "
                + "decision, \(hops.count) decisions",
            verdicts: [
                failure.map { Verdict($0, tone: .bad) }
                    ?? Verdict(
                        "Every decision within the budget of "
                            + "\(milliseconds(budgetMilliseconds)) ms", tone: .good)
            ],
            figures: figures,
            picture: LatencyPicture(
                curves: [
                    curve("compute latency", latencies.compute),
                    curve("from the hand-over, not corrected", latencies.uncorrectedCompute),
                    curve("wake-up floor", floor),
                ],
                limitMicroseconds: (budgetMilliseconds - delay) * 1_000 - span / 1_000),
            percentileTitles: Distribution.percentiles.map(\.title) + ["max"],
            percentileRows: percentileRows,
            grantRows: grants.map {
                [
                    $0.name, $0.asked, $0.granted,
                    $0.isGranted ? "" : $0.problem ?? "refused",
                ]
            },
            facts: factLines, command: command, programVersion: programVersion)
    }

    private var figures: [KeyFigure] {
        let tile = { (label: String, value: Double, unit: String, digits: Int) in
            KeyFigure(label: label, value: String(format: "%.\(digits)f", value), unit: unit)
        }
        let compute = latencies.compute
        return [
            tile("compute latency, p50", compute.nanoseconds(atPercentile: 50) / 1_000, "µs", 1),
            tile("compute latency, p99", compute.nanoseconds(atPercentile: 99) / 1_000, "µs", 1),
            tile("compute latency, max", compute.largestNanoseconds / 1_000, "µs", 1),
            tile("wake-up floor, p99", floor.nanoseconds(atPercentile: 99) / 1_000, "µs", 1),
            tile(
                "sample to actuator, max", latencies.sampleToActuator.largestNanoseconds / 1e6,
                "ms", 2),
            KeyFigure(label: "decisions missed", value: "\(misses)"),
        ]
    }

    private func curve(_ name: String, _ distribution: Distribution) -> LatencyPicture.Curve {
        LatencyPicture.Curve(
            name: name,
            points: distribution.curve.map { ($0.share, $0.nanoseconds / 1_000) })
    }
}

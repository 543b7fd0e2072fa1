import Foundation
import Realtime
import Report
import RunFolder

extension LatencyResult {
    /// The result for a person: tables of percentiles, what was lost, what the system granted.
    package func text(_ style: TerminalStyle) -> String {
        var text =
            "\(channelCount) channels, \(milliseconds(rateHertz)) Hz, a decision every "
            + String(format: "%.3f", Double(hopNanoseconds) / 1e6)
            + " ms (\(hopFrames) frames), \(hops.count) decisions\n\n"
        text += percentileTable.text(style)
        text += "\n" + factLines.map { $0 + "\n" }.joined()
        text +=
            grants.isEmpty
            ? "\nnothing was asked of the system\n" : "\n" + TextTable(grants).text(style)
        if let comparison { text += comparison.text }
        text += "\n"
        text += failure.map { "failed: \($0)\n" } ?? "passed: every decision within the budget\n"
        return text
    }

    var percentileTable: TextTable {
        var table = TextTable(columns: [.init("latency", .left)])
        table.columns += Distribution.percentiles.map { .init($0.title, .right) }
        table.columns.append(.init("max", .right))
        table.rows = percentileRows
        return table
    }

    /// The rows of the table: name, then the percentiles and the largest value.
    var percentileRows: [[String]] {
        var rows = [latencies.compute.row("compute latency, µs")]
        if isOfDevice {
            rows.append(latencies.device.row("  of it the device (period, its own delay), µs"))
            rows.append(latencies.program.row("  of it Quench, µs"))
        }
        for (stage, distribution) in zip(Stage.allCases, latencies.stages) {
            rows.append(distribution.row("  \(stage.title), µs"))
        }
        rows.append(latencies.uncorrectedCompute.row("  from the hand-over, not corrected, µs"))
        rows.append(floor.row("wake-up floor of this machine, µs"))
        rows.append(ratios("compute latency / floor", floor))
        if let earlyFloor {
            rows.append(earlyFloor.row("floor of a thread that wakes up early too, µs"))
            rows.append(ratios("compute latency / that", earlyFloor))
        }
        rows.append(latencies.sampleToActuator.row("sample to actuator, ms", unit: 1_000_000))
        rows.append(
            latencies.uncorrectedSampleToActuator.row("  not corrected, ms", unit: 1_000_000))
        return rows
    }

    private func ratios(_ name: String, _ floor: Distribution) -> [String] {
        [name]
            + zip(latencies.compute.values, floor.values).map {
                String(format: "%.2f", $1 > 0 ? $0 / $1 : 0)
            }
    }

    var factLines: [String] {
        var lines = [
            "misses: \(misses) (\(lateDecisions) late, \(droppedHops) never made), budget "
                + "\(milliseconds(budgetMilliseconds)) ms from a hop's first sample to a first "
                + "edge, start delay of \(milliseconds(startDelayMilliseconds)) ms counted",
            "overruns: \(overruns), stamps lost: \(outcome.telemetryLost)",
            "stolen by a hypervisor: \(Int(stolenMilliseconds)) ms, of these "
                + "\(Int(stolenFromProcessorMilliseconds)) ms from processor \(processor)",
        ]
        if let worst {
            lines.append(
                "worst: decision \(worst.hop.sequence), "
                    + "\(worst.hop.stamps.computeNanoseconds / 1_000) µs, in a second with "
                    + "\(Int(worst.stolenMilliseconds)) ms stolen")
        }
        return lines
    }
}

extension Distribution {
    /// The reported percentiles and the largest value, in nanoseconds.
    var values: [Double] {
        Self.percentiles.map { nanoseconds(atPercentile: $0.value) } + [largestNanoseconds]
    }

    func row(_ name: String, unit: Double = 1_000) -> [String] {
        [name] + values.map { String(format: unit == 1_000 ? "%.1f" : "%.3f", $0 / unit) }
    }
}

extension TextTable {
    /// What was asked of the system and what was granted.
    package init(_ grants: [Grant]) {
        self.init(
            columns: [.init("asked of the system"), .init("asked"), .init("granted"), .init("")],
            rows: grants.map {
                [
                    $0.name, $0.asked, $0.granted,
                    $0.isGranted ? "" : "\($0.problem ?? "refused"); see quench doctor",
                ]
            })
    }
}

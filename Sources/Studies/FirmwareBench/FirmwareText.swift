import Foundation
import Report

/// Results of the firmware as tables for the terminal.
package enum FirmwareText {
    /// Host and firmware side by side, a row a run.
    package static func comparisons(
        _ comparisons: [FirmwareCheck.Comparison], _ style: TerminalStyle
    ) -> String {
        var table = TextTable(columns: [
            .init("recording"), .init("ch", .right), .init("Hz", .right), .init("s", .right),
            .init("block", .right), .init("pulses", .right), .init("hash, host", .right),
            .init("hash, firmware", .right), .init("Minstr/s", .right), .init("decision", .right),
            .init("RAM", .right), .init("host µs/hop", .right), .init("host RAM", .right),
            .init("host and firmware"),
        ])
        for item in comparisons {
            let run = item.run
            let host = run.host
            let hopMicroseconds =
                Double(host.loopNanoseconds) / 1_000 / Double(max(1, host.hops.count))
            table.rows.append([
                item.name, "\(run.planned.signal.channelNames.count)",
                number(run.planned.signal.rateHertz, 1), number(seconds(run), 0),
                "\(run.blockFrames)", "\(run.pulses.count)", hash(host.decisionHash),
                hash(run.end?.decisionHash), number(item.cost.instructionsPerSecond / 1e6, 2),
                milliseconds(item.cost.decisionMicroseconds(atMegahertz: 64)),
                "\(run.end?.ramBytesUsed ?? 0)", number(hopMicroseconds, 2),
                "\(host.memoryBytes)", item.problem ?? "equal",
            ])
        }
        return table.text(style)
    }

    /// Instructions of the firmware, least, mean and most.
    package static func instructions(
        _ comparisons: [FirmwareCheck.Comparison], _ style: TerminalStyle
    ) -> String {
        var table = TextTable(
            columns: [.init("instructions"), .init("ch", .right), .init("block", .right)]
                + ["interrupt", "hop", "decision"].flatMap { name in
                    [.init("\(name): least", .right), .init("mean", .right), .init("most", .right)]
                })
        for item in comparisons {
            table.rows.append(
                [
                    item.name, "\(item.run.planned.signal.channelNames.count)",
                    "\(item.run.blockFrames)",
                ]
                    + [item.cost.interrupt, item.cost.hop, item.cost.decision].flatMap {
                        [number($0.minimum, 0), number($0.mean, 0), number($0.maximum, 0)]
                    })
        }
        return table.text(style)
    }

    /// The longest decision and the load at each clock, and where the RAM goes.
    package static func times(
        _ comparisons: [FirmwareCheck.Comparison], _ style: TerminalStyle
    ) -> String {
        let clocks = FirmwareCost.clocksMegahertz
        var table = TextTable(
            columns: [.init("longest decision"), .init("ch", .right), .init("block", .right)]
                + clocks.map { .init("\(number($0, 0)) MHz", .right) }
                + clocks.map { .init("load, \(number($0, 0))", .right) }
                + ["memory", "stack", "RAM", "per ch"].map { .init($0, .right) })
        for item in comparisons {
            let ram = item.run.end?.ramBytesUsed ?? 0
            let stack = Int(item.run.end?.stackBytesUsed ?? 0)
            let channels = item.run.planned.signal.channelNames.count
            table.rows.append(
                [item.name, "\(channels)", "\(item.run.blockFrames)"]
                    + clocks.map { milliseconds(item.cost.decisionMicroseconds(atMegahertz: $0)) }
                    + clocks.map { number(100 * item.cost.load(atMegahertz: $0), 1) + " %" }
                    + [ram - stack, stack, ram, ram / max(1, channels)].map { "\($0)" })
        }
        return table.text(style)
    }

    private static func milliseconds(_ microseconds: Double) -> String {
        number(microseconds / 1_000, 2) + " ms"
    }

    package static func faults(
        _ faults: [FirmwareCheck.FaultOutcome], _ style: TerminalStyle
    ) -> String {
        var table = TextTable(columns: [.init("fault"), .init("must lead to"), .init("")])
        for fault in faults {
            table.rows.append([fault.name, text(fault.expectation), fault.problem ?? "did"])
        }
        return table.text(style)
    }

    package static func size(_ image: FirmwareImage, _ style: TerminalStyle) -> String {
        var table = TextTable(columns: [
            .init("module"), .init("flash", .right), .init("variables", .right),
        ])
        table.rows = image.modules.map { [$0.name, "\($0.flashBytes)", "\($0.ramBytes)"] }
        table.rows.append(["together", "\(image.flashBytes)", "\(image.variableBytes)"])
        return table.text(style) + "stack: \(image.stackBytes) bytes set aside\n"
            + "dealt out at the start: up to \(image.memoryBytes) bytes, by the plan's channels and "
            + "windows; quench firmware run tells how much\n"
            + (image.heapSymbols.isEmpty
                ? "heap: none linked\n"
                : "heap: \(image.heapSymbols.joined(separator: ", ")) linked\n")
    }

    static func text(_ expectation: FaultCase.Expectation) -> String {
        switch expectation {
        case .safeState(let reason): "safe state: \(reason.name)"
        case .reset(let cause, _, let refusal):
            "reset by \(cause == 2 ? "brown-out" : "the watchdog"), then "
                + (refusal.map { "no therapy: \($0.name)" } ?? "therapies as before")
        case .start(_, let refusal): "no therapy: \(refusal.name)"
        case .limited: "limiter, and no such pulse in the generator"
        case .refused(let code): "no start: \(FirmwareRun.refusalName(code))"
        }
    }

    static func seconds(_ run: FirmwareRun) -> Double {
        Double(run.host.frameCount) / run.planned.signal.rateHertz
    }

    package static func hash(_ value: UInt64?) -> String {
        guard let value else { return "none" }
        let text = String(value, radix: 16)
        return String(repeating: "0", count: 16 - text.count) + text
    }

    static func number(_ value: Double, _ decimals: Int) -> String {
        String(format: "%.\(decimals)f", value)
    }
}

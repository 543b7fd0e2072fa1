import ArgumentParser
import Foundation
import Journal

struct JournalCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "journal",
        abstract: "Tell what a run's journal says of its stimulation, also of a killed run's.")

    @Argument(help: "The run's folder, or the journal in it.")
    var folder: String

    @Flag(help: "Print JSON.")
    var json = false

    func run() {
        Terminal.run {
            let given = URL(fileURLWithPath: folder)
            let path =
                given.lastPathComponent == "journal.jsonl"
                ? given.relativePath : given.appending(path: "journal.jsonl").relativePath
            let journal = try JournalReader(path: path)
            guard !journal.entries.isEmpty else {
                throw JournalError.notReadable(path: path, reason: "it holds no event of a run")
            }
            let account = RunAccount(journal)
            Terminal.printResult(
                json
                    ? try JSONValue(encoding: account).pretty + "\n"
                    : account.lines.map { Terminal.oneLine($0) + "\n" }.joined())
            if account.pulsesMax == nil {
                Terminal.fail("\(path): is damaged, and bounds no longer what was issued")
            }
        }
    }
}

extension RunAccount {
    fileprivate var lines: [String] {
        var lines = [
            "\(recording ?? "unknown recording"): "
                + (endReason.map { "ended at \(seconds(lastSeconds)), \($0)" }
                    ?? "killed, or still running; the journal ends at \(seconds(lastSeconds))"),
            "\(detections) detections, \(therapies) therapies, \(refusals) refusals",
            "\(burstsEnded) bursts ended (\(burstsCut) cut): \(pulses) pulses, "
                + "\(microcoulombs(chargeMicrocoulombs)), imbalance "
                + String(format: "%.0f pC", imbalancePicocoulombs),
        ]
        if let unfinished { lines += unfinished.lines }
        lines.append(boundLine)
        if let output = openOutput {
            let most = output.losses + 1
            let broken = most == 1 ? "one pulse was" : "\(most) pulses were"
            lines.append(
                "on \(output.device) at most \(broken) broken off: at most "
                    + "\(microcoulombs(Double(most) * output.imbalanceMaxMicrocoulombs)) out of "
                    + "balance")
        }
        if eventsMissing > 0 {
            lines.append(
                "\(eventsMissing) events are missing, damaged or cut: the bound is the wider for it"
            )
        }
        return lines
    }

    private var boundLine: String {
        guard let pulsesMax, let chargeMaxMicrocoulombs else {
            return "how much was issued cannot be told: no line is left that bounds it"
        }
        guard endReason == nil || eventsMissing > 0 else {
            return "no more than that was issued"
        }
        return "in all at most \(pulsesMax) pulses and \(microcoulombs(chargeMaxMicrocoulombs)) "
            + "were issued"
    }
}

extension RunAccount.Unfinished {
    fileprivate var lines: [String] {
        [
            "therapy \(therapy) was under way: \(burstsEnded) of \(bursts) bursts ended, "
                + (isInBurst ? "the next had begun" : "the next is not known to have begun"),
            "besides the above at most \(pulsesMax) pulses and "
                + "\(microcoulombs(chargeMaxMicrocoulombs)) were issued",
            "a pulse balances itself: at most the one under way, "
                + "\(microcoulombs(chargePerPulseMicrocoulombs)), is out of balance",
        ]
    }
}

private func seconds(_ value: Double) -> String { String(format: "%.3f s", value) }
private func microcoulombs(_ value: Double) -> String { String(format: "%.3f µC", value) }

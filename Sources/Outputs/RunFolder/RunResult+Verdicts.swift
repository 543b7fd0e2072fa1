import Evaluation
import Foundation
import Journal
import Report

extension RunResult {
    /// The run in a sentence or two, the most important first.
    var verdicts: [Verdict] {
        var verdicts: [Verdict] = []
        if let problem = folderProblem {
            verdicts.append(
                Verdict(
                    "The record failed, and nothing was stimulated from then on: \(problem).",
                    tone: .bad))
        }
        if let problem = fileProblem {
            verdicts.append(Verdict("A file is not whole: \(problem).", tone: .bad))
        }
        if let problem = outcome.sourceProblem {
            verdicts.append(
                Verdict(
                    problem.hasPrefix("--state: ")
                        ? "The run was ended, since therapies would not have counted: \(problem)"
                        : "The source failed: \(problem)", tone: .bad))
        }
        if let kept = context.kept, kept.doses == .unknown {
            verdicts.append(Verdict("Stimulation withheld: \(kept.remark).", tone: .warning))
        }
        if let deadlineVerdict { verdicts.append(deadlineVerdict) }
        if let capture { verdicts += captureVerdicts(capture) }
        if outcome.telemetryLost > 0 {
            verdicts.append(
                Verdict(
                    "\(counted(Int(outcome.telemetryLost), "hop was", "hops were")) lost on the way to these files, which are "
                        + "incomplete; the counts of pulses and charge are right. The process was held up, "
                        + "or the pace is too high.",
                    tone: .bad))
        }
        if let changes, !changes.isEmpty {
            // What could not be written is not there.
            let place = "; what it ended with is in \(RunFolder.changedSettingsName)"
            verdicts.append(
                Verdict(
                    "The loop was changed \(counted(changes.count, "time", "times")) while it ran: the "
                        + "settings that it began with do not give this hash"
                        + (folderProblem == nil ? place : "") + ".",
                    tone: .warning))
        }
        for file in context.identity.files {
            guard let problem = file.problem else { continue }
            verdicts.append(
                Verdict(
                    "\(file.name) was \(problem): its checksum is not known.", tone: .warning))
        }
        if outcome.wasStopped { verdicts.append(Verdict("Stopped by the user.", tone: .warning)) }
        if let scores, let reference = context.reference {
            verdicts += comparisonVerdicts(scores, seizures: seizures(of: reference).count)
            if let onsetOnly { verdicts.append(Verdict(onsetOnly.warning + ".", tone: .warning)) }
        } else {
            verdicts.append(
                Verdict(
                    "\(counted(episodes.count, "episode", "episodes")); no annotated seizure to compare with."
                ))
        }
        // Beside a twin a table says it.
        if let virtualPatient, virtualPatient.untreated == nil {
            verdicts.append(verdict(on: virtualPatient))
        }
        let ledger = outcome.ledger
        if context.planned.plan.stimulation.therapies.count == 0 {
            verdicts.append(Verdict("Stimulation is off: detect only."))
        } else {
            verdicts.append(
                Verdict(
                    "\(counted(Int(ledger.therapies), "therapy", "therapies")), "
                        + "\(counted(Int(ledger.pulsesIssued), "pulse")), "
                        + "\(decimal(Double(ledger.firstPhasePicocoulombs) / 1e6)) µC, "
                        + "net charge \(ledger.netPicocoulombs) pC.",
                    tone: ledger.pulsesRefused > 0 ? .bad : .neutral))
        }
        if safeStates > 0 {
            verdicts.append(
                Verdict(
                    "The loop went to its safe state \(counted(safeStates, "time", "times")).",
                    tone: .warning))
        }
        if let markers, markers.taken + markers.refused > 0 {
            let refused = markers.refused > 0 ? ", \(markers.refused) more came too fast" : ""
            verdicts.append(
                Verdict(
                    "\(counted(markers.taken, "marker", "markers"))\(refused).",
                    tone: markers.refused > 0 ? .warning : .neutral))
        }
        return verdicts
    }

    /// Time in seizure, where there is no twin to compare with.
    private func verdict(on patient: RunSummary.VirtualPatient) -> Verdict {
        let own = decimal((patient.timeInSeizureSeconds * 10).rounded() / 10)
        return Verdict(
            "In seizure for \(own) s, \(counted(patient.seizures.count, "time", "times")).")
    }

    private var onsetName: String { virtualPatient == nil ? "annotated onset" : "true onset" }

    private func comparisonVerdicts(_ scores: EventScores, seizures: Int) -> [Verdict] {
        let alarms = scores.falseAlarmCount
        let hours = (scores.durationSeconds - scores.uncountedSeconds) / 3_600
        let alarmText =
            alarms == 0
            ? "no false alarm in \(decimal(hours)) h"
            : "\(counted(alarms, "false alarm", "false alarms")) in \(decimal(hours)) h"
        guard seizures > 0 else {
            return [
                Verdict(
                    "\(virtualPatient == nil ? "No annotated seizure" : "No seizure"); \(alarmText).",
                    tone: alarms > 0 ? .warning : hasFailed ? .neutral : .good)
            ]
        }
        let detected = scores.delays.foundCount
        var text = "\(detected) of \(counted(seizures, "seizure", "seizures")) detected"
        if let delay = scores.delays.median {
            text += ", \(seconds(delay)) after the \(onsetName)"
            if scores.delays.detected.count > 1 { text += " (median)" }
        }
        let early = scores.delays.alreadyOnCount
        if early > 0 { text += ", \(early) of them with an episode already on" }
        let isGood = detected == seizures
        return [
            Verdict(
                "\(text); \(alarmText).",
                tone: !isGood ? .bad : alarms > 0 ? .warning : hasFailed ? .neutral : .good)
        ]
    }

    var figures: [KeyFigure] {
        var figures = deadlineFigures
        if let scores {
            figures.append(
                KeyFigure(
                    label: "seizures found", value: "\(scores.delays.foundCount)",
                    unit: "of \(scores.delays.outcomes.count)",
                    note: "\(scores.delays.alreadyOnCount) with an episode already on"))
            figures.append(
                KeyFigure(
                    label: "detection delay",
                    value: scores.delays.median.map { decimal($0) } ?? "-",
                    unit: scores.delays.median == nil ? "" : "s", note: "median"))
            figures.append(
                KeyFigure(
                    label: "false alarms",
                    value: scores.falseAlarmsPerHour.map { decimal($0) } ?? "-", unit: "per hour",
                    note: "\(scores.falseAlarmCount) in all"))
        }
        figures.append(KeyFigure(label: "episodes", value: "\(episodes.count)"))
        figures.append(
            KeyFigure(
                label: "therapies", value: "\(outcome.ledger.therapies)",
                note: counted(Int(outcome.ledger.pulsesIssued), "pulse")))
        figures.append(
            KeyFigure(
                label: "charge",
                value: decimal(Double(outcome.ledger.firstPhasePicocoulombs) / 1e6), unit: "µC",
                note: "net \(outcome.ledger.netPicocoulombs) pC"))
        figures.append(
            KeyFigure(
                label: "decisions", value: "\(decisions)",
                note: "every \(decimal(context.hopSeconds * 1_000)) ms"))
        return figures
    }
}

/// Up to three decimals, none of them a trailing zero.
func decimal(_ value: Double) -> String {
    var text = Substring(String(format: abs(value) >= 100 ? "%.1f" : "%.3f", value))
    if text.contains(".") {
        while text.hasSuffix("0") { text.removeLast() }
        if text.hasSuffix(".") { text.removeLast() }
    }
    return String(text)
}

func seconds(_ value: Double) -> String { String(format: "%.2f s", value) }

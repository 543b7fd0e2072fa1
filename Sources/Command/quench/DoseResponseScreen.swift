import Experiment
import Report
import Runs

extension DoseResponseResult {
    /// The tables for the terminal.
    func screen(therapy: String, folder: String, _ style: TerminalStyle) -> String {
        let within = brief(experiment.abortSeconds)
        let follow = brief(experiment.followUpSeconds)
        var text = "Train: \(therapy)\n"
        text += "Sample: the first seizure of each seed that begins after "
        text += "\(brief(experiment.warmUpSeconds)) s; "
        text += "\(seeds.count - seedsWithoutSeizure.count) of \(seeds.count) seeds\n"
        if !seedsWithoutSeizure.isEmpty {
            text +=
                "No seizure within \(brief(experiment.searchSeconds)) s more, so in no figure: seeds "
                + seedsWithoutSeizure.map { "\($0)" }.joined(separator: ", ") + "\n"
        }
        text += "\nAborted: ended within \(within) s of the train's end, % (95 % interval), "
        text += "of the seizures that still went on when it began\n"
        text += table(style) { point in
            guard let p = point.abortProbability, let interval = point.interval else { return "" }
            return "\(percent(p)) (\(percent(interval.low))-\(percent(interval.high)))"
        }
        text += "\nMedian time from the train's first edge to the seizure's end, s\n"
        text += table(style) { point in
            guard let median = point.remainingSecondsMedian else { return "" }
            return median.isFinite ? tenths(median) : "beyond the end"
        }
        text += "\nIn the \(follow) s from the onset: mean time in seizures, s / mean number\n"
        text += table(style) { point in
            guard let seconds = point.secondsInSeizureMean, let count = point.seizuresMean else {
                return ""
            }
            return "\(tenths(seconds)) / \(hundredths(count))"
        }
        let shams = (seeds.count - seedsWithoutSeizure.count) * experiment.delaysSeconds.count
        text += "\nSham: \(shams) trains of 0 mA, each equal to the untreated history to the bit\n"
        let files = DoseResponseFolder.fileNames.map { "\(folder)/\($0)" }
        return text + "Files: \(files.joined(separator: ", "))\n"
    }

    private func table(_ style: TerminalStyle, _ cell: (Point) -> String) -> String {
        let columns =
            [TextTable.Column("delay, s", .right), TextTable.Column("at risk", .right)]
            + experiment.amplitudesMicroamperes.map {
                TextTable.Column(label(microamperes: $0), .right)
            }
        let rows = experiment.delaysSeconds.indices.map { delay in
            [
                brief(experiment.delaysSeconds[delay]),
                "\(point(delay: delay, amplitude: 0).atRisk)",
            ]
                + experiment.amplitudesMicroamperes.indices.map {
                    cell(point(delay: delay, amplitude: $0))
                }
        }
        return TextTable(columns: columns, rows: rows).text(style)
    }
}

private func percent(_ share: Double) -> String { "\(Int((share * 100).rounded()))" }

private func tenths(_ value: Double) -> String { "\((value * 10).rounded() / 10)" }

private func hundredths(_ value: Double) -> String { "\((value * 100).rounded() / 100)" }

import Evaluation
import Report
import Training
import Tuning

extension TuningOutcome {
    /// Delay against either rate, in every way of scoring.
    var picture: TradeOffPicture {
        TradeOffPicture(
            title: "The best settings within limits of \(result.objective.rateText)",
            panels: [
                panel("false alarms", rate: \.falseAlarmsPerHour, interval: \.falseAlarms),
                panel(
                    "therapies outside seizures", rate: \.outsidePerHour, interval: \.outside),
            ])
    }

    private func panel(
        _ title: String, rate: KeyPath<TuningFigures, Double>,
        interval: KeyPath<TuningEstimate, ConfidenceInterval?>
    ) -> TradeOffPicture.Panel {
        let all = lines
        var names: [String] = []
        for line in all where !names.contains(line.scoredOn) { names.append(line.scoredOn) }
        return TradeOffPicture.Panel(
            title: title,
            lines: names.map { name in
                TradeOffPicture.Line(
                    label: name, isGrey: name == Self.seen || name == Self.choiceSeen,
                    points: all.filter { $0.scoredOn == name }.compactMap { line in
                        let estimate = line.estimate
                        guard let delay = estimate.figures.medianDelay else { return nil }
                        let bounds = estimate[keyPath: interval]
                        return TradeOffPicture.Point(
                            rate: .init(
                                estimate.figures[keyPath: rate], low: bounds?.low,
                                high: bounds?.high),
                            delaySeconds: .init(
                                delay, low: estimate.delay?.low, high: estimate.delay?.high),
                            hint: "\(line.limit) \(estimate.words); \(line.words)")
                    })
            })
    }
}

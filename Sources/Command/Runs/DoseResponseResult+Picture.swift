import Experiment
import Report

extension DoseResponseResult {
    /// The picture of the abort probability.
    func picture(therapy: String) -> DoseResponsePicture {
        let lines = experiment.amplitudesMicroamperes.indices.map { amplitude in
            let points = experiment.delaysSeconds.indices.compactMap { delay in
                picturePoint(point(delay: delay, amplitude: amplitude))
            }
            let microamperes = experiment.amplitudesMicroamperes[amplitude]
            return DoseResponsePicture.Line(
                label: label(microamperes: microamperes), isSham: microamperes == 0, points: points)
        }
        return DoseResponsePicture(
            title: "Seizures that ended within \(brief(experiment.abortSeconds)) s of one train; "
                + therapy, lines: lines)
    }

    private func picturePoint(_ point: Point) -> DoseResponsePicture.Point? {
        guard let probability = point.abortProbability, let interval = point.interval else {
            return nil
        }
        return DoseResponsePicture.Point(
            delaySeconds: point.delaySeconds, probability: probability, low: interval.low,
            high: interval.high,
            hint: "\(point.aborted) of \(point.atRisk) at \(brief(point.delaySeconds)) s")
    }

    /// A column or line of a table or picture.
    package func label(microamperes: Int32) -> String {
        microamperes == 0 ? "sham" : "\(brief(Double(microamperes) / 1_000)) mA"
    }
}

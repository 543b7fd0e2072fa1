import Evaluation
import Report

extension EvaluationResult {
    /// The page of what the detector got wrong.
    func page(_ album: MistakeAlbum) -> EvaluationPage {
        let scores = all
        let seizures = scores.delays.outcomes.count
        let hours = (scores.durationSeconds - scores.uncountedSeconds) / 3_600
        var page = EvaluationPage(
            title: "Quench: evaluation of \(detector)",
            line: recordings.count == 1
                ? recordings[0].name : "\(recordings.count) recordings, \(decimal(hours, 2)) h")
        page.misses = album.misses
        page.falseAlarms = album.falseAlarms
        page.missCount = seizures - scores.delays.foundCount
        page.falseAlarmCount = scores.falseAlarmCount
        page.verdicts = [
            Verdict(
                "Found \(scores.delays.foundCount) of \(seizures) seizures",
                tone: seizures == 0 ? .neutral : page.missCount == 0 ? .good : .bad),
            Verdict(
                "\(scores.falseAlarmCount) false alarms in \(decimal(hours, 2)) h",
                tone: scores.falseAlarmCount == 0 ? .good : .warning),
        ]
        let refused = refused.lines
        if !refused.isEmpty {
            page.verdicts.append(
                Verdict(
                    "\(refused.count) of \(refused.count + recordings.count) recordings not scored",
                    tone: .bad))
        }
        page.notes = refused + warnings
        func figure(_ label: String, _ value: Double?, _ digits: Int, _ unit: String) -> KeyFigure {
            KeyFigure(
                label: label, value: value.map { decimal($0, digits) } ?? "–",
                unit: value == nil ? "" : unit)
        }
        page.figures = [
            figure("median delay", scores.delays.median, 2, "s"),
            figure("false alarms", scores.falseAlarmsPerHour, 2, "an hour"),
            figure("on falsely", scores.samples.falseTimeShare.map { $0 * 100 }, 2, "%"),
            figure("therapies outside", scores.therapiesOutsidePerHour, 1, "an hour"),
        ]
        return page
    }
}

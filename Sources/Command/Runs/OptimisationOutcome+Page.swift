import Evaluation
import Optimisation
import Report

extension OptimisationOutcome {
    private var titleText: String { "Seizure time left against charge a day" }

    /// Points with their intervals.
    var picture: FrontPicture {
        FrontPicture(
            title: titleText,
            points: result.points.indices.map { place in
                let point = result.points[place]
                let (verdict, seen) = (point.verdict, point.search.figures)
                return FrontPicture.Point(
                    label: label(place),
                    share: .init(
                        verdict.figures.share ?? 1, low: verdict.share?.low,
                        high: verdict.share?.high),
                    microcoulombsPerDay: .init(
                        verdict.figures.microcoulombsPerDay,
                        low: verdict.microcoulombsPerDay?.low,
                        high: verdict.microcoulombsPerDay?.high),
                    seenShare: seen.share ?? 1,
                    seenMicrocoulombsPerDay: seen.microcoulombsPerDay, isGiven: point.isGiven,
                    isMarked: point.isMarked,
                    hint: "\(Self.share(verdict)) left at \(Self.charge(verdict)) µC a day; "
                        + point.words)
            })
    }

    /// The page of the front, of what each coordinate did, and of where each point is worst.
    var page: OptimisationPage {
        let (searched, judged) = (study.patients(.search).count, study.patients(.verdict).count)
        var page = OptimisationPage(
            title: "Quench: a therapy for \(searched + judged) virtual patients",
            line: "\(searched) patients of the search, \(judged) others of the verdict, "
                + "\(brief(study.hours)) h each; budget \(budget), seed \(seed)",
            picture: picture)
        page.points = result.points.indices.map { place in
            let point = result.points[place]
            return OptimisationPage.Point(
                label: label(place), words: point.words, verdictShare: Self.share(point.verdict),
                verdictCharge: Self.charge(point.verdict),
                outside: Self.text(
                    point.verdict.figures.outsidePerHour, point.verdict.outsidePerHour, digits: 1),
                searchShare: Self.share(point.search), searchCharge: Self.charge(point.search),
                worst: Self.worst(point.verdict), weakKick: point.weakKick.map(Self.share) ?? "–",
                strongKick: point.strongKick.map(Self.share) ?? "–", limits: point.limits,
                isMarked: point.isMarked)
        }
        page.effects = result.effects.map {
            OptimisationPage.Effect(
                axis: $0.axis, level: $0.level, candidates: $0.candidates, share: $0.share,
                microcoulombsPerDay: $0.microcoulombsPerDay)
        }
        page.notes = ["limits in force: \(study.limitsText)"] + result.remarks
        let marked = result.points.count { $0.isMarked }
        page.verdicts = [
            Verdict(
                result.best.map { "Begin with \(label($0))" } ?? "No point harms nobody",
                tone: result.best == nil ? .bad : .good),
            Verdict(
                marked == 0
                    ? "No patient of the verdict is worse off than untreated"
                    : "\(marked) of \(result.points.count) points are marked",
                tone: marked == 0 ? .good : .warning),
        ]
        if let best = result.best {
            let verdict = result.points[best].verdict
            page.figures = [
                KeyFigure(
                    label: "seizure time left",
                    value: Self.text(
                        verdict.figures.share.map { $0 * 100 }, nil, digits: 0), unit: "%"),
                KeyFigure(
                    label: "charge a day",
                    value: Self.text(verdict.figures.microcoulombsPerDay, nil, digits: 0),
                    unit: "µC"),
                KeyFigure(
                    label: "therapies outside",
                    value: Self.text(verdict.figures.outsidePerHour, nil, digits: 1),
                    unit: "an hour"),
            ]
        }
        return page
    }
}

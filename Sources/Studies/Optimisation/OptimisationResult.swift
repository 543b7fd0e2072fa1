import Evaluation
import Planning
import Tuning

/// What a search found, judged on patients that it never saw.
package struct OptimisationResult: Sendable {
    /// A therapy of the front, or the settings as given.
    package struct Point: Sendable {
        package let candidate: Candidate
        package let settings: Settings
        /// In a line.
        package let words: String
        /// On the patients that it was chosen on: flattering.
        package let search: TherapyEstimate
        /// On others: what counts.
        package let verdict: TherapyEstimate
        /// The verdict again with the kick of a pulse halved and doubled, over a third of the hours; nil of
        /// the settings as given.
        package let weakKick: TherapyEstimate?
        package let strongKick: TherapyEstimate?
        /// What it stands on: hard limits, caps, and ends of the space.
        package let limits: [String]

        package var isGiven: Bool { candidate == .given }
        /// It leaves some patient of the verdict with more seizure time than none, by more than chance.
        package var isMarked: Bool { !verdict.harmed.isEmpty }
    }

    /// What a level of a coordinate came to, over the candidates that fill the space.
    package struct Effect: Sendable {
        package let axis: String
        package let level: String
        package let candidates: Int
        /// Mean share left, and mean charge a day, µC.
        package let share: Double
        package let microcoulombsPerDay: Double
    }

    /// By charge in the search, the settings as given among them. A point whose simulation gave out on the
    /// patients of the verdict is not there.
    package let points: [Point]
    /// Place in `points` of the one to begin with; nil where every one is marked.
    package let best: Int?
    package let effects: [Effect]
    /// Share of the plane of the objectives that the points leave behind them, on either set of patients.
    package let searchHypervolume: Double
    package let verdictHypervolume: Double
    package let followedCount: Int
    package let refusedCount: Int
    /// What the figures cannot show.
    package let remarks: [String]

    init(
        _ search: TherapySearch, _ bench: TrialBench, front: [Candidate], swept: [Candidate],
        followedCount: Int, refusedCount: Int
    ) {
        let study = bench.study
        func estimate(
            _ candidate: Candidate, _ role: StudyPatient.Role, kickPercent: Int = 100
        ) -> TherapyEstimate? {
            bench.figures(
                candidate, in: study.patients(role), kickPercent: kickPercent,
                blocks: kickPercent == 100 ? study.blocks : TherapySearch.kickBlocks(study.blocks)
            ).map { TherapyEstimate($0, seed: search.seed) }
        }
        let points = front.compactMap { candidate -> Point? in
            guard let seen = estimate(candidate, .search),
                let verdict = estimate(candidate, .verdict)
            else { return nil }
            let isGiven = candidate == .given
            return Point(
                candidate: candidate, settings: study.settings(candidate),
                words: isGiven ? "the settings as given" : study.space.words(candidate.levels),
                search: seen, verdict: verdict,
                weakKick: isGiven
                    ? nil
                    : estimate(candidate, .verdict, kickPercent: TherapySearch.kickPercents[0]),
                strongKick: isGiven
                    ? nil
                    : estimate(candidate, .verdict, kickPercent: TherapySearch.kickPercents[1]),
                limits: LimitsReached(study, candidate, verdict).lines)
        }
        self.points = points
        best = Self.best(points)
        effects = Self.effects(swept, bench, blocks: search.plan.start[0].blocks)
        let objectives = TherapySearch.objectives(study)
        searchHypervolume = ParetoFront.hypervolume(
            points.map { objectives.coordinates($0.search.figures) })
        verdictHypervolume = ParetoFront.hypervolume(
            points.map { objectives.coordinates($0.verdict.figures) })
        self.followedCount = followedCount
        self.refusedCount = refusedCount
        remarks = Self.remarks(points, study, bench)
    }

    /// Of the points that harm nobody the one that leaves least seizure time in the search at no more
    /// than the charge of the settings as given; where none is so sparing, the one of least charge. The
    /// verdict only excludes: it never chooses.
    private static func best(_ points: [Point]) -> Int? {
        let safe = points.indices.filter { !points[$0].isMarked }
        let given = points.first(where: \.isGiven)?.search.figures.microcoulombsPerDay ?? 0
        let sparing = safe.filter { points[$0].search.figures.microcoulombsPerDay <= given }
        return sparing.min {
            (points[$0].search.figures.share ?? 1, $0) < (points[$1].search.figures.share ?? 1, $1)
        } ?? safe.first
    }

    private static func effects(
        _ swept: [Candidate], _ bench: TrialBench, blocks: Int
    ) -> [Effect] {
        let space = bench.study.space
        let patients = bench.study.patients(.search)
        let figures = swept.compactMap { candidate in
            bench.figures(candidate, in: patients, blocks: blocks).map {
                (candidate, TherapyFigures($0))
            }
        }
        return zip(TherapySpace.Axis.allCases, space.levelCounts).enumerated().flatMap {
            place, axis in
            (0..<axis.1).compactMap { level -> Effect? in
                let own = figures.filter { $0.0.levels[place] == level }
                let shares = own.compactMap(\.1.share)
                guard axis.1 > 1, !shares.isEmpty else { return nil }
                return Effect(
                    axis: axis.0.rawValue, level: space.text(axis.0, level),
                    candidates: shares.count,
                    share: shares.reduce(0, +) / Double(shares.count),
                    microcoulombsPerDay: own.reduce(0) { $0 + $1.1.microcoulombsPerDay }
                        / Double(own.count))
            }
        }
    }

    private static func remarks(
        _ points: [Point], _ study: TherapyStudy, _ bench: TrialBench
    ) -> [String] {
        var remarks: [String] = []
        let free = bench.seizureFree(study.patients)
        if !free.isEmpty {
            remarks.append(
                "\(free.map(\.name).joined(separator: ", ")): no seizure without treatment; only the "
                    + "charge of these counts")
        }
        if study.patients(.verdict).count < 10 {
            remarks.append(
                "\(study.patients(.verdict).count) patients of the verdict say little of how patients "
                    + "differ")
        }
        if study.hours < 24 {
            remarks.append(
                "charge a day is that of \(study.hours.brief) h, times "
                    + "\((24 / study.hours).brief); caps of a day may bind later")
        }
        for point in points where point.isMarked {
            remarks.append(
                "more seizure time than untreated in \(point.verdict.harmed.joined(separator: ", ")): "
                    + point.words)
        }
        return remarks
    }
}

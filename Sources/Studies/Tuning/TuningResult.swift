import Evaluation
import Planning
import Training

/// What a search came to: the curve, the point asked for, and what the recordings cannot show.
package struct TuningResult: Sendable {
    package let objective: Objective
    /// In order of their limits; neighbours of the same settings and figures are there once.
    package private(set) var points: [Point] = []
    /// The point asked for; nil where nothing keeps within the limit.
    package private(set) var chosen: Point?
    /// The settings as they were given; nil where no plan can be made of them.
    package private(set) var given: TuningEstimate?
    /// What the recordings cannot show, a line each.
    package private(set) var remarks: [String]
    /// Whether the left-out figures bear out what was asked for.
    package private(set) var isShown = false
    /// Of learned detectors.
    package let family: DetectorModel.Family?
    package let candidateCount: Int
    package let refusedCount: Int
    package let hours: Double
    package let seizureCount: Int
    package let subjects: [String]

    package struct Point: Sendable {
        /// The lowest limit at which these settings are the best.
        package var objective: Objective
        /// The highest.
        package var limitMax: Double
        package var candidate: Candidate
        package var settings: Settings
        /// Nil where patterns decide.
        package var choice: ModelChoice?
        /// On all recordings, which the settings were chosen on; of a learned detector by models that had
        /// not seen what they are scored on.
        package var seen: TuningEstimate
        /// Of settings that were chosen without what they are scored on; not there where too little
        /// is left to choose by.
        package var leftOut: [LeaveOneOut.Unit: TuningEstimate]
    }

    init(
        _ search: TuningSearch, _ judge: Judge, _ pools: [CandidatePool],
        _ verdicts: [Candidate: CandidateJournal.Verdict]
    ) {
        let trials = judge.trials
        let set = trials.set
        family = trials.family
        objective = search.objective
        hours = set.hours
        seizureCount = set.seizureCount
        subjects = set.subjects
        remarks = trials.remarks
        let tried = Set(pools.flatMap(\.candidates))
        candidateCount = tried.count
        let proposed = pools.reduce(into: Set<Candidate>()) { $0.formUnion($1.known) }
        refusedCount = proposed.count {
            if case .refused = verdicts[$0] { true } else { false }
        }
        let estimates = Estimates(trials: trials, verdicts: verdicts, seed: search.seed)
        given = estimates.estimate(.given, pools[0].view.learned)
        func point(_ objective: Objective) -> Point? {
            guard let candidate = pools[0].best(objective),
                let settings = try? judge.space.settings(candidate),
                let seen = estimates.estimate(candidate, pools[0].view.learned)
            else { return nil }
            var leftOut: [LeaveOneOut.Unit: TuningEstimate] = [:]
            for unit in LeaveOneOut.Unit.allCases {
                let folds = pools.filter { $0.view.unit == unit }
                leftOut[unit] = estimates.estimate(folds, objective)
            }
            return Point(
                objective: objective, limitMax: objective.limit, candidate: candidate,
                settings: settings, choice: judge.space.choice(candidate), seen: seen,
                leftOut: leftOut)
        }
        for objective in search.curve {
            guard let point = point(objective) else { continue }
            if let last = points.last, last.candidate == point.candidate,
                last.leftOut == point.leftOut
            {
                points[points.count - 1].limitMax = objective.limit
            } else {
                points.append(point)
            }
        }
        chosen = point(objective)
        doubt()
    }

    /// Says what was asked for and cannot be shown.
    private mutating func doubt() {
        let limit = objective.limit
        if subjects.count < 2 {
            remarks.append(
                "recordings of one subject, or nobody knows whose: nothing is shown about another")
        }
        guard let chosen else {
            remarks.append("no settings that were tried find a seizure with \(objective.text)")
            return
        }
        let held = [LeaveOneOut.Unit.subject, .seizure].compactMap { chosen.leftOut[$0] }
            .first { $0.figures.seizures > 0 }
        let isRate = objective.quantity != .delay
        let needed = RateBound.hoursNeeded(toShow: limit)
        if isRate, hours < needed {
            remarks.append(
                "\(objective.text) cannot be shown: \(Self.short(hours)) h of recording, of which not "
                    + "one event would say <= \(Self.short(RateBound.upper(count: 0, hours: hours))) an "
                    + "hour; \(Self.short(needed)) h without any are needed (rule of three)")
            return
        }
        guard let held else {
            remarks.append(
                "\(objective.text) is not shown: nothing was left out that it could be tested on")
            return
        }
        guard held.figures.found > 0 else {
            remarks.append(
                "\(objective.text) is not shown: none of \(held.figures.seizures) seizures left out "
                    + "was found")
            return
        }
        guard isRate else {
            isShown = held.delay.map { $0.high <= limit } ?? false
            if !isShown {
                remarks.append(
                    "\(objective.text) is not shown: the median delay of \(held.figures.seizures) "
                        + "seizures left out may well be later")
            }
            return
        }
        let count =
            objective.quantity == .outside ? held.figures.outside : held.figures.falseAlarms
        let upper = RateBound.upper(count: count, hours: held.figures.hours)
        isShown = upper <= limit
        if !isShown {
            remarks.append(
                "\(objective.text) is not shown: \(count) in \(Self.short(held.figures.hours)) h that "
                    + "were left out say only <= \(Self.short(upper)) an hour")
        }
    }

    private static func short(_ value: Double) -> String {
        let scale = value < 1 ? 100.0 : value < 100 ? 10 : 1
        let rounded = (value * scale).rounded() / scale
        return Int(exactly: rounded).map(String.init) ?? "\(rounded)"
    }
}

/// From verdicts to figures with their intervals.
private struct Estimates {
    let trials: TuningTrials
    let verdicts: [Candidate: CandidateJournal.Verdict]
    let seed: UInt64

    func estimate(_ candidate: Candidate, _ pieces: [Int]) -> TuningEstimate? {
        guard case .judged(let figures) = verdicts[candidate] else { return nil }
        return estimate(pieces.map { ($0, figures[$0]) })
    }

    /// What each fold's choice did in what the fold leaves out; nil where a fold has none.
    func estimate(_ folds: [CandidatePool], _ objective: Objective) -> TuningEstimate? {
        guard !folds.isEmpty else { return nil }
        var pieces: [(Int, PieceFigures)] = []
        for fold in folds {
            guard let candidate = fold.best(objective),
                case .judged(let figures) = verdicts[candidate]
            else { return nil }
            pieces += fold.view.leftOut.map { ($0, figures[$0]) }
        }
        return estimate(pieces)
    }

    private func estimate(_ pieces: [(Int, PieceFigures)]) -> TuningEstimate {
        let figures = Dictionary(uniqueKeysWithValues: pieces)
        let strata = trials.strata(of: figures.keys.sorted()).map { units in
            units.map { unit in unit.compactMap { figures[$0] } }
        }
        var bootstrap = Bootstrap()
        bootstrap.seed = seed
        return TuningEstimate(strata: strata, bootstrap)
    }
}

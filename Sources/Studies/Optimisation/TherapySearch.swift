import Planning
import Tuning

/// The search for a therapy: successive halving over points that fill the space, then over neighbours of
/// the best, on the patients of the search alone; then the verdict on others. It is the same for the same
/// seed, whatever the number of threads, and however often it was interrupted.
package struct TherapySearch: Sendable {
    /// Full-length evaluations of a candidate per patient, the settings as given included.
    package let plan: HalvingPlan
    package let seed: UInt64
    /// Most points that go before the patients of the verdict, besides the settings as given.
    package let pointsMax: Int

    /// A pulse's kick is a guess: every point is judged again with it halved and doubled, %.
    static let kickPercents = [50, 200]

    package init(budget: Int, blocks: Int, seed: UInt64) throws(OptimisationError) {
        plan = try HalvingPlan(budget: budget, blocks: blocks)
        self.seed = seed
        pointsMax = min(8, max(1, budget / 4))
    }

    /// What is told while it goes on.
    package enum News {
        /// - Parameter laneSeconds: simulated, all lanes together.
        case begins(String, laneSeconds: Double)
        case reached(Double)
        case ends
    }

    /// Refuses settings and spaces of which nothing may be given, before anything is begun.
    package func check(_ study: TherapyStudy) throws {
        _ = try study.plan(.given)
        var found = Found()
        try sweep(study, &found)
    }

    /// - Returns: nil where it was stopped; the journal has what was known by then.
    package func run(
        _ bench: inout TrialBench, tell: (News) -> Void
    ) throws -> OptimisationResult? {
        guard let found = try search(&bench, tell) else { return nil }
        let front = front(of: found.full, bench)
        guard try verdict(on: front, &bench, tell) else { return nil }
        return OptimisationResult(
            self, bench, front: front, swept: found.swept, followedCount: found.known.count,
            refusedCount: found.refused.count)
    }

    /// What a search has come to.
    private struct Found {
        /// Followed for the full length, the settings as given among them.
        var full: [Candidate] = [.given]
        /// Of the first rung, which fill the space.
        var swept: [Candidate] = []
        var known: Set<Candidate> = []
        var refused: Set<Candidate> = []
        var lastRefusal: String?
    }

    private func search(
        _ bench: inout TrialBench, _ tell: (News) -> Void
    ) throws -> Found? {
        let study = bench.study
        let patients = study.patients(.search)
        var found = Found()
        try sweep(study, &found)
        guard
            try bench.follow(
                [.given], in: patients, blocks: study.blocks, needsTwin: true,
                label: "the settings as given", tell)
        else { return nil }
        try refuseSeizureFree(patients, bench)
        for (number, rungs) in ([plan.start] + plan.rounds).enumerated() {
            let name = number == 0 ? "start" : "round \(number) of \(plan.rounds.count)"
            let candidates =
                number == 0
                ? found.swept
                : study.space.neighbours(
                    of: best(of: found.full, bench), count: rungs[0].candidates,
                    seed: seed &+ UInt64(number) &* 0x9E37_79B9_7F4A_7C15
                ) { accepts($0, study, &found) }
            guard try climb(rungs, candidates, name, &found, &bench, tell) else { return nil }
        }
        return found
    }

    /// Points that fill the space.
    private func sweep(_ study: TherapyStudy, _ found: inout Found) throws(OptimisationError) {
        found.swept = study.space.sweep(plan.start[0].candidates, seed: seed) {
            accepts($0, study, &found)
        }
        guard !found.swept.isEmpty else {
            throw OptimisationError(
                "the space has no therapy within the limits: \(found.lastRefusal ?? "it is empty")")
        }
    }

    /// A new candidate that the validator lets pass.
    private func accepts(
        _ candidate: Candidate, _ study: TherapyStudy, _ found: inout Found
    ) -> Bool {
        guard !found.known.contains(candidate), !found.refused.contains(candidate) else {
            return false
        }
        do throws(SettingsError) {
            _ = try study.plan(candidate)
            return true
        } catch {
            found.refused.insert(candidate)
            found.lastRefusal = "\(error.field): \(error.problem)"
            return false
        }
    }

    /// A bracket: of each rung's candidates the best third is followed three times as long.
    private func climb(
        _ rungs: [HalvingPlan.Rung], _ candidates: [Candidate], _ name: String,
        _ found: inout Found, _ bench: inout TrialBench, _ tell: (News) -> Void
    ) throws -> Bool {
        let patients = bench.study.patients(.search)
        found.known.formUnion(candidates)
        var left = candidates
        for (number, rung) in rungs.enumerated() {
            if number > 0 {
                let points = left.map { coordinates($0, patients, rungs[number - 1].blocks, bench) }
                left = ParetoFront.selection(points, count: rung.candidates).map { left[$0] }
            }
            let label =
                "\(name), rung \(number + 1) of \(rungs.count), \(left.count) candidates, "
                + "\(rung.blocks * TherapyOutcome.blockSeconds / 60) min"
            guard
                try bench.follow(left, in: patients, blocks: rung.blocks, label: label, tell)
            else { return false }
        }
        found.full += left.filter { !found.full.contains($0) }
        return true
    }

    private func coordinates(
        _ candidate: Candidate, _ patients: [StudyPatient], _ blocks: Int, _ bench: TrialBench
    ) -> [Double] {
        Self.objectives(bench.study).coordinates(
            bench.figures(candidate, in: patients, blocks: blocks).map(TherapyFigures.init))
    }

    static func objectives(_ study: TherapyStudy) -> TherapyObjectives {
        TherapyObjectives(
            microcoulombsMax: study.settings.stimulation.chargePerDayMicrocoulombs,
            asksOutside: study.asksOutside)
    }

    /// Those that none of the others beats, the ones that add most first; from these neighbours are
    /// taken.
    private func best(of candidates: [Candidate], _ bench: TrialBench) -> [Candidate] {
        let own = candidates.filter { $0 != .given }
        let points = own.map {
            coordinates($0, bench.study.patients(.search), bench.study.blocks, bench)
        }
        let front = ParetoFront.front(points)
        return ParetoFront.selection(front.map { points[$0] }, count: pointsMax)
            .map { own[front[$0]] }
    }

    /// The points that go before the verdict, by charge; the settings as given are always one.
    private func front(of candidates: [Candidate], _ bench: TrialBench) -> [Candidate] {
        let patients = bench.study.patients(.search)
        let chosen = best(of: candidates, bench).filter {
            (bench.figures($0, in: patients, blocks: bench.study.blocks)
                .flatMap { TherapyFigures($0).share } ?? 1) < 1
        }
        let all = [.given] + chosen
        let charge = all.map {
            bench.figures($0, in: patients, blocks: bench.study.blocks)
                .map { TherapyFigures($0).microcoulombsPerDay } ?? .infinity
        }
        return all.indices.sorted { (charge[$0], $0) < (charge[$1], $1) }.map { all[$0] }
    }

    private func verdict(
        on front: [Candidate], _ bench: inout TrialBench, _ tell: (News) -> Void
    ) throws -> Bool {
        let patients = bench.study.patients(.verdict)
        let blocks = bench.study.blocks
        guard
            try bench.follow(
                front, in: patients, blocks: blocks, needsTwin: true, label: "verdict", tell)
        else { return false }
        try refuseSeizureFree(patients, bench)
        let recommended = front.filter { $0 != .given }
        for percent in Self.kickPercents {
            guard
                try bench.follow(
                    recommended, in: patients, kickPercent: percent,
                    blocks: Self.kickBlocks(blocks), label: "verdict, kick of \(percent) %", tell)
            else { return false }
        }
        return true
    }

    /// How long the points are followed with another kick.
    static func kickBlocks(_ blocks: Int) -> Int { max(1, blocks / 3) }

    /// A patient that never seizes has nothing to lose: none of those given may be such, nor all of
    /// those drawn.
    private func refuseSeizureFree(_ patients: [StudyPatient], _ bench: TrialBench) throws {
        let free = bench.seizureFree(patients)
        let groups = Dictionary(grouping: patients, by: \.given)
        for patient in patients {
            let group = groups[patient.given] ?? []
            guard group.allSatisfy({ free.contains($0) }) else { continue }
            let name = patient.given ?? "every patient drawn"
            throw OptimisationError(
                "nothing to optimise: \(name) had no seizure in \(bench.study.hours.brief) h without "
                    + "treatment; give more --hours or another patient")
        }
    }
}

extension Double {
    /// Without a fraction where there is none, else with two digits.
    var brief: String {
        Int(exactly: self).map(String.init) ?? "\((self * 100).rounded() / 100)"
    }
}

import Evaluation
import Training

/// What a search may look at: all there is, or what a fold does not leave out.
struct TuningView: Sendable {
    /// Nil for all there is.
    var unit: LeaveOneOut.Unit?
    /// Indices into the slots of the trials.
    var learned: [Int]
    var leftOut: [Int] = []

    /// More folds than this are joined: each costs a search of its own.
    static let foldCountMax = 5

    /// The folds of a unit, in pieces; those that would leave no seizure to learn from are not
    /// there.
    static func folds(_ set: TuningSet, by unit: LeaveOneOut.Unit) throws(TrainingError) -> [Self] {
        let plan = try LeaveOneOut(set.recordings.map(\.annotated), by: unit)
        var leftOut = Array(
            repeating: Set<Int>(), count: min(Self.foldCountMax, plan.folds.count))
        for (index, fold) in plan.folds.enumerated() {
            for place in fold.places {
                leftOut[index % leftOut.count].insert(
                    set.firstPieces[place.recording] + place.piece)
            }
        }
        return leftOut.map { out in
            TuningView(
                unit: unit, learned: set.pieces.indices.filter { !out.contains($0) },
                leftOut: out.sorted())
        }.filter { view in view.learned.contains { set.pieces[$0].seizure != nil } }
    }
}

/// The candidates that a search with one view has come to.
struct CandidatePool {
    let view: TuningView
    private(set) var candidates: [Candidate] = []
    private(set) var known: Set<Candidate> = []
    private var figures: [Candidate: TuningFigures] = [:]

    init(_ view: TuningView) { self.view = view }

    /// Those that were refused for a recording are left out.
    mutating func add(_ new: [Candidate], _ verdicts: [Candidate: CandidateJournal.Verdict]) {
        for candidate in new where known.insert(candidate).inserted {
            guard case .judged(let pieces) = verdicts[candidate] else { continue }
            candidates.append(candidate)
            figures[candidate] = TuningFigures(view.learned.lazy.map { pieces[$0] })
        }
    }

    /// The best within the limit; nil where none keeps within it, or finds anything.
    func best(_ objective: Objective) -> Candidate? { best(objective, count: 1).first }

    /// From these a search goes on: the best few of each objective, each once, on the grid.
    func starts(_ objectives: [Objective], count: Int) -> [Candidate] {
        var found: [Candidate] = []
        for objective in objectives {
            for candidate in best(objective, count: count + 1).filter({ $0 != .given })
                .prefix(count)
            where !found.contains(candidate) { found.append(candidate) }
        }
        return found
    }

    /// The best first; of equals the one that was tried first.
    private func best(_ objective: Objective, count: Int) -> [Candidate] {
        var best: [(candidate: Candidate, figures: TuningFigures)] = []
        for candidate in candidates {
            guard let own = figures[candidate], !own.delays.isEmpty, objective.isMet(by: own)
            else { continue }
            let place =
                best.firstIndex { objective.prefers(own, to: $0.figures) } ?? best.endIndex
            guard place < count else { continue }
            best.insert((candidate, own), at: place)
            if best.count > count { best.removeLast() }
        }
        return best.map(\.candidate)
    }
}

import Evaluation
import Planning
import Training

/// What is run for each candidate, and which results count for whom.
///
/// A candidate with patterns of its own is run once over each recording. A learned one is run with
/// models that have not seen what they are scored on: for each part that is left out a model of the
/// rest; and, so that a choice made without one part is scored on it by a model that did not see it
/// either, and was itself made on what its models had not seen, for each two parts a model of the
/// rest (nested cross-validation: Varma and Simon 2006).
package struct TuningTrials: Sendable {
    package let set: TuningSet
    /// Pieces of the set that a model does not see; none where there are no models.
    let omissions: [Set<Int>]
    let runs: [Run]
    /// What is counted, in the order in which it is written down.
    let slots: [Slot]
    let views: [TuningView]
    /// Why one unit or another is not cross-validated.
    let remarks: [String]
    /// Nil where the patterns of settings are searched.
    package let family: DetectorModel.Family?

    struct Run: Hashable, Sendable {
        var recording: Int
        var omission: Int
    }

    /// A piece as one of the runs had it.
    struct Slot: Hashable, Sendable {
        var run: Int
        var piece: Int
    }

    /// Of candidates with patterns.
    package init(_ set: TuningSet) {
        self.set = set
        family = nil
        omissions = [[]]
        runs = set.recordings.indices.map { Run(recording: $0, omission: 0) }
        slots = set.pieces.indices.map { Slot(run: set.pieces[$0].recording, piece: $0) }
        var views = [TuningView(unit: nil, learned: Array(set.pieces.indices))]
        var remarks: [String] = []
        for unit in LeaveOneOut.Unit.allCases {
            guard unit == .seizure || set.subjects.count > 1 else { continue }
            do throws(TrainingError) {
                views += try TuningView.folds(set, by: unit)
            } catch {
                remarks.append("not cross-validated by \(unit.rawValue): \(error)")
            }
        }
        (self.views, self.remarks) = (views, remarks)
    }

    /// Of learned candidates.
    ///
    /// - Throws: `TrainingError` where there are too few seizures to leave one out.
    package init(_ set: TuningSet, family: DetectorModel.Family) throws(TrainingError) {
        var builder = TrialBuilder(set)
        var views: [TuningView] = []
        var remarks: [String] = []
        for unit in LeaveOneOut.Unit.allCases {
            guard unit == .seizure || set.subjects.count > 1 else { continue }
            let parts = try TuningView.folds(set, by: unit).map { Set($0.leftOut) }
            let singles = parts.map { builder.slots(of: $0, leavingOut: $0) }
            if unit == .seizure {
                views.append(TuningView(unit: nil, learned: singles.joined().sorted()))
            }
            guard parts.count > 2, Self.leavesSeizures(set, withoutTwoOf: parts) else {
                remarks.append(
                    "not cross-validated by \(unit.rawValue): a choice made without one is tested on "
                        + "it by models that saw neither, and too few have seizures for that")
                continue
            }
            for (index, part) in parts.enumerated() {
                let others = parts.enumerated().filter { $0.offset != index }
                let learned = others.flatMap { other in
                    builder.slots(of: other.element, leavingOut: part.union(other.element))
                }
                views.append(
                    TuningView(unit: unit, learned: learned.sorted(), leftOut: singles[index]))
            }
        }
        self.set = set
        self.family = family
        omissions = builder.omissions
        runs = builder.runs
        slots = builder.slots
        (self.views, self.remarks) = (views, remarks)
    }

    private static func leavesSeizures(
        _ set: TuningSet, withoutTwoOf parts: [Set<Int>]
    ) -> Bool {
        let withSeizures = parts.count { part in
            part.contains { set.pieces[$0].seizure != nil }
        }
        return withSeizures > 2
    }

    /// Seconds of signal that a candidate is run over.
    var signalSeconds: Double {
        runs.reduce(0) { $0 + set.recordings[$1.recording].annotated.durationSeconds }
    }

    /// What the runs come to, slot by slot.
    func figures(_ results: [ScoredRecording]) -> [PieceFigures] {
        let byRun = zip(runs, results).map { set.figures(ofRecording: $0.recording, $1) }
        return slots.map { slot in
            let first = set.firstPieces[runs[slot.run].recording]
            return byRun[slot.run][slot.piece - first]
        }
    }

    /// Slots that are drawn together.
    func strata(of slots: [Int]) -> [[[Int]]] {
        let places = Dictionary(
            slots.map { (self.slots[$0].piece, $0) }, uniquingKeysWith: { first, _ in first })
        return set.strata(of: places.keys.sorted()).map { units in
            units.map { unit in unit.compactMap { places[$0] } }
        }
    }
}

/// Omissions, runs and slots, each there once.
private struct TrialBuilder {
    let set: TuningSet
    private(set) var omissions: [Set<Int>] = []
    private(set) var runs: [TuningTrials.Run] = []
    private(set) var slots: [TuningTrials.Slot] = []
    private var placeOfRun: [TuningTrials.Run: Int] = [:]
    private var placeOfSlot: [TuningTrials.Slot: Int] = [:]

    init(_ set: TuningSet) { self.set = set }

    /// The slots of pieces by a model that has not seen what is left out.
    mutating func slots(of pieces: Set<Int>, leavingOut out: Set<Int>) -> [Int] {
        let omission = omissions.firstIndex(of: out) ?? omissions.count
        if omission == omissions.count { omissions.append(out) }
        return pieces.sorted().map { piece in
            let run = TuningTrials.Run(recording: set.pieces[piece].recording, omission: omission)
            let slot = TuningTrials.Slot(run: place(of: run), piece: piece)
            if let place = placeOfSlot[slot] { return place }
            slots.append(slot)
            placeOfSlot[slot] = slots.count - 1
            return slots.count - 1
        }
    }

    private mutating func place(of run: TuningTrials.Run) -> Int {
        if let place = placeOfRun[run] { return place }
        runs.append(run)
        placeOfRun[run] = runs.count - 1
        return runs.count - 1
    }
}

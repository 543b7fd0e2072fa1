import Planning
import Synchronization
import Training

/// What a candidate's learned detector is.
package struct ModelChoice: Equatable, Sendable {
    package var family: DetectorModel.Family
    /// Inputs beside line length and the bands.
    package var features: [LearnedFeature]
    /// How far the threshold stands above what training's own rule says, in units of the score.
    package var unitsAboveRule: Double
    package var onsetSeconds: Double
}

/// Learned detectors: which inputs they have, how far the threshold stands from training's own rule,
/// and how long the score must persist. A model is trained when a candidate first asks for it, and is
/// the same for all that differ in threshold and persistence alone.
package final class ModelSpace: SearchSpace {
    static let unitsAboveRule = [
        -1.5, -1, -0.75, -0.5, -0.25, 0, 0.25, 0.5, 0.75, 1, 1.5, 2, 3,
    ]
    static let onsetSeconds = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 1.5, 2, 3]

    private let base: Settings
    private let family: DetectorModel.Family
    private let trials: TuningTrials
    /// One for each choice of inputs, in the order of their levels; that of the given settings first.
    private let sets: [TrainingSet]
    /// By inputs, then by omission.
    private let models: [[Trained]]
    /// libxgboost has one random generator for all of a program.
    private let trees = Mutex(())

    private final class Trained: Sendable {
        let model = Mutex<DetectorModel?>(nil)
    }

    /// Measures the inputs of every choice.
    ///
    /// - Parameters:
    ///   - base: what the candidates leave as it is.
    ///   - isStopped: asked between two choices of inputs.
    ///   - progress: told of the seconds of signal measured so far.
    /// - Returns: nil where it was stopped.
    package init?(
        _ base: Settings, family: DetectorModel.Family, _ trials: TuningTrials,
        isStopped: () -> Bool = { false }, progress: (Double) -> Void = { _ in }
    ) throws {
        self.base = base
        self.family = family
        self.trials = trials
        let recordings = trials.set.recordings.map(\.annotated)
        var sets: [TrainingSet] = []
        var done = 0.0
        for features in Self.choices(base) {
            if isStopped() { return nil }
            var settings = base
            settings.detector.learned.features = features
            let set = try TrainingSet(
                recordings, settings: settings, travels: family == .travelling
            ) { progress(done + $0) }
            done += set.durationSeconds
            // At a low rate two choices may come to the same.
            let isNew = !sets.contains {
                $0.settings.detector.learned.features == set.settings.detector.learned.features
            }
            if isNew { sets.append(set) }
        }
        self.sets = sets
        models = sets.map { _ in trials.omissions.map { _ in Trained() } }
    }

    /// Every choice of inputs, the given one first.
    package static func choices(_ base: Settings) -> [[LearnedFeature]] {
        let all = LearnedFeature.allCases.reduce([[LearnedFeature]()]) { choices, feature in
            choices + choices.map { $0 + [feature] }
        }
        let given = Set(base.detector.learned.features)
        return all.filter { Set($0) == given } + all.filter { Set($0) != given }
    }

    package var signalSeconds: Double { trials.set.signalSeconds }

    /// What was left out of the recordings, or should be known.
    package var notes: [String] { sets.first?.notes ?? [] }

    package var levelCounts: [Int] {
        [sets.count, Self.unitsAboveRule.count, Self.onsetSeconds.count]
    }

    package func canonical(_ levels: [Int]) -> Candidate { Candidate(levels: levels) }

    package func neighbours(
        of candidate: Candidate, step: Int, structures isWide: Bool
    ) -> [Candidate] {
        guard !candidate.levels.isEmpty else { return [] }
        var found: [Candidate] = []
        for (axis, count) in levelCounts.enumerated() where axis > 0 || isWide {
            let level = candidate.levels[axis]
            let others = axis > 0 ? [level - step, level + step] : Array(sets.indices)
            for other in others {
                var levels = candidate.levels
                levels[axis] = min(max(0, other), count - 1)
                found.append(Candidate(levels: levels))
            }
        }
        return found.filter { $0 != candidate }
    }

    package func settings(_ candidate: Candidate) -> Settings {
        let choice = learned(candidate)
        var settings = base
        settings.detector.learned.features = choice.features
        settings.detector.learned.onsetSeconds = choice.onsetSeconds
        return settings
    }

    package func choice(_ candidate: Candidate) -> ModelChoice? { learned(candidate) }

    private func learned(_ candidate: Candidate) -> ModelChoice {
        let levels = candidate.levels
        let isGiven = levels.isEmpty
        return ModelChoice(
            family: family,
            features: sets[isGiven ? 0 : levels[0]].settings.detector.learned.features,
            unitsAboveRule: isGiven ? 0 : Self.unitsAboveRule[levels[1]],
            onsetSeconds: isGiven
                ? base.detector.learned.onsetSeconds : Self.onsetSeconds[levels[2]])
    }

    package func model(
        _ candidate: Candidate, leavingOut omission: Int
    ) throws -> DetectorModel? {
        let inputs = candidate.levels.first ?? 0
        let out = trials.omissions[omission]
        // Whoever asks for the same meanwhile waits for it.
        let model = try models[inputs][omission].model.withLock { known in
            if let known { return known }
            let trained = try trained(inputs, unitsAboveRule: 0) { !out.contains($0) }.model
            known = trained
            return trained
        }
        return model.raised(byUnits: learned(candidate).unitsAboveRule)
    }

    /// A candidate's learned detector from all recordings, as it is to be used.
    ///
    /// - Parameter progress: told of the seconds of signal on which it was held against floating point.
    package func whole(
        _ candidate: Candidate, progress: (Double) -> Void = { _ in }
    ) throws -> DetectorModel {
        let inputs = candidate.levels.first ?? 0
        var trained = try trained(
            inputs, unitsAboveRule: learned(candidate).unitsAboveRule
        ) { _ in true }
        try trained.measureEventLoss(on: sets[inputs], progress: progress)
        return trained.model
    }

    private func trained(
        _ inputs: Int, unitsAboveRule: Double, keeps: (_ piece: Int) -> Bool
    ) throws -> TrainedModel {
        func train() throws(TrainingError) -> TrainedModel {
            try sets[inputs].train(family, unitsAboveRule: unitsAboveRule) { recording, piece in
                keeps(trials.set.firstPieces[recording] + piece)
            }
        }
        guard family == .trees else { return try train() }
        return try trees.withLock { _ in try train() }
    }
}

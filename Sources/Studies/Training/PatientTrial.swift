import Evaluation
import Planning
import Recordings
import SignalSources
import VirtualPatient

/// Detectors side by side on one virtual patient: models learn from its first seizures, then all of
/// them hear the rest, as it is and with a slow drift. Nothing is stimulated, so all hear the same.
package struct PatientTrial {
    /// Seizures that are learned from, and what follows the last of them.
    package static let learnedSeizures = 3
    static let learningTailSeconds = 60.0

    private var patient: VirtualPatient
    private var frontEnd: FrontEnd
    private let settings: Settings
    /// What was left out.
    private let notes: [String]
    private let name: String
    private let rateHertz: Int

    /// One detector's score, from the end of the learning on.
    package struct Outcome: Sendable {
        package var detector: String
        package var isDrifting: Bool
        package var scored: ScoredRecording
    }

    package struct Result: Sendable {
        package var models: [DetectorModel] = []
        package var outcomes: [Outcome] = []
        /// What was left out, and why a family could not be fitted.
        package var notes: [String] = []
        package var learningSeconds = 0.0
    }

    /// - Parameter settings: of every detector; stimulation is planned, and counted, but not felt.
    package init(
        _ patient: VirtualPatient, name: String, rateHertz: Int, settings: Settings
    ) throws {
        self.patient = patient
        self.name = name
        var used = settings
        notes = used.removeInputs(unmeasuredAtHertz: Double(rateHertz))
        self.settings = used
        guard let rate = SamplingRate(numerator: Int64(rateHertz)) else {
            throw TrainingError("a rate of \(rateHertz) Hz is not possible")
        }
        let channels = PatientSource.channels(count: patient.channelCount, rate: rate)
        frontEnd = FrontEnd(
            try FrontEndPlan(settings.frontEnd, for: channels), blockFramesMax: rateHertz)
        self.rateHertz = rateHertz
    }

    /// Runs the patient for so many seconds.
    ///
    /// - Parameter progress: told of the seconds that have passed.
    package mutating func run(
        seconds: Int, progress: (Double) -> Void = { _ in }
    ) throws -> Result {
        var result = Result(notes: notes)
        var block = SampleBlock(
            channelCount: patient.channelCount, capacityFrames: rateHertz)
        var drifted = block
        var counts = [SIMD8<Int16>](
            repeating: SIMD8(), count: rateHertz * frontEnd.groupCount)
        var learning: TrialLearning? = try TrialLearning(
            signal: frontEnd.plan.signal, settings: settings)
        var contenders: [TrialContender] = []
        var drift = SlowDrift(
            channelCount: patient.channelCount, rateHertz: Double(rateHertz), seed: 1)
        for second in 0..<seconds {
            let firstFrame = Int64(second * rateHertz)
            try block.refill(firstFrame: firstFrame) {
                (values: inout [Float]) throws(PatientError) in
                try patient.advance(frames: rateHertz, into: &values)
            }
            progress(Double(second + 1))
            convert(block, into: &counts)
            if learning != nil {
                learning?.feed(counts, frameCount: rateHertz, firstFrame: firstFrame)
                if let end = learnedUntil, end <= Double(second + 1), let phase = learning {
                    result.learningSeconds = Double(second + 1)
                    contenders = try start(
                        phase, firstFrame: firstFrame + Int64(rateHertz), &result)
                    learning = nil
                }
                continue
            }
            for contender in contenders where !contender.isDrifting {
                contender.feed(counts, frameCount: rateHertz, firstFrame: firstFrame)
            }
            let sinceLearning = Double(second) - result.learningSeconds
            let values = block.values
            drifted.refill(firstFrame: firstFrame) { (changed: inout [Float]) in
                changed = values
                drift.apply(to: &changed, frameCount: rateHertz, at: sinceLearning)
            }
            convert(drifted, into: &counts)
            for contender in contenders where contender.isDrifting {
                contender.feed(counts, frameCount: rateHertz, firstFrame: firstFrame)
            }
        }
        guard learning == nil else {
            throw TrainingError(
                "\(name): \(patient.seizures.count) seizures in \(seconds) s; "
                    + "\(Self.learnedSeizures) and a minute are learned from: give it more time")
        }
        let seizures = seizures(until: Double(seconds))
        result.outcomes = contenders.map { contender in
            let scored = contender.scored(name, seizures, seconds: Double(seconds))
            return Outcome(
                detector: contender.name, isDrifting: contender.isDrifting,
                scored: scored.starting(at: result.learningSeconds))
        }
        return result
    }

    private mutating func convert(_ block: SampleBlock, into counts: inout [SIMD8<Int16>]) {
        var span = counts.mutableSpan
        frontEnd.convert(block, frames: 0..<rateHertz, into: &span)
    }

    private func seizures(until end: Double) -> [Interval] {
        patient.seizures.map { seizure in
            Interval(
                start: Double(seizure.onsetFrame) / Double(rateHertz),
                end: seizure.offsetFrame.map { Double($0) / Double(rateHertz) } ?? end)
        }
    }

    /// When enough seizures have passed, and none goes on.
    private var learnedUntil: Double? {
        let seizures = patient.seizures
        guard seizures.count >= Self.learnedSeizures, !patient.isInSeizure,
            let last = seizures[Self.learnedSeizures - 1].offsetFrame
        else { return nil }
        return Double(last) / Double(rateHertz) + Self.learningTailSeconds
    }

    /// Fits every family, and sets up each detector twice: for the signal as it is, and for the
    /// drifting one.
    private func start(
        _ learning: TrialLearning, firstFrame: Int64, _ result: inout Result
    ) throws -> [TrialContender] {
        let seizures = seizures(until: Double(firstFrame) / Double(rateHertz))
        let rows = learning.rows(seizures, count: Self.learnedSeizures)
        var fixed = settings
        fixed.detector.learned.adaptThreshold = false
        var frozen = fixed
        frozen.detector.learned.adaptBaseline = false
        var detectors: [(String, Settings, DetectorModel?)] = [("thresholds", settings, nil)]
        for family in DetectorModel.Family.ofOnePatient {
            do {
                var model = try Trainer.train(
                    rows, family: family, settings: settings, rateHertz: Double(rateHertz)
                ).model
                model.training.seizures = Self.learnedSeizures
                result.models.append(model)
                detectors.append((family.rawValue, settings, model))
                detectors.append(("\(family.rawValue), threshold fixed", fixed, model))
                detectors.append(("\(family.rawValue), all fixed", frozen, model))
            } catch {
                result.notes.append("\(name): \(family.rawValue): \(error)")
            }
        }
        return try [false, true].flatMap { isDrifting in
            try detectors.map { name, settings, model in
                let planned = try Planner.plan(
                    settings, for: frontEnd.plan.signal, model: model)
                return TrialContender(
                    name: name, isDrifting: isDrifting, planned, firstFrame: firstFrame)
            }
        }
    }
}

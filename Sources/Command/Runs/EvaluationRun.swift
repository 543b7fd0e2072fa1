import Evaluation
import Foundation
import Planning
import Recordings
import Training

/// Scores a detector on annotated recordings. A recording that cannot be read is named and left out;
/// only where none can be is that an error.
package struct EvaluationRun {
    private let options: Options

    package struct Options {
        package var files: [String]
        /// Of names and annotations that are not UTF-8.
        package var encoding: TextEncoding?
        /// A settings file.
        package var settings: String?
        /// The file of a learned detector; nil for the patterns of the settings.
        package var model: String?
        /// Whether models are trained on all seizures but one and tested on that one, in turn.
        package var leavesOneOut = false
        /// Of those models.
        package var family = DetectorModel.Family.linear
        /// Which sensitivity leads.
        package var by: ScoringUnit
        /// s; what comes before in a recording is not scored.
        package var from: Double?
        /// The folder for `evaluation.json`, `evaluation.tsv` and what was found.
        package var output: String?

        package init(_ files: [String], by: ScoringUnit) {
            self.files = files
            self.by = by
        }
    }

    package init(_ options: Options) { self.options = options }

    /// Writes the folder, where one is asked for.
    package func run(_ tell: (RunNews) -> Void) throws -> EvaluationResult {
        let settings = try options.settings.map(Settings.init(file:)) ?? Settings.standard
        try AnnotatedRecording.needOnce(options.files)
        var refused = RefusedRecordings()
        let recordings = options.files.compactMap { path in
            refused.keep(path) { try AnnotatedRecording(path: path, options.encoding) }
        }
        try refused.needSome(recordings, tell)
        let late = recordings.first { recording in
            options.from.map { $0 >= recording.durationSeconds } ?? false
        }
        if let late {
            throw RunError("--from: \(late.name) ends at \(decimal(late.durationSeconds, 1)) s")
        }
        if let output = options.output {
            try EvaluationResult.refuseOverwriting(recordings, in: output)
        }
        let scored = try scored(recordings, settings, &refused, tell)
        try refused.needSome(scored, tell)
        let result = EvaluationResult(
            detector: detectorName, by: options.by, recordings: scored,
            caps: settings.stimulation, refused: refused)
        for warning in result.warnings { tell(.warning(warning)) }
        if let output = options.output { try result.write(to: output) }
        return result
    }

    private var detectorName: String {
        if options.leavesOneOut { return "\(options.family.rawValue), one seizure left out" }
        return options.model.map { URL(fileURLWithPath: $0).lastPathComponent } ?? "patterns"
    }

    private func scored(
        _ recordings: [AnnotatedRecording], _ settings: Settings,
        _ refused: inout RefusedRecordings, _ tell: (RunNews) -> Void
    ) throws -> [ScoredRecording] {
        let total = recordings.reduce(0) { $0 + $1.durationSeconds }
        guard !options.leavesOneOut else {
            let plan = try LeaveOneOut(recordings)
            tell(.begins("measuring", total: total))
            let set = try TrainingSet(recordings, settings: settings) { tell(.reached($0)) }
            tell(.ends)
            for note in set.notes { tell(.note(note)) }
            tell(.begins("leaving out", total: Double(plan.folds.count)))
            let result = try plan.run(set, family: options.family) { fold, _ in
                tell(.reached(Double(fold)))
            }
            tell(.ends)
            return result
        }
        let model = try options.model.map(DetectorModel.init(file:))
        var done = 0.0
        tell(.begins("evaluating", total: total))
        defer { tell(.ends) }
        return recordings.compactMap { recording in
            refused.keep(recording.recording.path) {
                defer { done += recording.durationSeconds }
                let run = try DetectorRun(recording, settings: settings, model: model).result {
                    tell(.reached(done + $0))
                }
                return options.from.map { run.starting(at: $0) } ?? run
            }
        }
    }
}

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
        /// Whether models are trained on all seizures, or subjects, but one and tested on that one, in
        /// turn.
        package var leavesOut: LeaveOneOut.Unit?
        /// Of those models.
        package var family = DetectorModel.Family.linear
        /// Which sensitivity leads.
        package var by: ScoringUnit
        /// s; what comes before in a recording is not scored.
        package var from: Double?
        /// The folder for `evaluation.json`, `evaluation.tsv`, `evaluation.html` and what was found.
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
            refused.keep(path) { try AnnotatedRecording(path: path, options.encoding, tell) }
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
        var album = options.output.map { _ in MistakeAlbum() }
        let scored = try scored(recordings, settings, &album, &refused, tell)
        try refused.needSome(scored, tell)
        let result = EvaluationResult(
            detector: detectorName(settings), by: options.by, recordings: scored,
            caps: settings.stimulation, refused: refused)
        for warning in result.warnings { tell(.warning(warning)) }
        if let output = options.output, let album { try result.write(to: output, album) }
        return result
    }

    private func detectorName(_ settings: Settings) -> String {
        if let unit = options.leavesOut {
            let features = settings.detector.learned.features.map(\.rawValue)
            return options.family.rawValue
                + (features.isEmpty ? "" : " with \(features.joined(separator: " and "))")
                + ", one \(unit.rawValue) left out"
        }
        return options.model.map { URL(fileURLWithPath: $0).lastPathComponent } ?? "patterns"
    }

    /// - Parameter album: nil where no picture is wanted.
    private func scored(
        _ recordings: [AnnotatedRecording], _ settings: Settings, _ album: inout MistakeAlbum?,
        _ refused: inout RefusedRecordings, _ tell: (RunNews) -> Void
    ) throws -> [ScoredRecording] {
        if let unit = options.leavesOut {
            return try leftOut(recordings, by: unit, settings, &album, tell)
        }
        let model = try options.model.map(DetectorModel.init(file:))
        var done = 0.0
        tell(.begins("evaluating", total: recordings.reduce(0) { $0 + $1.durationSeconds }))
        defer { tell(.ends) }
        return recordings.compactMap { recording in
            refused.keep(recording.recording.path) {
                defer { done += recording.durationSeconds }
                let run = try DetectorRun(recording, settings: settings, model: model)
                func progress(_ seconds: Double) { tell(.reached(done + seconds)) }
                let scored =
                    try album?.run(run, over: recording, from: options.from ?? 0, progress)
                    ?? run.result(progress)
                return options.from.map { scored.starting(at: $0) } ?? scored
            }
        }
    }

    private func leftOut(
        _ recordings: [AnnotatedRecording], by unit: LeaveOneOut.Unit, _ settings: Settings,
        _ album: inout MistakeAlbum?, _ tell: (RunNews) -> Void
    ) throws -> [ScoredRecording] {
        let plan = try LeaveOneOut(recordings, by: unit)
        tell(.begins("measuring", total: recordings.reduce(0) { $0 + $1.durationSeconds }))
        let set: TrainingSet
        do {
            set = try TrainingSet(
                recordings, settings: settings, travels: options.family == .travelling
            ) { tell(.reached($0)) }
        } catch let error as TrainingError
            where unit == .subject && options.family != .travelling
        {
            throw RunError(
                "one subject cannot be left out: a \(options.family.rawValue) model's weights belong "
                    + "to channels, and these are not the same; try --family travelling (\(error))")
        }
        tell(.ends)
        for note in set.notes { tell(.note(note)) }
        tell(.begins("leaving out", total: Double(plan.folds.count), isSignal: false))
        defer { tell(.ends) }
        return try plan.run(recordings) { fold, keeps in
            tell(.reached(Double(fold)))
            return try set.train(options.family, keeps: keeps).model
        } test: { recording, model, stretches in
            let run = try DetectorRun(recording, settings: settings, model: model)
            return try album?.run(run, over: recording, counting: stretches) ?? run.result()
        }
    }
}

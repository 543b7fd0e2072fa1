import ArgumentParser
import Evaluation
import Foundation
import Journal
import Planning
import Recordings
import Training

struct EvaluateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Score a detector on annotated recordings by the field's rules.",
        discussion: """
            With --model a learned detector, without one the patterns of the settings, or with \
            --leave-one-seizure-out models that have not seen what they are tested on. Event scores \
            are SzCORE's; delays count from the annotated onset. A recording that cannot be read is \
            named and left out; only where none can be is that an error.
            """)

    @Argument(help: "Recordings.")
    var files: [String]

    @OptionGroup
    var texts: EncodingOption

    @Option(help: ArgumentHelp("A learned detector; see `quench train`.", valueName: "model.json"))
    var model: String?

    @Flag(help: "Train on all seizures but one, test on that one, in turn.")
    var leaveOneSeizureOut = false

    @Option(help: "With --leave-one-seizure-out: linear or trees (default: linear).")
    var family: DetectorModel.Family?

    @Option(help: "A settings file; see `quench settings`.")
    var settings: String?

    @Option(help: "Score event or sample; decides which sensitivity leads.")
    var by = ScoringUnit.event

    @Option(help: ArgumentHelp("Score each recording from this time on.", valueName: "seconds"))
    var from: Double?

    @Flag(help: "Print JSON.")
    var json = false

    @Option(
        help: ArgumentHelp(
            "Folder for evaluation.json, evaluation.tsv and what each recording was found to hold.",
            valueName: "folder"))
    var output: String?

    func validate() throws {
        if leaveOneSeizureOut, model != nil {
            throw ValidationError(
                "--leave-one-seizure-out trains its own models: leave out --model")
        }
        if leaveOneSeizureOut, from != nil {
            throw ValidationError(
                "--leave-one-seizure-out scores whole recordings: leave out --from")
        }
        if !leaveOneSeizureOut, family != nil {
            throw ValidationError("--family is for --leave-one-seizure-out; a model has its own")
        }
        guard from.map({ $0 >= 0 }) ?? true else {
            throw ValidationError("--from must be 0 or more")
        }
    }

    func run() {
        Terminal.run {
            let settings = try settings.map(Settings.init(file:)) ?? Settings.standard
            try AnnotatedRecording.needOnce(files)
            var refused = RefusedRecordings()
            let recordings = files.compactMap { path in
                refused.keep(path) { try AnnotatedRecording(path: path, texts.encoding) }
            }
            try refused.needSome(recordings)
            let late = recordings.first { recording in
                from.map { $0 >= recording.durationSeconds } ?? false
            }
            if let late {
                throw ValidationError(
                    "--from: \(late.name) ends at \(decimal(late.durationSeconds, 1)) s")
            }
            if let output { try refuseOverwriting(recordings, in: output) }
            let scored = try scored(recordings, settings, &refused)
            try refused.needSome(scored)
            let evaluation = EvaluationText(
                detector: detectorName, by: by, recordings: scored,
                caps: settings.stimulation, refused: refused)
            for warning in evaluation.warnings {
                Terminal.printError("warning: \(Terminal.oneLine(warning))\n")
            }
            if let output { try evaluation.write(to: output) }
            Terminal.printResult(
                json ? evaluation.json.pretty + "\n" : evaluation.text(Terminal.style))
        }
    }

    /// What was found has the name that a recording's annotations have: it takes nobody's place, and
    /// two recordings of one name do not share it.
    private func refuseOverwriting(_ recordings: [AnnotatedRecording], in folder: String) throws {
        let base = URL(fileURLWithPath: folder)
        let manager = FileManager.default
        let isOurs = manager.fileExists(
            atPath: base.appending(path: EvaluationText.fileName).path)
        var names: Set<String> = []
        for recording in recordings {
            let name = EvaluationText.eventsName(of: recording.name)
            guard names.insert(name).inserted else {
                throw ValidationError("two recordings would leave \(name) in \(folder)")
            }
            let own = URL(fileURLWithPath: recording.recording.path)
                .deletingLastPathComponent()
            let isTheirs =
                own.resolvingSymlinksInPath().path == base.resolvingSymlinksInPath().path
            let isThere = manager.fileExists(atPath: base.appending(path: name).path)
            guard !isThere || isOurs && !isTheirs else {
                throw ValidationError(
                    "\(folder): holds \(name), maybe a person's; choose another --output")
            }
        }
    }

    private var detectorName: String {
        if leaveOneSeizureOut { return "\((family ?? .linear).rawValue), one seizure left out" }
        return model.map { URL(fileURLWithPath: $0).lastPathComponent } ?? "patterns"
    }

    private func scored(
        _ recordings: [AnnotatedRecording], _ settings: Settings, _ refused: inout RefusedRecordings
    ) throws -> [ScoredRecording] {
        let total = recordings.reduce(0) { $0 + $1.durationSeconds }
        guard !leaveOneSeizureOut else {
            let plan = try LeaveOneOut(recordings)
            var progress = Progress(label: "measuring", total: total)
            let set = try TrainingSet(recordings, settings: settings) {
                progress.show($0, note: "")
            }
            progress.clear()
            for note in set.notes { Terminal.printError("note: \(Terminal.oneLine(note))\n") }
            var folds = Progress(label: "leaving out", total: Double(plan.folds.count))
            let result = try plan.run(set, family: family ?? .linear) { fold, _ in
                folds.show(Double(fold), note: "")
            }
            folds.clear()
            return result
        }
        let model = try model.map(DetectorModel.init(file:))
        var done = 0.0
        var progress = Progress(label: "evaluating", total: total)
        defer { progress.clear() }
        return recordings.compactMap { recording in
            refused.keep(recording.recording.path) {
                defer { done += recording.durationSeconds }
                let run = try DetectorRun(recording, settings: settings, model: model).result {
                    progress.show(done + $0, note: "")
                }
                return from.map { run.starting(at: $0) } ?? run
            }
        }
    }
}

enum ScoringUnit: String, ExpressibleByArgument, CaseIterable {
    case event, sample
}

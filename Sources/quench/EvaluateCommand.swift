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
            are SzCORE's; delays count from the annotated onset.
            """)

    @Argument(help: "Recordings.")
    var files: [String]

    @Option(help: ArgumentHelp("A learned detector; see `quench train`.", valueName: "model.json"))
    var model: String?

    @Flag(help: "Train on all seizures but one, test on that one, in turn.")
    var leaveOneSeizureOut = false

    @Option(help: "With --leave-one-seizure-out: linear or trees.")
    var family = DetectorModel.Family.linear

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
    }

    func run() {
        Terminal.run {
            let settings = try settings.map(Settings.init(file:)) ?? Settings.standard
            let recordings = try files.map(AnnotatedRecording.init(path:))
            let evaluation = EvaluationText(
                detector: detectorName, by: by, recordings: try scored(recordings, settings))
            if let output { try evaluation.write(to: output) }
            Terminal.printResult(
                json ? evaluation.json.pretty + "\n" : evaluation.text(Terminal.style))
        }
    }

    private var detectorName: String {
        if leaveOneSeizureOut { return "\(family.rawValue), one seizure left out" }
        return model.map { URL(fileURLWithPath: $0).lastPathComponent } ?? "patterns"
    }

    private func scored(
        _ recordings: [AnnotatedRecording], _ settings: Settings
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
            let result = try plan.run(set, family: family) { fold, _ in
                folds.show(Double(fold), note: "")
            }
            folds.clear()
            return result
        }
        let model = try model.map(DetectorModel.init(file:))
        var done = 0.0
        var progress = Progress(label: "evaluating", total: total)
        defer { progress.clear() }
        return try recordings.map { recording in
            let run = try DetectorRun(recording, settings: settings, model: model).result {
                progress.show(done + $0, note: "")
            }
            done += recording.durationSeconds
            return from.map { run.starting(at: $0) } ?? run
        }
    }
}

enum ScoringUnit: String, ExpressibleByArgument, CaseIterable {
    case event, sample
}

import ArgumentParser
import Foundation
import Journal
import Planning
import Recordings
import Training

struct TrainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train",
        abstract: "Learn a detector from a patient's own annotated recordings.",
        discussion: """
            One seizure is enough to start. The model is for the device's whole-number arithmetic, \
            and for recordings of the same channels and rate: replay, simulate and firmware run take \
            it by --model.
            """)

    @Argument(help: "Recordings of one patient.")
    var files: [String]

    @OptionGroup
    var texts: EncodingOption

    @Option(
        name: [.long, .customLong("output")],
        help: ArgumentHelp("The model's file.", valueName: "model.json"))
    var write: String

    @Option(help: "A settings file; see `quench settings`.")
    var settings: String?

    @Option(help: "linear or trees.")
    var family = DetectorModel.Family.linear

    @Option(help: ArgumentHelp("Learn only up to this time.", valueName: "seconds"))
    var to: Double?

    @Option(
        help: ArgumentHelp(
            "Learn only from the first seizures of each recording, up to half-way to the next.",
            valueName: "number"))
    var firstSeizures: Int?

    @Flag(help: "Print JSON.")
    var json = false

    /// With less the false alarms to come cannot be foreseen: see docs/evaluation.md.
    private static let backgroundSecondsPlenty = 1_800.0

    func validate() throws {
        guard to.map({ $0 > 0 }) ?? true else {
            throw ValidationError("--to must be above 0")
        }
        guard firstSeizures.map({ $0 > 0 }) ?? true else {
            throw ValidationError("--first-seizures must be 1 or more")
        }
    }

    func run() {
        Terminal.run {
            try needFolder(of: write, option: "--write")
            try refuseForeign(write)
            let settings = try settings.map(Settings.init(file:)) ?? Settings.standard
            let recordings = try AnnotatedRecording.opened(files, texts.encoding)
            let ends = try recordings.map { try end(of: $0) }
            var progress = Progress(
                label: "measuring", total: recordings.reduce(0) { $0 + $1.durationSeconds })
            let set = try TrainingSet(recordings, settings: settings, until: ends) {
                progress.show($0, note: "")
            }
            progress.clear()
            for note in set.notes { Terminal.printError("note: \(Terminal.oneLine(note))\n") }
            var trained = try set.train(family)
            var replays = Progress(label: "checking", total: set.durationSeconds)
            try trained.measureEventLoss(on: set) { replays.show($0, note: "") }
            replays.clear()
            let model = trained.model
            if model.training.seizures == 1 {
                Terminal.printError(
                    "warning: learned from one seizure; seizures that look different may be missed, "
                        + "train again when there are more\n")
            }
            if model.training.backgroundSeconds < Self.backgroundSecondsPlenty {
                Terminal.printError(
                    "warning: learned from \(decimal(model.training.backgroundSeconds, 0)) s of "
                        + "background; what else looks like a seizure is not known, expect false "
                        + "alarms and train again with half an hour or more\n")
            }
            try WholeFile.write(model.text(), to: write)
            if json {
                try Terminal.printJSON(model.training)
            } else {
                Terminal.printResult(model.trainingText(path: write))
            }
        }
    }

    /// A model gives way to a new one; nothing else does, least of all a recording.
    private func refuseForeign(_ path: String) throws {
        let files = FileManager.default
        guard files.fileExists(atPath: path) else { return }
        let resolved = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        let type = try? files.attributesOfItem(atPath: resolved)[.type] as? FileAttributeType
        guard type == .typeRegular, (try? DetectorModel(file: path)) != nil else {
            throw ValidationError(
                "\(path): is there already and is no model; choose another name for --write")
        }
    }

    private func end(of recording: AnnotatedRecording) throws -> Double? {
        guard let firstSeizures else { return to }
        guard recording.seizures.count > firstSeizures else { return to }
        // Half-way to the first that is not learned from.
        let end =
            (recording.seizures[firstSeizures - 1].end
                + recording.seizures[firstSeizures].start) / 2
        return to.map { min($0, end) } ?? end
    }
}

extension DetectorModel.Family: ExpressibleByArgument {}

extension AnnotatedRecording {
    static func opened(
        _ paths: [String], _ encoding: TextEncoding?
    ) throws -> [AnnotatedRecording] {
        try needOnce(paths)
        return try paths.map { try AnnotatedRecording(path: $0, encoding) }
    }

    /// Each once: one given twice would be tested on what it was trained on.
    static func needOnce(_ paths: [String]) throws {
        var places: Set<String> = []
        for path in paths {
            let place = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
            guard places.insert(place).inserted else {
                throw ValidationError("\(path): is given twice; give each recording once")
            }
        }
    }

    init(path: String, _ encoding: TextEncoding?) throws {
        self.init(
            name: URL(fileURLWithPath: path).lastPathComponent,
            recording: try Recording(opening: path, encoding: encoding))
    }
}

extension DetectorModel {
    /// What was learned, for a person.
    func trainingText(path: String) -> String {
        let unit = LearnedDesign.scoreUnit
        let record = training
        return """
            \(Terminal.oneLine(path)): \(family.rawValue) model of \(channels.count) channels at \
            \(decimal(rateHertz, 2)) Hz
            learned from \(record.seizures) seizure\(record.seizures == 1 ? "" : "s") \
            (\(decimal(record.seizureSeconds, 1)) s) and \(decimal(record.backgroundSeconds, 1)) s of \
            background in \(record.recordings.count) recording\(record.recordings.count == 1 ? "" : "s")
            threshold \(decimal(Double(threshold) / unit, 2)), 99 % of the background below \
            \(decimal(Double(backgroundScore) / unit, 2)) units
            whole numbers against floating point: score within \(decimal(record.scoreLossMax, 4)) units, \
            \(record.hopsJudgedDifferently) of \(record.hops) hops judged differently; \
            \(record.episodes) episodes against \(record.episodesInFloatingPoint), \
            \(record.episodesThatDiffer) of them not the same

            """
    }
}

func decimal(_ value: Double, _ digits: Int) -> String { String(format: "%.\(digits)f", value) }

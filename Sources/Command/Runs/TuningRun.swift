import Foundation
import Journal
import Planning
import Realtime
import Recordings
import Training
import Tuning

/// Searches settings for a patient's annotated recordings, or for several patients'.
package struct TuningRun {
    private let options: Options

    package struct Options {
        package var files: [String]
        /// Of names and annotations that are not UTF-8.
        package var encoding: TextEncoding?
        /// A settings file, from which the candidates differ.
        package var settings: String?
        /// Searches learned detectors of this family; nil for patterns.
        package var family: DetectorModel.Family?
        /// Such as `false/h<=0.5`.
        package var objective: String
        /// The folder, or the settings file beside which it is to be.
        package var output: String
        /// Of the first sweep; nil for 256, of learned detectors, each of which is run with many models, 64.
        package var candidates: Int?
        package var seed: UInt64 = 1
        /// Threads; nil for as many as there are processors.
        package var jobs: Int?
        package var programVersion: String

        package init(
            _ files: [String], objective: String, output: String, programVersion: String
        ) {
            self.files = files
            self.objective = objective
            self.output = output
            self.programVersion = programVersion
        }
    }

    package init(_ options: Options) { self.options = options }

    /// Writes the folder; nil, and only the journal written, where it was stopped.
    ///
    /// - Parameter isStopped: asked by every thread.
    package func run(
        isStopped: @escaping @Sendable () -> Bool, _ tell: (RunNews) -> Void
    ) throws -> TuningOutcome? {
        let objective = try Objective(parsing: options.objective)
        let settings = try options.settings.map(Settings.init(file:)) ?? Settings.standard
        let folder = TuningFolder(options.output)
        try folder.prepare(besides: options.settings, writesModel: options.family != nil)
        // To the end: the files that are written last belong together too.
        let lock = try FileLock(beside: folder.journalPath)
        defer { withExtendedLifetime(lock) {} }
        let annotated = try AnnotatedRecording.opened(options.files, options.encoding, tell)
        for recording in annotated {
            for warning in recording.warnings { tell(.warning("\(recording.name): \(warning)")) }
        }
        guard let counted = try counted(annotated, settings, isStopped, tell) else { return nil }
        let set = try TuningSet(counted, settings: settings)
        let trials =
            try options.family.map { try TuningTrials(set, family: $0) } ?? TuningTrials(set)
        var models: ModelSpace?
        if let family = options.family {
            models = try measured(family, trials, settings, isStopped, tell)
            if models == nil { return nil }
        }
        let journal = try CandidateJournal(
            folder.journalPath, of: trials, programVersion: options.programVersion)
        if !journal.earlier.isEmpty {
            tell(.note("\(journal.earlier.count) candidates were judged before"))
        }
        if journal.damagedCount > 0 {
            tell(
                .note(
                    "\(folder.journalPath): \(journal.damagedCount) damaged lines; what they said is "
                        + "judged anew"))
        }
        let judge = Judge(
            trials: trials,
            space: models ?? CandidateSpace(settings, channelCountMax: set.channelCountMax),
            journal: journal,
            jobs: options.jobs ?? ProcessInfo.processInfo.activeProcessorCount,
            isStopped: isStopped)
        var search = TuningSearch(objective)
        search.sweepCount = options.candidates ?? (models == nil ? 256 : 64)
        search.seed = options.seed
        let start = MonotonicClock.now
        var judgedSeconds = 0.0
        let result = try search.run(judge) { news in
            switch news {
            case .begins(let round, let rounds, let candidates, let seconds):
                judgedSeconds += seconds
                tell(
                    .begins(
                        "round \(round) of \(rounds), \(candidates) candidates", total: seconds))
            case .reached(let seconds): tell(.reached(seconds))
            case .ends: tell(.ends)
            }
        }
        guard let result else { return nil }
        let elapsed = max(1e-9, Double(MonotonicClock.now - start) / 1e9)
        if judgedSeconds > 0 {
            tell(
                .note(
                    "judged \(decimal(judgedSeconds / 3_600, 1)) candidate-hours in "
                        + "\(decimal(elapsed, 1)) s, "
                        + "\(decimal(judgedSeconds / 3_600 / elapsed, 2)) a second on "
                        + "\(judge.jobs) threads"))
        }
        let outcome = TuningOutcome(
            result: result, settingsPath: folder.settingsPath,
            modelPath: models.map { _ in folder.modelPath })
        let model = try models.flatMap { models in
            try result.chosen.map { try whole($0.candidate, models, tell) }
        }
        try folder.write(
            tsv: outcome.tsv, json: outcome.json.pretty + "\n", svg: outcome.picture.svg(),
            model: model, settings: outcome.settingsText, isLearned: models != nil)
        return outcome
    }

    /// What the models are trained on; nil where it was stopped.
    private func measured(
        _ family: DetectorModel.Family, _ trials: TuningTrials, _ settings: Settings,
        _ isStopped: @Sendable () -> Bool, _ tell: (RunNews) -> Void
    ) throws -> ModelSpace? {
        let seconds = trials.set.signalSeconds
        let choices = Double(ModelSpace.choices(settings).count)
        tell(.begins("measuring", total: seconds * choices))
        defer { tell(.ends) }
        do {
            let space = try ModelSpace(
                settings, family: family, trials, isStopped: isStopped
            ) { tell(.reached($0)) }
            for note in space?.notes ?? [] { tell(.note(note)) }
            return space
        } catch let error as TrainingError where trials.set.subjects.count > 1 {
            throw RunError(
                "\(error) (a \(family.rawValue) model's weights belong to one patient's channels; "
                    + "--family travelling takes several subjects)")
        }
    }

    /// The model's text, learned from all recordings.
    private func whole(
        _ candidate: Candidate, _ models: ModelSpace, _ tell: (RunNews) -> Void
    ) throws -> String {
        tell(.begins("checking", total: models.signalSeconds))
        defer { tell(.ends) }
        return try models.whole(candidate) { tell(.reached($0)) }.text()
    }

    private struct Stopped: Error {}

    /// Counts in memory as far as a quarter of the machine's goes; nil where it was stopped.
    private func counted(
        _ annotated: [AnnotatedRecording], _ settings: Settings,
        _ isStopped: @Sendable () -> Bool, _ tell: (RunNews) -> Void
    ) throws -> [CountedRecording]? {
        var bytesLeft = Int(clamping: ProcessInfo.processInfo.physicalMemory / 4)
        var done = 0.0
        tell(.begins("reading", total: annotated.reduce(0) { $0 + $1.durationSeconds }))
        defer { tell(.ends) }
        var all: [CountedRecording] = []
        for recording in annotated {
            let counted: CountedRecording
            do {
                counted = try CountedRecording(
                    recording, settings: settings, bytesMax: bytesLeft
                ) { seconds in
                    if isStopped() { throw Stopped() }
                    tell(.reached(done + seconds))
                }
            } catch is Stopped {
                return nil
            } catch let error as SettingsError {
                throw RunError("\(recording.name): \(error.field): \(error.problem)")
            }
            done += recording.durationSeconds
            bytesLeft -= counted.bytes
            if !counted.isKept {
                tell(
                    .note(
                        "\(recording.name): does not fit into a quarter of the memory with the "
                            + "others; it is read anew for each candidate"))
            }
            all.append(counted)
        }
        return all
    }
}

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
        /// Such as `false/h<=0.5`.
        package var objective: String
        /// The folder, or the settings file beside which it is to be.
        package var output: String
        /// Of the first sweep.
        package var candidates = 256
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
        try folder.prepare(besides: options.settings)
        // To the end: the files that are written last belong together too.
        let lock = try FileLock(beside: folder.journalPath)
        defer { withExtendedLifetime(lock) {} }
        let annotated = try AnnotatedRecording.opened(options.files, options.encoding, tell)
        for recording in annotated {
            for warning in recording.warnings { tell(.warning("\(recording.name): \(warning)")) }
        }
        guard let counted = try counted(annotated, settings, isStopped, tell) else { return nil }
        let set = try TuningSet(counted, settings: settings)
        let journal = try CandidateJournal(
            folder.journalPath, of: set, programVersion: options.programVersion)
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
            set: set, space: CandidateSpace(settings, channelCountMax: set.channelCountMax),
            journal: journal,
            jobs: options.jobs ?? ProcessInfo.processInfo.activeProcessorCount,
            isStopped: isStopped)
        var search = TuningSearch(objective)
        search.sweepCount = options.candidates
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
        let outcome = TuningOutcome(result: result, settingsPath: folder.settingsPath)
        try folder.write(
            tsv: outcome.tsv, json: outcome.json.pretty + "\n", svg: outcome.picture.svg(),
            settings: outcome.settingsText)
        return outcome
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

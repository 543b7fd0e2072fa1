import Foundation
import Journal
import Optimisation
import Planning
import Realtime
import Tuning
import VirtualPatient

/// Searches a therapy, and the detection that brings it, in virtual patients.
package struct OptimisationRun {
    private let options: Options

    package struct Options {
        /// Patient files; none for patients drawn from a population.
        package var patients: [String] = []
        /// Patients, or histories of each file, for the search, and as many others for the verdict.
        package var patientCount: Int
        package var seed: UInt64 = 1
        package var hours = 6.0
        /// A file that narrows what is searched.
        package var space: String?
        /// A settings file, which the candidates leave as it is but for the space.
        package var settings: String?
        /// Full-length evaluations of a candidate per patient.
        package var budget: Int
        package var output: String
        package var isResuming = false
        /// Whether therapies outside seizures are a third objective.
        package var asksOutside = false
        /// Threads; nil for as many as there are processors.
        package var jobs: Int?
        package var programVersion: String

        package init(
            patientCount: Int, budget: Int, output: String, programVersion: String
        ) {
            self.patientCount = patientCount
            self.budget = budget
            self.output = output
            self.programVersion = programVersion
        }
    }

    package init(_ options: Options) { self.options = options }

    /// What `--hours` may be.
    private static let hours = 0.25...168.0

    /// Writes the folder; nil, and only the journal written, where it was stopped.
    ///
    /// - Parameter isStopped: asked by every thread.
    package func run(
        isStopped: @escaping @Sendable () -> Bool, _ tell: (RunNews) -> Void
    ) throws -> OptimisationOutcome? {
        var study = try study()
        study.asksOutside = options.asksOutside
        let search = try TherapySearch(
            budget: options.budget, blocks: study.blocks, seed: options.seed)
        try search.check(study)
        let folder = OptimisationFolder(path: options.output)
        try folder.prepare(isResuming: options.isResuming)
        // To the end: the files that are written last belong together too.
        let lock = try FileLock(beside: folder.journalPath)
        defer { withExtendedLifetime(lock) {} }
        let journal = try TrialJournal(
            folder.journalPath, identity: study.identity(options.programVersion))
        tellBefore(study, journal, folder, tell)
        let jobs = options.jobs ?? ProcessInfo.processInfo.activeProcessorCount
        var bench = TrialBench(
            study: study, journal: journal, crew: Crew(jobs: jobs, isStopped: isStopped))
        let start = MonotonicClock.now
        var simulatedSeconds = 0.0
        let result = try search.run(&bench) { news in
            switch news {
            case .begins(let label, let seconds):
                simulatedSeconds += seconds
                tell(.begins(label, total: seconds))
            case .reached(let seconds): tell(.reached(seconds))
            case .ends: tell(.ends)
            }
        }
        guard let result else { return nil }
        let elapsed = max(1e-9, Double(MonotonicClock.now - start) / 1e9)
        if simulatedSeconds > 0 {
            tell(
                .note(
                    "followed \(decimal(simulatedSeconds / 3_600, 1)) patient-hours at most in "
                        + "\(decimal(elapsed, 0)) s, "
                        + "\(decimal(simulatedSeconds / elapsed / Double(jobs), 0)) times real time a "
                        + "thread"))
        }
        let outcome = OptimisationOutcome(
            result: result, study: study, budget: options.budget, seed: options.seed,
            folder: options.output)
        try folder.write(
            tsv: outcome.tsv, json: outcome.json.pretty + "\n", svg: outcome.picture.svg(),
            page: outcome.page.html(),
            points: result.points.indices.map(outcome.settingsText),
            best: result.best.map(outcome.settingsText))
        return outcome
    }

    private func study() throws -> TherapyStudy {
        guard Self.hours.contains(options.hours) else {
            throw SettingsError(field: "--hours", problem: "must be 0.25 to 168")
        }
        guard (1...StudyPatient.countMax).contains(options.patientCount) else {
            throw SettingsError(
                field: "--patients", problem: "must be 1 to \(StudyPatient.countMax)")
        }
        // Seeds of patients are those of quench simulate.
        guard options.seed <= 4_000_000 else {
            throw SettingsError(field: "--seed", problem: "must be 0 to 4,000,000")
        }
        let files = options.patients.map { URL(fileURLWithPath: $0).standardizedFileURL }
        guard Set(files).count == files.count else {
            throw SettingsError(field: "--patient", problem: "names a file twice")
        }
        let settings = try options.settings.map(Settings.init(file:)) ?? Settings.standard
        let space = try options.space.map { try TherapySpace(file: $0) }
        return try TherapyStudy(
            patients: patients(), settings: settings, space: space, spaceFile: options.space,
            hours: options.hours)
    }

    private func patients() throws -> [StudyPatient] {
        guard !options.patients.isEmpty else {
            return StudyPatient.drawn(count: options.patientCount, study: options.seed)
        }
        return try options.patients.flatMap { path in
            let file = try PatientFile(file: path)
            // What cannot be simulated is found before the hours pass.
            _ = try file.patient(
                seed: 1, channelCount: TherapyTrial.channels, rateNumerator: TherapyTrial.rateHertz)
            return StudyPatient.histories(
                of: file.parameters, name: path, count: options.patientCount, study: options.seed)
        }
    }

    private func tellBefore(
        _ study: TherapyStudy, _ journal: TrialJournal, _ folder: OptimisationFolder,
        _ tell: (RunNews) -> Void
    ) {
        tell(.note("limits in force: \(study.limitsText)"))
        if options.patients.isEmpty {
            tell(
                .note(
                    "modelling assumption: how patients differ is ours, see docs/optimisation.md"))
        }
        tell(.note("modelling assumption: how tissue answers a pulse; nobody has measured it"))
        if !journal.earlier.isEmpty {
            tell(.note("\(journal.earlier.count) outcomes are known from before"))
        }
        if journal.damagedCount > 0 {
            tell(
                .note(
                    "\(folder.journalPath): \(journal.damagedCount) damaged lines; what they said is "
                        + "simulated anew"))
        }
    }
}

import Foundation
import Journal
import Planning
import Recordings
import Training
import VirtualPatient

/// Makes a study's list of tasks: nothing is run.
package struct CohortPlanning {
    private let studyPath: String
    private let program: ProgramIdentity

    /// - Parameter studyPath: the file that a person wrote.
    package init(studyPath: String, program: ProgramIdentity) {
        self.studyPath = studyPath
        self.program = program
    }

    /// What was planned.
    package struct Result: Sendable {
        package let plan: CohortPlan
        /// Tasks whose results are there already.
        package let knownCount: Int
        package let survey: CohortSurvey
    }

    /// A file's place: relative to the study's.
    private func place(_ name: String) -> String {
        name.hasPrefix("/")
            ? name
            : URL(fileURLWithPath: studyPath).standardizedFileURL.deletingLastPathComponent()
                .appendingPathComponent(name).path
    }

    /// Writes the folder; without one only looks.
    ///
    /// - Parameter tell: of each recording, how many are through of how many.
    package func run(
        into folder: CohortFolder?, tell: (_ done: Int, _ of: Int) -> Void
    ) throws -> Result {
        let file = try StudyFile(file: studyPath) { (name) throws(SettingsError) in place(name) }
        let study = try CohortStudy(file, program: program) { (name) throws(SettingsError) in
            place(name)
        }
        if let repeated = study.repeated {
            throw CohortError("\(studyPath): \(repeated) say the same; leave one out")
        }
        var survey = CohortSurvey()
        let tasks =
            switch file.measure {
            case .simulate: try patientTasks(study, &survey)
            case .evaluate: try recordingTasks(study, &survey, tell)
            }
        guard !tasks.isEmpty else {
            throw CohortError(
                "\(studyPath): has no task; name patients, or recordings, and settings (quench cohort "
                    + "example)")
        }
        let list = TaskList.text(of: tasks)
        let plan = CohortPlan(study, tasks: tasks, list: list, notes: survey.notes)
        guard let folder else { return Result(plan: plan, knownCount: 0, survey: survey) }
        try folder.prepare(for: file.name)
        // Two plans at once would mix.
        let lock = try FileLock(beside: folder.planPath)
        defer { withExtendedLifetime(lock) {} }
        try write(list, file, plan, folder)
        let known = Set(CohortFolder.names(in: folder.results))
        return Result(
            plan: plan, knownCount: tasks.count { known.contains($0.key) }, survey: survey)
    }

    private func write(
        _ list: String, _ file: StudyFile, _ plan: CohortPlan, _ folder: CohortFolder
    ) throws {
        let named =
            file.patients.compactMap(\.file) + file.settings.compactMap(\.file)
            + file.models.compactMap(\.file)
        for name in Set(named) {
            try copy(place(name), to: folder.inputPath(name))
        }
        try copy(studyPath, to: folder.studyPath)
        try WholeFile.write(list, to: folder.tasksPath)
        try WholeFile.write(plan.text, to: folder.planPath)
    }

    private func copy(_ path: String, to copy: String) throws {
        guard let bytes = try? RegularFile.read(path, bytesMax: 1 << 28) else {
            throw CohortError("\(path): cannot be read; is it there?")
        }
        try WholeFile.write([UInt8](bytes), to: copy)
    }

    private func each(
        _ study: CohortStudy, _ source: String, _ body: (_ key: String, String, String) -> Void
    ) {
        for (settings, variant) in study.file.settings.enumerated() {
            for (model, choice) in study.file.models.enumerated() {
                body(
                    study.key(source, settings: settings, model: model), variant.name, choice.name)
            }
        }
    }

    // MARK: Patients

    private func patientTasks(
        _ study: CohortStudy, _ survey: inout CohortSurvey
    ) throws -> [CohortTask] {
        let file = study.file
        let count =
            file.patients.reduce(0) { $0 + $1.count } * file.histories * file.settings.count
            * file.models.count
        guard count <= Self.tasksMax else {
            throw CohortError(
                "\(studyPath): comes to \(count) tasks, and at most \(Self.tasksMax) are possible")
        }
        let runner = TaskRunner(study)
        for variant in file.settings.indices {
            for model in file.models.indices {
                try runner.checkPlan(settings: variant, model: model)
            }
        }
        var tasks: [CohortTask] = []
        tasks.reserveCapacity(count)
        for (place, group) in file.patients.enumerated() {
            try checkCorners(group)
            survey.add(group, histories: file.histories, minutes: file.minutes)
            for number in 1...group.count {
                for history in 1...file.histories {
                    let patient = study.patient(group: place, number: number, history: history)
                    each(study, study.source(of: patient)) { key, settings, model in
                        tasks.append(
                            CohortTask(
                                key: key, centre: group.centre, subject: patient.name,
                                session: "\(history)", source: group.name, settings: settings,
                                model: model, seconds: file.minutes * 60))
                    }
                }
            }
        }
        return tasks
    }

    package static let tasksMax = 1_000_000

    /// What cannot be simulated is found before the hours pass: at the ends of what is drawn.
    private func checkCorners(_ group: StudyFile.PatientGroup) throws {
        for (end, words) in [
            (\ClosedRange<Double>.lowerBound, "lowest"), (\.upperBound, "highest"),
        ] {
            let values = group.spread.map { ($0.field, $0.distribution.range[keyPath: end]) }
            do {
                _ = try VirtualPatient(
                    group.parameters.with(values), seed: 1, channelCount: TaskRunner.channels,
                    rateNumerator: TaskRunner.rateHertz)
            } catch {
                throw CohortError(
                    "\(studyPath): patients of '\(group.name)' cannot be simulated with what is "
                        + "spread at its \(words): \(error)")
            }
        }
    }

    // MARK: Recordings

    private func recordingTasks(
        _ study: CohortStudy, _ survey: inout CohortSurvey, _ tell: (Int, Int) -> Void
    ) throws -> [CohortTask] {
        var found: [(path: String, centre: String)] = []
        for group in study.file.recordings {
            for path in try RecordingSearch.paths(place(group.path)) {
                found.append((path, group.centre))
            }
        }
        var seen: Set<String> = []
        for (path, _) in found where !seen.insert(RecordingSearch.itself(path)).inserted {
            throw CohortError("\(studyPath): \(path) is named twice; name each recording once")
        }
        let count = found.count * study.file.settings.count * study.file.models.count
        guard count <= Self.tasksMax else {
            throw CohortError(
                "\(studyPath): comes to \(count) tasks, and at most \(Self.tasksMax) are possible")
        }
        var tasks: [CohortTask] = []
        for (number, (path, centre)) in found.enumerated() {
            tell(number, found.count)
            let name = URL(fileURLWithPath: path).lastPathComponent
            let recording = AnnotatedRecording(
                name: name, recording: try Recording(opening: path))
            let subject =
                recording.subject
                ?? URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
            let session = RecordingSearch.session(ofPath: path) ?? "n/a"
            try survey.add(recording, subject: subject, centre: centre, study: studyPath)
            each(study, try study.source(ofRecording: path)) { key, settings, model in
                tasks.append(
                    CohortTask(
                        key: key, centre: centre, subject: subject, session: session,
                        source: path, settings: settings, model: model,
                        seconds: max(1, Int(recording.durationSeconds.rounded()))))
            }
        }
        return tasks
    }
}

import Evaluation
import Experiment
import Foundation
import Journal
import Optimisation
import Planning
import RunFolder

/// A run that a patient has lived, and what it shows of the therapy that it gave.
struct PatientRun {
    let folder: String
    let left: LeftRun
    /// What it was run with, as it says itself.
    let settings: Settings
    let evidence: RunEvidence
    let therapies: TherapyCount
    let start: Date

    /// What became of therapies as given.
    struct TherapyCount: Equatable {
        /// Begun while a seizure was on that ended within the run, and of these those whose seizure ended
        /// within `stoppedSeconds` of the therapy's end.
        var inSeizure = 0
        var stopped = 0
        /// Begun while none was on.
        var outside = 0

        var interval: WilsonInterval? { WilsonInterval(successes: stopped, trials: inSeizure) }
    }

    static let stoppedSeconds = 5.0
    /// A shorter run says too little.
    private static let secondsMin = 600.0
    private static let partSeconds = 300.0

    /// - Throws: in one line, where the folder holds no run that something can be learnt from.
    init(folder: String, programVersion: String) throws {
        self.folder = folder
        left = try LeftRun(folder: folder, programVersion: programVersion)
        let summary = left.summary
        guard summary.virtualPatient != nil || summary.capture != nil else {
            throw RunError(
                "\(folder): replays a recording, which does not answer to stimulation; give runs of "
                    + "quench simulate or capture")
        }
        guard summary.settingsChanges?.isEmpty ?? true else {
            throw RunError(
                "\(folder): its settings were changed while it went on, so what it shows is not of "
                    + "one dose; leave it out")
        }
        settings = try Settings(
            yaml: summary.settings.pretty, over: nil, file: "\(folder)/summary.json")
        let dose: TherapyDose
        do {
            dose = try TherapyDose(settings)
            _ = try Planner.plan(settings.stimulation)
        } catch {
            throw RunError("\(folder): \(error)")
        }
        guard let start = Self.date(left.identity.startedAt) else {
            throw RunError("\(folder)/summary.json: startedAt is no time")
        }
        self.start = start
        guard !left.bursts.isEmpty else {
            throw RunError(
                "\(folder): gave no therapy, so it shows nothing of its dose; leave it out")
        }
        let seconds = Self.seconds(summary)
        guard seconds >= Self.secondsMin else {
            throw RunError(
                "\(folder): is \(brief(seconds)) s long; runs of \(brief(Self.secondsMin)) s and more "
                    + "are compared")
        }
        let seizures = Self.seizures(summary)
        evidence = RunEvidence(
            dose: dose, parts: Self.parts(seizures, seconds),
            partSeconds: seconds / (seconds / Self.partSeconds).rounded(.down),
            seizures: seizures.count)
        // The loop says that an episode is over after so long without one.
        let lag = summary.virtualPatient == nil ? settings.detector.terminationSeconds : 0
        therapies = Self.count(left.bursts, seizures, until: seconds, lag: lag)
    }

    /// Whose it is: a patient file may change as the patient does, but keeps its name.
    var patient: String {
        guard let virtual = left.summary.virtualPatient else {
            return "whoever is at \(left.summary.capture?.device ?? "the device")"
        }
        return virtual.patientFile ?? "the default patient"
    }

    /// Whether its seizures are the patient's own, and not those that the loop found.
    var knowsSeizures: Bool { left.summary.virtualPatient != nil }
    var seconds: Double { Self.seconds(left.summary) }

    private static func seconds(_ summary: RunSummary) -> Double {
        (summary.recording.toSeconds ?? 0) - (summary.recording.fromSeconds ?? 0)
    }

    private static func date(_ text: String) -> Date? {
        try? Date(text, strategy: .iso8601)
    }

    /// In seconds of the run; one that goes on at the end ends with it.
    private static func seizures(_ summary: RunSummary) -> [Interval] {
        let (from, length) = (summary.recording.fromSeconds ?? 0, seconds(summary))
        func interval(_ onset: Double, _ duration: Double?) -> Interval? {
            let start = onset - from
            let end = min(length, duration.map { start + $0 } ?? length)
            return start.isFinite && start >= 0 && end > start
                ? Interval(start: start, end: end) : nil
        }
        return summary.virtualPatient.map { patient in
            patient.seizures.compactMap { interval($0.onsetSeconds, $0.durationSeconds) }
        } ?? summary.episodes.compactMap { interval($0.onsetSeconds, $0.durationSeconds) }
    }

    /// Time in seizures of equal parts of the run.
    private static func parts(_ seizures: [Interval], _ seconds: Double) -> [Double] {
        let count = Int(seconds / partSeconds)
        let length = seconds / Double(count)
        var parts = Array(repeating: 0.0, count: count)
        for seizure in seizures {
            for place in Int(seizure.start / length)..<count {
                let start = Double(place) * length
                guard start < seizure.end else { break }
                parts[place] += min(seizure.end, start + length) - max(seizure.start, start)
            }
        }
        return parts
    }

    private static func count(
        _ bursts: [Burst], _ seizures: [Interval], until length: Double, lag: Double
    ) -> TherapyCount {
        var count = TherapyCount()
        // A therapy lasts to the end of its last burst.
        for place in bursts.indices where bursts[place].number == 1 {
            let rest = bursts[(place + 1)...].prefix { $0.number > 1 }
            let end = (rest.last ?? bursts[place]).endSeconds
            let onset = bursts[place].onsetSeconds
            guard let seizure = seizures.last(where: { $0.start <= onset && onset < $0.end }) else {
                count.outside += 1
                continue
            }
            // What the run's end cut off would have gone on, nobody knows for how long.
            guard seizure.end < length else { continue }
            count.inSeizure += 1
            if seizure.end <= end + lag + stoppedSeconds { count.stopped += 1 }
        }
        return count
    }
}

extension [PatientRun] {
    /// In the order in which the patient lived them.
    ///
    /// - Throws: where they cannot be runs of one patient, each lived once, that differ in the dose alone.
    func inOrder() throws -> [PatientRun] {
        let runs = enumerated().sorted {
            ($0.element.start, $0.offset) < ($1.element.start, $1.offset)
        }
        .map(\.element)
        for (place, run) in runs.enumerated() {
            for earlier in runs[..<place] { try run.check(after: earlier) }
        }
        return runs
    }
}

extension PatientRun {
    fileprivate func check(after earlier: PatientRun) throws {
        let (own, other) = (left.summary, earlier.left.summary)
        guard patient == earlier.patient else {
            throw RunError(
                "\(folder): is of another patient, \(patient.oneLine), than \(earlier.folder), "
                    + "\(earlier.patient.oneLine); continue each alone")
        }
        guard
            left.identity.startedAt != earlier.left.identity.startedAt
                || own.decisionHash != other.decisionHash
        else { throw RunError("\(folder): is the same run as \(earlier.folder); give it once") }
        if let seed = own.virtualPatient?.seed, seed == other.virtualPatient?.seed,
            patientSum == earlier.patientSum
        {
            throw RunError(
                "\(folder): lives the same hours as \(earlier.folder), seed \(seed); a patient lives "
                    + "each once: run it with another --seed")
        }
        if [own.pace, other.pace].allSatisfy({ $0 == nil || $0 == "realtime" }),
            start < earlier.start.addingTimeInterval(earlier.seconds)
        {
            throw RunError(
                "\(folder): began before \(earlier.folder) had ended; runs of one patient do not "
                    + "overlap")
        }
        let fields = earlier.evidence.dose.settings(over: settings).fields
        let others = earlier.settings.fields
        guard fields == others else {
            let names = zip(fields, others).first { $0 != $1 }?.0.path ?? "stimulation.therapies"
            throw RunError(
                "\(folder): its settings differ from those of \(earlier.folder) in \(names), which a "
                    + "continuation does not move; give runs since that change")
        }
    }

    /// Of the patient file's content; nil for the default patient.
    private var patientSum: String? {
        left.identity.files.first { $0.role == "--patient" || $0.role == "patient" }?.sha256
    }
}

import Foundation
import Journal
import Planning
import Recordings
import VirtualPatient

/// A study with everything that its tasks depend on.
package struct CohortStudy: Sendable {
    package let file: StudyFile
    package let program: ProgramIdentity
    let models: [DetectorModel?]
    /// What each model, patients' group and settings is, as a checksum.
    private let modelNames: [String]
    private let groupNames: [String]
    private let settingsNames: [String]
    private let common: String

    /// Reads the files that the study names.
    ///
    /// - Parameter place: where a file lies that the study names.
    package init(
        _ file: StudyFile, program: ProgramIdentity,
        place: (String) throws(SettingsError) -> String
    ) throws {
        self.file = file
        self.program = program
        var models: [DetectorModel?] = []
        var modelNames: [String] = []
        for choice in file.models {
            guard let name = choice.file else {
                models.append(nil)
                modelNames.append("patterns")
                continue
            }
            let path = try place(name)
            models.append(try DetectorModel(file: path))
            var identity = FileIdentity(role: "model", path: path)
            identity.hash { _ in }
            guard let sum = identity.sha256 else {
                throw CohortError("\(path): cannot be read as a whole; is it being written?")
            }
            modelNames.append(sum)
        }
        self.models = models
        self.modelNames = modelNames
        groupNames = file.patients.map { Checksum.name(of: "\($0.parameters)") }
        settingsNames = file.settings.map { variant in
            let fields = variant.settings.fields
            return Checksum.name(of: fields.text(over: fields))
        }
        common =
            "quench cohort task \(CohortFolder.format)\n\(program.version) "
            + "\(program.sha256 ?? program.commit)\n\(file.measure.rawValue)\n"
            + (file.measure == .simulate ? "\(file.minutes) minutes\n" : "")
    }

    /// What of a study is named twice and says the same; a comparison of it would be of nothing.
    var repeated: String? {
        Self.repeated("settings", file.settings.map(\.name), settingsNames)
            ?? Self.repeated("models", file.models.map(\.name), modelNames)
    }

    private static func repeated(_ what: String, _ names: [String], _ sums: [String]) -> String? {
        var first: [String: String] = [:]
        for (name, sum) in zip(names, sums) {
            if let other = first[sum] { return "\(what) '\(other)' and '\(name)'" }
            first[sum] = name
        }
        return nil
    }

    /// The name of a task's result.
    ///
    /// - Parameters:
    ///   - source: all that the patient's history, or the recording, is.
    ///   - settings: which, by its place.
    ///   - model: the same.
    func key(_ source: String, settings: Int, model: Int) -> String {
        Checksum.name(of: "\(common)\(source)\n\(settingsNames[settings])\n\(modelNames[model])")
    }

    /// All that a recording is, now: each of its files is read through.
    func source(ofRecording path: String) throws -> String {
        let recording = try Recording(opening: path)
        var name = ""
        for (role, paths) in [("recording", recording.dataPaths), ("side", recording.sidePaths)] {
            for path in paths {
                var identity = FileIdentity(role: role, path: path)
                identity.hash { _ in }
                guard let sum = identity.sha256 else {
                    throw CohortError("\(path): cannot be read as a whole; is it being written?")
                }
                name += "\(role) \(identity.name) \(sum)\n"
            }
        }
        return Checksum.name(of: name)
    }

    /// All that a history of a patient is.
    func source(of patient: DrawnPatient) -> String {
        groupNames[patient.group] + "\n"
            + patient.values.map { "\($0.field)=\($0.value)\n" }.joined() + "\(patient.seed)"
    }

    /// A history of a patient of a group.
    ///
    /// - Parameters:
    ///   - number: of the patient in the group, from 1.
    ///   - history: from 1.
    func patient(group: Int, number: Int, history: Int) -> DrawnPatient {
        DrawnPatient(
            file.patients[group], group: group, number: number, history: history,
            study: file.seed)
    }
}

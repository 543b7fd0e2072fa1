import Foundation
import Journal
import Planning

/// The folder of a study: its plan, and what is known so far. Every file appears whole, so that any
/// number of processes may work in it and any of them may be killed.
package struct CohortFolder: Sendable {
    package let path: String

    /// Of the files in it; another number is another version.
    package static let format = 1

    package init(_ path: String) {
        var path = path
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        self.path = path
    }

    var planPath: String { "\(path)/plan.json" }
    var tasksPath: String { "\(path)/tasks.tsv" }
    var studyPath: String { "\(path)/study.yaml" }
    /// Copies of the settings, patients and models that the study names.
    var inputs: String { "\(path)/inputs" }
    var results: String { "\(path)/results" }
    var failures: String { "\(path)/failures" }
    var workers: String { "\(path)/workers" }
    package var logs: String { "\(path)/logs" }

    func resultPath(_ key: String) -> String { "\(results)/\(key)" }
    func failurePath(_ key: String) -> String { "\(failures)/\(key)" }

    /// The copy of a file that the study names.
    func inputPath(_ name: String) -> String { "\(inputs)/\(Checksum.name(of: name))" }

    /// Names in a folder; none where it is not there.
    static func names(in folder: String) -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    }

    static func make(_ folder: String) throws(CohortError) {
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw CohortError("\(folder): the folder cannot be made; choose another --output")
        }
    }

    /// Refuses what is not a study's, and makes the folders.
    ///
    /// - Parameter name: of the study.
    func prepare(for name: String) throws {
        var isFolder: ObjCBool = false
        if unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder),
            !isFolder.boolValue
        {
            throw CohortError("\(path): is a file; name a folder for --output")
        }
        let names = Set(Self.names(in: path))
        // A plan that was damaged beside its list is made anew.
        let isDamaged =
            names.contains("tasks.tsv")
            && (try? RegularFile.read(planPath, bytesMax: 1 << 20))
                .flatMap { JSONValue(parsing: [UInt8]($0))?["cohort"]?.integer } == nil
        if names.contains("plan.json"), !isDamaged {
            let plan = try CohortPlan(of: self)
            guard plan.name == name else {
                throw CohortError(
                    "\(path): holds the study '\(plan.name)', and this is '\(name)'; choose another "
                        + "--output")
            }
        } else {
            var own: Set = [
                "inputs", "results", "failures", "workers", "logs", "study.yaml", "tasks.tsv",
                "plan.json.lock",
            ]
            if isDamaged { own.insert("plan.json") }
            if let other = names.subtracting(own).filter({ !$0.hasSuffix(".tmp") }).sorted().first {
                throw CohortError(
                    "\(path): holds \(other.printable), which is of no study; choose another --output"
                )
            }
        }
        for folder in [path, inputs, results, failures, workers, logs] { try Self.make(folder) }
        try WholeFile.tryOut(planPath)
    }

    /// The result of a task where it is there as it was written.
    func result(_ key: String) -> TaskResult? {
        guard
            let bytes = try? RegularFile.read(resultPath(key), bytesMax: TaskResult.bytesMax)
        else { return nil }
        return TaskResult(bytes, key: key)
    }

    /// What stands where a task's result belongs.
    enum Found { case nothing, whole, damaged }

    func look(for key: String) -> Found {
        let path = resultPath(key)
        guard unsafe access(path, F_OK) == 0 else { return .nothing }
        guard let bytes = try? RegularFile.read(path, bytesMax: TaskResult.bytesMax),
            TaskResult.isWhole(bytes, key: key)
        else { return .damaged }
        return .whole
    }

    /// The last lines of what a task failed by.
    package func failure(_ key: String) -> String? {
        (try? RegularFile.read(failurePath(key), bytesMax: 1 << 16)).map {
            String(decoding: $0, as: UTF8.self).trimmingCharacters(in: .newlines)
        }
    }
}

import Foundation
import Journal
import Planning

/// What a study's folder was planned for: the head of its list of tasks.
package struct CohortPlan: Sendable {
    package let name: String
    package let measure: StudyFile.Measure
    package let tasks: Int
    /// Of signal, over all tasks.
    package let seconds: Int
    /// The build that the results are of.
    package let programVersion: String
    package let programSHA256: String?
    package let commit: String
    /// Of the list of tasks that it is the head of.
    let listName: String
    /// What a person should know, a line each.
    package let notes: [String]

    var text: String {
        JSONValue.object([
            .init("cohort", .integer(Int64(CohortFolder.format))), .init("name", .text(name)),
            .init("measure", .text(measure.rawValue)), .init("tasks", .integer(Int64(tasks))),
            .init("seconds", .integer(Int64(seconds))),
            .init("programVersion", .text(programVersion)),
            .init("programSHA256", programSHA256.map(JSONValue.text) ?? .null),
            .init("commit", .text(commit)), .init("list", .text(listName)),
            .init("notes", .list(notes.map(JSONValue.text))),
        ]).pretty + "\n"
    }

    init(_ study: CohortStudy, tasks: [CohortTask], list: String, notes: [String]) {
        name = study.file.name
        measure = study.file.measure
        self.tasks = tasks.count
        seconds = tasks.reduce(0) { $0 + $1.seconds }
        listName = Checksum.name(of: list)
        programVersion = study.program.version
        programSHA256 = study.program.sha256
        commit = study.program.commit
        self.notes = notes
    }

    /// Reads the plan of a folder.
    package init(of folder: CohortFolder) throws(CohortError) {
        let path = folder.planPath
        guard let bytes = try? RegularFile.read(path, bytesMax: 1 << 20) else {
            throw CohortError(
                "\(folder.path): holds no study; make one by quench cohort plan STUDY.yaml --output "
                    + folder.path)
        }
        let value = JSONValue(parsing: [UInt8](bytes))
        guard let value, let format = value["cohort"]?.integer else {
            throw CohortError("\(path): is no plan of a study; plan it again")
        }
        guard format == CohortFolder.format else {
            throw CohortError(
                "\(path): is of version \(format) of these folders, and this program has version "
                    + "\(CohortFolder.format); plan the study into another folder")
        }
        guard let name = value["name"]?.text, StudyFile.isName(name),
            let tasks = value["tasks"]?.integer, (1...1_000_000_000).contains(tasks),
            let measure = value["measure"]?.text.flatMap(StudyFile.Measure.init),
            let seconds = value["seconds"]?.integer, (0...(1 << 50)).contains(seconds),
            let listName = value["list"]?.text,
            let programVersion = value["programVersion"]?.text,
            let commit = value["commit"]?.text
        else { throw CohortError("\(path): is damaged; plan the study again") }
        self.name = name
        self.measure = measure
        self.tasks = Int(tasks)
        self.seconds = Int(seconds)
        self.programVersion = programVersion
        self.commit = commit
        self.listName = listName
        programSHA256 = value["programSHA256"]?.text
        notes = value["notes"]?.list?.compactMap(\.text) ?? []
    }

    /// Refuses to go on with another build: its results would be of another program.
    func need(_ program: ProgramIdentity, in folder: CohortFolder) throws(CohortError) {
        guard program.sha256 != programSHA256 || program.version != programVersion else { return }
        throw CohortError(
            "\(folder.path): was planned by another build of quench (\(programVersion), commit "
                + "\(commit.prefix(12))); plan it again with this one, or run it with that one")
    }
}

/// The list of tasks, read as far as it is asked for.
struct TaskList {
    private let bytes: Data
    private let path: String

    /// - Parameter plan: its head, written after it.
    init(of folder: CohortFolder, _ plan: CohortPlan) throws(CohortError) {
        path = folder.tasksPath
        guard let bytes = try? RegularFile.read(path, bytesMax: 1 << 31) else {
            throw CohortError("\(path): cannot be read; plan the study again")
        }
        guard Checksum.name(of: String(decoding: bytes, as: UTF8.self)) == plan.listName else {
            throw CohortError(
                "\(path): is not the list that plan.json is the head of; plan the study again")
        }
        self.bytes = bytes
    }

    /// As it is written.
    static func text(of tasks: [CohortTask]) -> String {
        var text = CohortTask.columns.joined(separator: "\t") + "\n"
        for task in tasks {
            text += task.line
            text += "\n"
        }
        return text
    }

    /// Where each line after the first lies, without its end.
    private var lines: [Range<Int>] {
        unsafe bytes.withUnsafeBytes { buffer in
            var lines: [Range<Int>] = []
            var start = 0
            while start < buffer.count {
                let left = buffer.count - start
                let found = unsafe memchr(buffer.baseAddress! + start, 10, left)
                let end =
                    unsafe found.map {
                        unsafe $0 - UnsafeMutableRawPointer(mutating: buffer.baseAddress!)
                    } ?? buffer.count
                lines.append(start..<end)
                start = end + 1
            }
            return Array(lines.dropFirst())
        }
    }

    /// The tasks of a shard, in order.
    func tasks(of shard: Shard) throws(CohortError) -> [CohortTask] {
        var tasks: [CohortTask] = []
        for (place, line) in lines.enumerated() where shard.has(place) {
            guard
                let task = CohortTask(
                    line: bytes[
                        bytes.startIndex + line.lowerBound..<bytes.startIndex + line.upperBound])
            else {
                throw CohortError("\(path):\(place + 2): is no task; plan the study again")
            }
            tasks.append(task)
        }
        return tasks
    }

    /// Names of all results.
    var keys: [String] {
        lines.map { line in
            let start = bytes.startIndex + line.lowerBound
            return String(
                decoding: bytes[start..<min(start + 32, bytes.startIndex + line.upperBound)],
                as: UTF8.self)
        }
    }
}

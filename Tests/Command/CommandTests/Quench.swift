import Foundation
import Journal
import TestSupport
import Testing

/// The built executable, run as a person or a script would.
enum Quench {
    /// Beside the test bundle, or where `QUENCH_EXECUTABLE` says; nil where it is not.
    static let executable: URL? = {
        let files = FileManager.default
        if let given = ProcessInfo.processInfo.environment["QUENCH_EXECUTABLE"] {
            return files.isExecutableFile(atPath: given) ? URL(fileURLWithPath: given) : nil
        }
        let bundle = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
        let folders = [bundle, Surroundings.packageRoot.appending(path: ".build/debug")]
        return folders.map { $0.appending(path: "quench") }
            .first { files.isExecutableFile(atPath: $0.path) }
    }()

    static let missing: Comment =
        "skipped: no quench executable beside the tests; set QUENCH_EXECUTABLE"

    /// What a command came to.
    struct Result {
        var status: Int32
        /// Ended by a signal: a trap, or a kill.
        var wasKilled: Bool
        var output: String
        var errors: String

        var errorLines: [Substring] { errors.split(separator: "\n") }
    }

    static func run(_ arguments: String..., in folder: TemporaryFolder) throws -> Result {
        try run(arguments, in: folder)
    }

    static func run(_ arguments: [String], in folder: TemporaryFolder) throws -> Result {
        try Running(arguments, in: folder).result()
    }

    /// Runs a line of the shell in which `$quench` is the executable.
    static func shell(_ line: String, in folder: TemporaryFolder) throws -> Result {
        let executable = try #require(executable)
        return try Running(
            URL(fileURLWithPath: "/bin/sh"), ["-c", "quench='\(executable.path)'; \(line)"],
            in: folder
        ).result()
    }
}

/// A command under way. Its output goes to files, so that it never waits for a reader.
final class Running {
    let process = Process()
    private let output: URL
    private let errors: URL

    convenience init(_ arguments: [String], in folder: TemporaryFolder) throws {
        try self.init(#require(Quench.executable), arguments, in: folder)
    }

    init(_ executable: URL, _ arguments: [String], in folder: TemporaryFolder) throws {
        let name = UUID().uuidString
        output = URL(fileURLWithPath: folder.file("\(name).out"))
        errors = URL(fileURLWithPath: folder.file("\(name).err"))
        for file in [output, errors] { try Data().write(to: file) }
        process.executableURL = executable
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: errors)
        try process.run()
    }

    /// Waits for its end.
    func result() throws -> Quench.Result {
        process.waitUntilExit()
        return Quench.Result(
            status: process.terminationStatus, wasKilled: process.terminationReason != .exit,
            output: String(decoding: try Data(contentsOf: output), as: UTF8.self),
            errors: String(decoding: try Data(contentsOf: errors), as: UTF8.self))
    }

    /// Waits until the run's journal has an event, or the process has ended.
    func wait(for kind: JournalEvent.Kind, in journalPath: String) -> Bool {
        while true {
            let isRunning = process.isRunning
            if let journal = try? JournalReader(path: journalPath),
                journal.events.contains(where: { $0.kind == kind })
            {
                return true
            }
            guard isRunning else { return false }
            usleep(2_000)
        }
    }

    func send(_ signal: Int32) { kill(process.processIdentifier, signal) }
}

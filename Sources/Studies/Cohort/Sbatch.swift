import Foundation
import Planning

/// Slurm's own program that takes jobs.
package struct Sbatch {
    private let program: URL

    /// Nil where this machine has no Slurm.
    package init?() {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        let found = folders.map { URL(fileURLWithPath: "\($0)/sbatch") }
            .first { FileManager.default.isExecutableFile(atPath: $0.path) }
        guard let found else { return nil }
        program = found
    }

    /// Hands a script over; returns what it says of the job, such as `17`, or `17;cluster`.
    package func submit(_ script: String) throws(CohortError) -> String {
        let process = Process()
        let output = Pipe()
        // It may say more than a pipe holds.
        let errors = FileManager.default.temporaryDirectory
            .appendingPathComponent("quench-sbatch-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: errors) }
        guard FileManager.default.createFile(atPath: errors.path, contents: nil),
            let said = try? FileHandle(forWritingTo: errors)
        else { throw CohortError("\(errors.path): cannot be written; is the disk full?") }
        process.executableURL = program
        process.arguments = ["--parsable", script]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = said
        do { try process.run() } catch {
            throw CohortError(
                "\(program.path): cannot be started (\(error.localizedDescription))")
        }
        let text = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            let lines = (try? String(contentsOf: errors, encoding: .utf8))?.split(separator: "\n")
            let line = lines?.last.map { String($0.prefix(300)).printable } ?? "no reason given"
            throw CohortError("Slurm refuses the study: \(line)")
        }
        let job = String(decoding: text, as: UTF8.self)
            .trimmingCharacters(in: .whitespacesAndNewlines)
        guard job.wholeMatch(of: /[0-9]+(;\S+)?/) != nil else {
            throw CohortError(
                "\(program.path): says '\(String(job.prefix(100)).printable)', which is no number of "
                    + "a job; see squeue whether it took the study")
        }
        return job
    }
}

import Foundation

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
        let (output, errors) = (Pipe(), Pipe())
        process.executableURL = program
        process.arguments = ["--parsable", script]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = errors
        do { try process.run() } catch {
            throw CohortError(
                "\(program.path): cannot be started (\(error.localizedDescription))")
        }
        let text = output.fileHandleForReading.readDataToEndOfFile()
        let said = String(
            decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            let line = said.split(separator: "\n").last.map(String.init) ?? "no reason given"
            throw CohortError("Slurm refuses the study: \(line)")
        }
        return String(decoding: text, as: UTF8.self)
            .trimmingCharacters(in: .whitespacesAndNewlines)
    }
}

import ArgumentParser
import Foundation
import Journal
import Pipeline
import RunFolder

/// A command that leaves the folder of a run.
protocol RunCommand: ParsableCommand {
    var results: ResultOptions { get set }

    /// The options with which the run is repeated.
    var repeatedResults: ResultOptions { get }
}

extension RunCommand {
    var repeatedResults: ResultOptions { results.repeating }

    /// What the run is made of, but for its plan and the checksums of its files.
    ///
    /// - Parameter sources: files that the signal is read from, in place of the option `file`.
    func identity(sources: [FileIdentity] = []) -> RunIdentity {
        var again = self
        again.results = repeatedResults
        let command = ["quench", Self.configuration.commandName ?? ""] + ParsedOptions(again).words
        let files = ParsedOptions(self).files.filter { $0.option != "file" }
            .map { FileIdentity(role: $0.option, path: $0.path) }
        return RunIdentity(
            command: command.joined(separator: " "), programVersion: Quench.version,
            files: sources + files)
    }
}

extension RunContext {
    /// Larger files are read for their checksums when a paced run is over: it must not start late.
    private static let hashedAtStartBytesMax: Int64 = 32 << 20

    /// Finds the checksums that the journal's first line is to have.
    mutating func hashFilesAtStart() {
        hashFiles(bytesMax: pace == .unpaced ? .max : Self.hashedAtStartBytesMax)
    }

    mutating func hashFiles(bytesMax: Int64 = .max) {
        var progress = Progress(label: "checksums", total: 1, isSignal: false)
        identity.hashFiles(bytesMax: bytesMax) { progress.show($0, note: "") }
        progress.clear()
    }
}

import ArgumentParser
import Journal
import Pipeline
import RunFolder
import Runs

/// A command that leaves the folder of a run.
protocol RunCommand: ParsableCommand {
    var results: ResultOptions { get set }

    /// The options with which the run is repeated.
    var repeatedResults: ResultOptions { get }

    /// Whether a run at the pace of real time keeps the stamps of every hop unasked.
    var keepsStampsUnasked: Bool { get }
}

extension RunCommand {
    var repeatedResults: ResultOptions { results.repeating }
    var keepsStampsUnasked: Bool { true }

    /// What the run of the loop is asked for.
    func loopOptions(pace: Pace) -> LoopOptions {
        var options = LoopOptions(
            output: results.output, pace: pace, isStopped: { StopSignal.isSet },
            identify: identity)
        options.settings = results.settings?.path
        options.model = results.model?.path
        options.state = results.state?.path
        options.keepsState = results.keepState
        options.overwrites = results.overwrite
        options.clips = results.clips
        options.keepsStamps = results.stamps ?? keepsStampsUnasked
        return options
    }

    /// What the run is made of, but for its plan and the checksums of its files.
    ///
    /// - Parameter sources: files that the signal is read from, in place of the option `file`.
    private func identity(sources: [FileIdentity]) -> RunIdentity {
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

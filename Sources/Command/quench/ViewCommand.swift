import ArgumentParser
import Foundation
import LiveView
import RunFolder
import Runs

struct ViewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "view",
        abstract: "Show in a browser what a run has left.",
        discussion: """
            The traces come from the recording that the run read, where it is still the same; what \
            a capture recorded is given with --recording. Ends with Ctrl-C. See docs/live-view.md.
            """)

    @Argument(help: "The run's folder.")
    var folder: String

    @Option(
        help: ArgumentHelp(
            "Take the traces from this recording (default: the one that the run read).",
            valueName: "file"))
    var recording: String?

    @Option(
        help: ArgumentHelp("0 for any that is free.", valueName: "port"))
    var port = ViewOptions.portOfChoice

    @OptionGroup
    var access: ViewAccessOptions

    func validate() throws {
        guard (0...65_535).contains(port) else {
            throw ValidationError("--port must be a port, 0 to 65,535")
        }
    }

    func run() {
        Terminal.run {
            let run = try LeftRun(folder: folder, programVersion: Quench.version)
            let (traces, remark) = try traces(of: run)
            let view = LeftView(
                run, seizures: traces?.seizures ?? [], traces: traces?.read, remark: remark)
            StopSignal.install()
            let server = try access.opened(port: port, left: view)
            Terminal.printError("\(Terminal.oneLine(remark)); Ctrl-C ends\n")
            while !StopSignal.isSet { usleep(50_000) }
            server.close()
        }
    }

    /// What was named must be what the run read; what was not may be gone.
    private func traces(of run: LeftRun) throws -> (SourceTraces?, remark: String) {
        if let recording {
            return (
                try SourceTraces(run, path: recording, Terminal.teller()), "traces: \(recording)"
            )
        }
        guard let path = SourceTraces.path(of: run) else {
            return (
                nil,
                "no traces: the run read no recording; what it recorded can be given with "
                    + "--recording"
            )
        }
        do {
            return (try SourceTraces(run, path: path, Terminal.teller()), "traces: \(path)")
        } catch {
            return (nil, "no traces: \(error)")
        }
    }
}

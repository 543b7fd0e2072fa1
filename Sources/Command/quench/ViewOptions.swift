import ArgumentParser
import LiveView
import Pipeline
import RunFolder
import Runs
import VirtualPatient

/// How browsers look on. The token is a secret, so that these options stand in no file of a run.
struct ViewOptions: ParsableArguments, Unrepeated {
    static let portOfChoice = 8_420

    @Option(
        defaultAsFlag: portOfChoice, parsing: .next,
        help: ArgumentHelp(
            "Show the run to browsers on this machine, at http://127.0.0.1:PORT/ (8420 if none is "
                + "given, 0 for any that is free); see docs/live-view.md.", valueName: "port"))
    var view: Int?

    @OptionGroup
    var access: ViewAccessOptions

    @Option(
        help: ArgumentHelp(
            "Keep at most so many megabytes of samples for who looks on (default: 512): the last ten "
                + "minutes, or less.", valueName: "MB"))
    var viewMegabytes: Int?

    @Flag(
        help: ArgumentHelp(
            "Let who looks on suspend stimulation and change the detector's thresholds while the run "
                + "goes on."))
    var control = false

    func validate() throws {
        let isPlain = access.viewAddress == nil && access.viewToken == nil && viewMegabytes == nil
        guard view != nil || (isPlain && !control) else {
            throw ValidationError(
                "--view-address, --view-token, --view-megabytes and --control need --view")
        }
        guard (1...1_000_000).contains(viewMegabytes ?? 1) else {
            throw ValidationError("--view-megabytes must be 1 to 1,000,000")
        }
        guard (0...65_535).contains(view ?? 0) else {
            throw ValidationError("--view must be a port, 0 to 65,535")
        }
    }

    /// Opens the port and says where it is; nil where nobody is to look on.
    func opened() throws -> LiveView? {
        guard let view else { return nil }
        return try access.opened(port: view)
    }

    /// A run on the person's terminal, and in browsers where that is asked for.
    ///
    /// - Parameter folder: of the run, where the view has a file while it goes on.
    func runView(label: String, in folder: String) throws -> RunView {
        guard let live = try opened() else { return .terminal(label: label) }
        let tell = Terminal.teller()
        return RunView.terminal(label: label, place: live.place).watched(
            open: { live.begin(ViewSubject($0)) },
            onTap: { live.keep($0, in: folder, megabytes: viewMegabytes) },
            show: { report, recorder, treated, twin in
                var hop = ViewedHop(report)
                hop.events = recorder.latestEvents
                hop.capture = recorder.status
                hop.treated = treated.map(LiveMonitor.PatientState.init)
                hop.twin = twin.map(LiveMonitor.PatientState.init)
                live.show(hop)
                if let problem = live.takeProblem() { tell(.warning(problem)) }
            },
            close: { live.close() }, markers: { live.markers($0) },
            controls: control)
    }
}

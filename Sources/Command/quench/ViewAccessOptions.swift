import ArgumentParser
import LiveView

/// Who may look on besides this machine, of a run that goes on or is over.
struct ViewAccessOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Show it at this address of the machine instead, which needs --view-token.",
            valueName: "IP address"))
    var viewAddress: String?

    @Option(
        help: ArgumentHelp(
            "What who looks on must know: 16 to 200 letters, digits, - or _.", valueName: "secret"))
    var viewToken: String?

    /// Opens a port and says where it is.
    ///
    /// - Parameter left: a run that is over, to be shown there.
    func opened(port: Int, left: LeftView? = nil) throws -> LiveView {
        var options = LiveView.Options(port: port)
        if let viewAddress { options.address = viewAddress }
        options.token = viewToken
        let live = try LiveView(options, left: left)
        let how = viewToken == nil ? "" : "?token=... with the token"
        Terminal.printError("live view: \(live.place)\(how)\n")
        return live
    }
}

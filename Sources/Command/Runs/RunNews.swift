import Pipeline
import RunFolder
import VirtualPatient

/// What is told while something runs, for whoever shows it.
package enum RunNews {
    /// What is done next.
    case step(String)
    case note(String)
    case warning(String)
    /// Which recording, and why.
    case notScored(String)
    /// Something long begins, of `total` seconds of signal or pieces of something else.
    case begins(String, total: Double, isSignal: Bool = true)
    /// So much of it is done.
    case reached(Double, note: String = "")
    case ends
}

/// A run of the loop as it is shown while it goes on.
package struct RunView {
    package typealias Show = (
        borrowing HopReport, borrowing RunRecorder, _ treated: VirtualPatient?,
        _ twin: VirtualPatient?
    ) -> Void

    let tell: (RunNews) -> Void
    let open: (RunContext) -> Void
    let show: Show
    let close: () -> Void
    /// What was remarked on the run since the last time, asked after each hop; nil where nobody can.
    var markers: ((borrowing HopReport) -> MarkersArrived)?
    /// Whether whoever looks on may change the run.
    var controls = false
    /// Gets copies of the frames that the loop takes, before the first; nil where nobody wants them.
    var onTap: (@Sendable (FrameTap) -> Void)?

    /// - Parameters:
    ///   - open: called once, before the first hop.
    ///   - show: called after each hop, with the patient and its untreated twin where they are known.
    ///   - close: called when the last hop was shown, or the run failed.
    package init(
        tell: @escaping (RunNews) -> Void, open: @escaping (RunContext) -> Void,
        show: @escaping Show, close: @escaping () -> Void
    ) {
        self.tell = tell
        self.open = open
        self.show = show
        self.close = close
    }
}

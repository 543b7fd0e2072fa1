import Pipeline
import RunFolder
import VirtualPatient

extension RunView {
    /// The same view, with somebody who looks on besides.
    ///
    /// - Parameters:
    ///   - onTap: gets copies of the frames that the loop takes, after `open`.
    ///   - markers: what they remarked since the last time.
    ///   - controls: whether they may change the run.
    package func watched(
        open: @escaping (RunContext) -> Void, onTap: @escaping @Sendable (FrameTap) -> Void,
        show: @escaping Show, close: @escaping () -> Void,
        markers: @escaping (borrowing HopReport) -> MarkersArrived, controls: Bool = false
    ) -> RunView {
        let own = self
        var view = RunView(
            tell: own.tell,
            open: { context in
                own.open(context)
                open(context)
            },
            show: { report, recorder, treated, twin in
                own.show(report, recorder, treated, twin)
                show(report, recorder, treated, twin)
            },
            close: {
                own.close()
                close()
            })
        view.onTap = onTap
        view.markers = markers
        view.controls = controls
        return view
    }
}

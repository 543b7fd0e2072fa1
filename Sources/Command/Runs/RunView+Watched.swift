import Pipeline
import RunFolder
import VirtualPatient

extension RunView {
    /// The same view, with somebody who looks on besides.
    ///
    /// - Parameter onTap: gets copies of the frames that the loop takes, after `open`.
    package func watched(
        open: @escaping (RunContext) -> Void, onTap: @escaping @Sendable (FrameTap) -> Void,
        show: @escaping Show, close: @escaping () -> Void
    ) -> RunView {
        let own = self
        var both = RunView(
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
        both.onTap = onTap
        return both
    }
}

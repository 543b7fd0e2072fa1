import Pipeline
import RunFolder
import VirtualPatient

extension RunView {
    /// The same view, with somebody who looks on besides.
    package func watched(
        open: @escaping (RunContext) -> Void, show: @escaping Show, close: @escaping () -> Void
    ) -> RunView {
        let own = self
        return RunView(
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
    }
}

import Pipeline
import RunFolder

extension RunContext {
    /// Lets those who look on mark the run, and change it, as far as the view has them do so.
    mutating func admit(_ view: RunView) {
        takesMarkers = view.markers != nil
        if view.controls { control = RunControl(settings, planned) }
    }
}

extension RunRecorder {
    /// Takes a hop, with what those who look on changed and remarked.
    mutating func take(_ report: borrowing HopReport, _ view: RunView) {
        take(report)
        noteChange(at: report)
        if let markers = view.markers { note(markers(report), at: report) }
    }
}

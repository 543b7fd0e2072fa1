import Pipeline
import RunFolder
import SignalSources
import VirtualPatient

/// Keeps the untreated twin beside a run on a virtual patient, and both to be shown while it goes on.
struct PatientWatch {
    /// The patient's seizures as they happen, for whoever looks on: the loop's own patient is busy.
    private var treated: PatientFollower?
    /// Nil where the run itself is untreated.
    private var twin: PatientFollower?
    private var reportedFrame: Int64 = 0
    /// Why the twin could not go on.
    private(set) var twinProblem: PatientError?

    init(_ patient: VirtualPatient, isOpenLoop: Bool, isLookedAt: Bool) {
        treated = isLookedAt ? PatientFollower(patient) : nil
        twin = isOpenLoop ? nil : PatientFollower(patient)
    }

    mutating func show(
        _ report: borrowing HopReport, _ recorder: borrowing RunRecorder, _ view: RunView
    ) {
        // A hop behind: by then every pulse that began before has been reported. Where the patient
        // diverges the run itself stops and says so.
        try? treated?.follow(toFrame: reportedFrame, pulses: report.pulses)
        followTwin(toFrame: reportedFrame)
        reportedFrame = report.record.decision.endFrame
        view.show(report, recorder, treated?.patient, twin?.patient)
    }

    /// The twin at the run's end; nil where it diverged.
    mutating func finishedTwin(atFrame frame: Int64) -> VirtualPatient? {
        followTwin(toFrame: frame)
        return twinProblem == nil ? twin?.patient : nil
    }

    private mutating func followTwin(toFrame frame: Int64) {
        guard twinProblem == nil else { return }
        do throws(PatientError) {
            try twin?.follow(toFrame: frame)
        } catch {
            twinProblem = error
        }
    }
}

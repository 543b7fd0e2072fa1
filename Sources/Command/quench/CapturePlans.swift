import Alsa
import Planning
import Recordings
import SignalSources

/// From what is asked of a capture device to plans of the front end and the loop.
struct CapturePlans {
    let settings: Settings
    let capture: CaptureSettings
    let frontEnd: FrontEndPlan
    let planned: PlannedLoop

    init(_ capture: CaptureSettings, _ settings: Settings, model: DetectorModel? = nil) throws {
        var capture = capture
        guard let rate = capture.rate else {
            throw SettingsError(field: "--rate", problem: "must be above 0")
        }
        self.settings = settings
        frontEnd = try FrontEndPlan(settings.frontEnd, for: capture.channels(rate: rate))
        planned = try Planner.plan(settings, for: frontEnd.signal, model: model)
        capture.request.frameMultiple =
            Int(planned.plan.detection.hopFrames) * capture.framesAveraged
        self.capture = capture
    }

    /// The hop's last frame waits for its period's end: both and the start delay must leave the loop
    /// some time in the 100 ms from a hop's first sample to a first pulse edge.
    func checkBudget(_ grant: StreamGrant) throws {
        let hop = planned.hopSeconds
        let delay = settings.stimulation.startDelayMilliseconds / 1_000
        let left = 0.1 - hop - delay - grant.periodSeconds
        guard left < 0.005 else { return }
        throw SettingsError(
            field: "--period",
            problem: "the device wakes up every \(Int(grant.periodSeconds * 1_000)) ms, which with "
                + "a hop of \(Int(hop * 1_000)) ms leaves nothing of 100 ms; ask for a shorter one")
    }
}

import Journal
import SignalSources

extension RunSummary.Capture {
    /// What came of the device, for `summary.json`.
    init(_ report: CaptureReport, _ settings: CaptureSettings, outputDevice: String?) {
        self.init(
            device: settings.request.device, format: report.grant.format.rawValue,
            deviceRateHertz: report.grant.rateHertz, framesAveraged: settings.framesAveraged,
            periodFrames: report.grant.periodFrames, bufferFrames: report.grant.bufferFrames)
        hasDeviceTime = report.isDeviceTime
        driftPartsPerMillion = report.driftPartsPerMillion
        gaps = report.gapCount
        framesLost = Int(report.deviceFramesLost)
        overruns = report.overruns
        reconnects = report.reconnects
        unannouncedLosses = report.unannouncedLosses
        holds = report.holds
        clippedSamples = Int(report.clippedSamples)
        framesNotRecorded = Int(report.framesNotRecorded)
        lostFrames = report.gaps.map {
            Gap(
                cause: $0.cause.rawValue, frame: Int($0.firstFrame), frames: Int($0.frames),
                framesLost: Int($0.deviceFramesLost))
        }
        guard let outputDevice, let played = report.output else { return }
        output = Output(
            device: outputDevice, latencySeconds: played.latencySeconds,
            pulsesPlayed: played.pulsesPlayed, pulsesLate: played.pulsesLate,
            underruns: played.underruns)
    }
}

import Acquisition
import Journal
import SignalSources

extension RunSummary.Capture {
    /// What came of the device, for `summary.json`.
    package init(
        _ report: CaptureReport, _ settings: CaptureSettings, outputDevice: String?,
        recorded: RecordingThread.Outcome?
    ) {
        self.init(
            device: settings.request.device, format: report.grant.format.rawValue,
            deviceRateHertz: report.grant.rateHertz, framesAveraged: settings.framesAveraged,
            periodFrames: report.grant.periodFrames, bufferFrames: report.grant.bufferFrames)
        hasDeviceTime = report.isDeviceTime
        driftPartsPerMillion = report.driftPartsPerMillion
        gaps = report.gapCount
        framesLost = Int(report.deviceFramesLost)
        framesSetAside = Int(report.deviceFramesSetAside)
        if settings.conversion.isFiltered {
            decimation = Decimation(
                up: Int(settings.conversion.up), down: Int(settings.conversion.down),
                windowFrames: settings.conversion.windowFrames,
                groupDelayFrames: Int(settings.conversion.delayFrames),
                groupDelaySeconds: settings.groupDelaySeconds,
                leadFrames: Int(settings.conversion.leadFrames))
        }
        overruns = report.overruns
        reconnects = report.reconnects
        unannouncedLosses = report.unannouncedLosses
        holds = report.holds
        clippedSamples = Int(report.clippedSamples)
        if report.grant.format.isFloat {
            samplesBeyondFullScale = Int(report.floats.samplesBeyond)
        }
        measuredRateHertz = report.measuredHertz
        framesGiven = Int(report.ledger.given)
        framesRead = Int(report.ledger.read)
        framesMissing = Int(report.ledger.lost)
        framesNotRecorded = Int(
            recorded.map { report.ledger.read - $0.framesRecorded - $0.framesPassedOver } ?? 0)
        filesRecorded = recorded?.filesComplete
        recordingProblem = recorded?.problem?.description
        if recorded?.isUnfinished == true {
            recordingProblem = "the recording's disk does not answer"
        }
        lostFrames = report.gaps.map {
            Gap(
                cause: $0.cause.rawValue, frame: Int($0.firstFrame), frames: Int($0.frames),
                framesLost: Int($0.deviceFramesLost))
        }
        guard let outputDevice, let played = report.output else { return }
        var output = Output(
            device: outputDevice, latencySeconds: played.latencySeconds,
            pulsesPlayed: played.pulsesPlayed, pulsesLate: played.pulsesLate,
            pulsesResumed: played.pulsesResumed, underruns: played.underruns,
            netPicocoulombs: played.netPicocoulombs,
            picocoulombsPerStep: played.scale.picocoulombsPerCount, isCertain: played.isCertain)
        output.pulsesWhileAway = played.pulsesWhileAway
        output.pulsesInDoubt = played.pulsesInDoubt
        output.outages = played.outages
        self.output = output
    }
}

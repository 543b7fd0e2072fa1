import Journal
import Report

extension RunResult {
    /// What the device lost, in a sentence each; nothing where nothing was lost.
    func captureVerdicts(_ capture: RunSummary.Capture) -> [Verdict] {
        var verdicts: [Verdict] = []
        if let measured = capture.measuredRateHertz {
            let off = (measured / Double(max(1, capture.deviceRateHertz)) - 1) * 1e6
            verdicts.append(
                Verdict(
                    "The device's rate is \(decimal((measured * 10).rounded() / 10)) Hz measured, "
                        + "\(capture.deviceRateHertz) Hz nominal: \(decimal(off.rounded())) ppm off.",
                    tone: .warning))
        }
        let isBalanced =
            capture.framesGiven == capture.framesRead + capture.framesMissing
            && (outcome.framesDropped > 0 || Int64(capture.framesMissing) == framesMissing)
            && Int64(capture.framesRead) == outcome.framesRead
        if !isBalanced {
            verdicts.append(
                Verdict(
                    "The frames do not add up: \(capture.framesGiven) given, "
                        + "\(capture.framesRead) read, \(capture.framesMissing) missing, "
                        + "\(framesMissing) by the journal.", tone: .bad))
        }
        if capture.gaps > 0 {
            verdicts.append(
                Verdict(
                    "\(counted(capture.framesLost, "frame", "frames")) of the device lost in "
                        + "\(counted(capture.gaps, "gap", "gaps")): "
                        + "\(counted(capture.overruns, "overrun", "overruns")), "
                        + "\(counted(capture.reconnects, "reconnection", "reconnections")), "
                        + "\(counted(capture.unannouncedLosses, "unannounced loss", "unannounced losses")).",
                    tone: .bad))
        }
        if capture.framesNotRecorded > 0 {
            verdicts.append(
                Verdict(
                    "\(counted(capture.framesNotRecorded, "frame", "frames")) did not reach the "
                        + "recording: \(capture.recordingProblem ?? "its disk was too slow").",
                    tone: .bad))
        } else if let problem = capture.recordingProblem {
            verdicts.append(
                Verdict("A file of the recording is not whole: \(problem).", tone: .bad))
        }
        verdicts += (capture.triggers ?? []).map(triggerVerdict)
        if let sync = capture.sync { verdicts.append(syncVerdict(sync)) }
        if let output = capture.output { verdicts += outputVerdicts(output) }
        return verdicts
    }

    /// The device in a line.
    func deviceText(_ capture: RunSummary.Capture) -> String {
        let drift = capture.driftPartsPerMillion.map {
            "drift \(decimal(($0 * 10).rounded() / 10)) ppm"
        }
        let period = Double(capture.periodFrames) / Double(max(1, capture.deviceRateHertz)) * 1_000
        return
            ([
                capture.device, "\(capture.format), period \(decimal(period)) ms",
                capture.decimation.map {
                    "decimated \($0.up):\($0.down), group delay "
                        + "\(decimal(($0.groupDelaySeconds * 1e6).rounded() / 1_000)) ms"
                },
                drift ?? "too short for the drift",
                capture.clippedSamples > 0
                    ? counted(capture.clippedSamples, "sample") + " clipped" : nil,
                capture.samplesBeyondFullScale.flatMap {
                    $0 > 0 ? counted($0, "sample") + " beyond full scale, held at it" : nil
                },
            ] as [String?]).compactMap { $0 }.joined(separator: ", ")
    }
}

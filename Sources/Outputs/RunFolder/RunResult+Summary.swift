import Evaluation
import Journal

extension RunResult {
    /// The content of `summary.json`.
    package var summary: RunSummary {
        var summary = RunSummary(
            programVersion: context.identity.program.version,
            recording: RunSummary.Recording(
                path: context.sourceName, format: context.sourceFormat,
                durationSeconds: context.durationSeconds, channels: context.channelNames.count,
                samplingRateHertz: context.planned.signal.rateHertz),
            settings: settings, decisionHash: outcome.decisionHash.hexadecimal,
            decisions: decisions, hopFrames: Int(context.planned.plan.detection.hopFrames),
            hopSeconds: context.hopSeconds)
        summary.identity = context.identity
        summary.notes = context.remarks + context.planned.provisions
        summary.episodes = episodes
        summary.stimulation = stimulationTotals
        summary.earlierDoses = context.earlierDoses
        summary.signalQuality = zip(context.channelNames, quality.channels).map { name, channel in
            RunSummary.ChannelQuality(
                name: name, badSeconds: channel.badSeconds, faults: channel.faultsSeen)
        }
        summary.counts = counts
        summary.clips = clips
        summary.recording.fromSeconds = context.fromSeconds
        summary.recording.toSeconds = endSeconds
        summary.pace = context.pace.text
        summary.endReason = endReason
        summary.reference = reference
        summary.virtualPatient = virtualPatient
        summary.capture = capture
        summary.realTime = realTime
        return summary
    }

    private var settings: JSONValue {
        do {
            return try JSONValue(encoding: context.settings)
        } catch {
            preconditionFailure("settings can always be written")
        }
    }

    private var stimulationTotals: RunSummary.StimulationTotals {
        let ledger = outcome.ledger
        var totals = RunSummary.StimulationTotals()
        totals.therapies = Int(ledger.therapies)
        totals.bursts = Int(ledger.bursts)
        totals.pulses = Int(ledger.pulsesIssued)
        totals.chargeMicrocoulombs = Double(ledger.firstPhasePicocoulombs) / 1e6
        if ledger.pulsesIssued > 0 {
            totals.chargeDensityMaximumMicrocoulombsPerSquareCentimetre =
                Double(ledger.densityNanocoulombsPerSquareCentimetreMax) / 1_000
            totals.imbalanceMaximumPicocoulombs = Double(ledger.imbalancePicocoulombsMax)
        }
        totals.refusals = bursts.refusals.count
        totals.refusalsByReason = bursts.refusalsByReason
        return totals
    }

    private var counts: RunSummary.Counts {
        var counts = RunSummary.Counts()
        counts.framesRead = Int(outcome.framesRead)
        counts.framesDropped = Int(outcome.framesDropped)
        counts.gaps = gaps
        counts.framesMissingInGaps = Int(framesMissing)
        counts.hopsNotEvaluated = hopsNotMeasured
        counts.saturatedSamples = Int(outcome.source.frontEnd.saturatedSamples)
        counts.overruns = overruns
        counts.missedDeadlines = outcome.budgetNanoseconds.map { _ in missedDeadlines }
        counts.safeStates = safeStates
        counts.telemetryLost = Int(outcome.telemetryLost)
        counts.journalEventsLost = journalEventsLost
        return counts
    }

    private var reference: RunSummary.Reference? {
        guard let reference = context.reference, let scores else { return nil }
        var comparison = RunSummary.Reference(
            source: reference.source, seizures: seizures(of: reference).count,
            seizuresDetected: scores.delays.foundCount, sensitivity: scores.sensitivity,
            falseAlarmsPerHour: scores.falseAlarmsPerHour,
            falseAlarmsPer24Hours: scores.falseAlarmsPer24Hours, precision: scores.precision,
            f1: scores.f1, detectionDelaySeconds: scores.delays.median,
            detectionDelayWorstSeconds: scores.delays.worst,
            detectionDelaysSeconds: scores.delays.seconds)
        comparison.seizuresAlreadyOn = scores.delays.alreadyOnCount
        comparison.onsetOnly = onsetOnly
        return comparison
    }

    /// Nil where every seizure has a marked end.
    var onsetOnly: RunSummary.Reference.OnsetOnly? {
        guard let reference = context.reference, let scores else { return nil }
        let count = uncounted(of: reference).count
        return count > 0
            ? .init(seizures: count, uncountedSeconds: scores.uncountedSeconds) : nil
    }
}

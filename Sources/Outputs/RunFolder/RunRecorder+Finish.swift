import Evaluation
import Journal
import Pipeline

/// What becomes of it at the run's end.
extension RunRecorder {
    /// Ends the journal and writes the other files; what could not be written the result tells.
    ///
    /// - Parameters:
    ///   - patient: what the model's own state says, where the signal was a virtual patient: its
    ///     seizures are then the reference.
    ///   - capture: what came of the device, where the signal was captured: how long that would be
    ///     was not known before.
    package consuming func finish(
        _ outcome: Pipeline.Outcome, patient: RunSummary.VirtualPatient? = nil,
        capture: RunSummary.Capture? = nil
    ) -> RunResult {
        if let patient { context.reference = RunContext.Reference(patient, in: context) }
        let isWhole = outcome.sourceProblem == nil && !outcome.wasStopped
        // An edge may have ended a capture early.
        let whole = capture.map {
            min(context.toSeconds, Double($0.framesGiven) / context.planned.signal.rateHertz)
        }
        let end =
            isWhole
            ? whole ?? context.toSeconds
            : min(context.toSeconds, endFrame.map(context.seconds) ?? context.fromSeconds)
        if capture != nil {
            context.durationSeconds = end
            context.toSeconds = end
        }
        quality.finish(atSeconds: end)
        states.finish(atSeconds: end)
        pictures.finish()
        pictures.finishSeizure()
        let reason =
            outcome.sourceProblem
            ?? (outcome.wasStopped
                ? "stopped by the user"
                : capture?.endedBy.map { "ended by \($0)" } ?? "source ended")
        let endFrame = Int64((end * context.planned.signal.rateHertz).rounded())
        if let output = capture?.output {
            log(
                .outputClosed(
                    frame: endFrame, timeSeconds: end, pulses: output.pulsesPlayed,
                    netPicocoulombs: output.netPicocoulombs, isCertain: output.isCertain))
        }
        log(
            .runEnded(
                frame: endFrame, timeSeconds: end,
                decisions: decisions, decisionHash: outcome.decisionHash.hexadecimal,
                reason: reason))
        for job in timing?.finish() ?? [] { writer.put(job) }
        let written = writer.close()
        timing?.stampsLost = written.stampsLost
        timing?.latencyRowsLost = written.latencyRowsLost
        var result = RunResult(
            context: context, virtualPatient: patient, capture: capture, outcome: outcome,
            endSeconds: end,
            endReason: reason, episodes: episodes.episodes,
            bursts: bursts,
            quality: quality, pictures: pictures.pictures, missed: pictures.missed,
            states: states.spans, score: score,
            needed: needed, decisions: decisions, hopsNotMeasured: hopsNotMeasured, gaps: gaps,
            framesMissing: framesMissing, missing: missing, overruns: overruns,
            missedDeadlines: missedDeadlines,
            safeStates: safeStates, timing: timing,
            journalEventsLost: written.eventsLost, clips: clips,
            markers: context.takesMarkers ? markerCounts : nil,
            changes: context.control.map { _ in changes }, folderProblem: written.problem)
        if let problem = written.fileProblem { result.note(fileProblem: problem) }
        do throws(JournalError) { try result.write(to: folder) } catch {
            result.folderProblem = written.problem ?? "\(error)"
        }
        // A thread that still writes keeps the folder for itself.
        if !written.isStuck { folder.release() }
        return result
    }
}

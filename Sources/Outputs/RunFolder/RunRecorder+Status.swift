import ClosedLoop
import Foundation
import Journal
import Pipeline

/// How the run is doing, while it goes on.
extension RunRecorder {
    /// Brings a status up to date with the hop taken last.
    package func bring(_ status: inout RunStatus, to report: borrowing HopReport) {
        let record = report.record
        status.state = "\(record.decision.state.name)"
        status.stateReason =
            record.decision.state == .safe ? "\(record.decision.safeStateReason.name)" : nil
        status.isSuspended = context.control?.isSuspended
        status.frame = record.decision.endFrame
        status.timeSeconds = context.seconds(ofFrame: record.decision.endFrame)
        if !record.isHeld, !record.isLast { status.decided = Date().timeIntervalSince1970 }
        status.decisions = decisions
        status.missedDeadlines = missedDeadlines
        status.episodes = episodeCount
        status.therapies = Int(record.therapies)
        status.framesMissing = framesMissing
        status.gaps = gaps
        status.overruns = overruns
        status.clips = clips
        status.output?.isAway = isOutputLost
        status.output?.outages = outputLosses
    }

    /// Compute latency so far; nil before the first decision of a paced run.
    package var latencySoFar: RunStatus.Latency? {
        guard let compute = timing?.compute, compute.count > 0 else { return nil }
        return RunStatus.Latency(
            p50: compute.nanoseconds(atPercentile: 50) / 1_000,
            p99: compute.nanoseconds(atPercentile: 99) / 1_000,
            most: compute.largestNanoseconds / 1_000)
    }
}

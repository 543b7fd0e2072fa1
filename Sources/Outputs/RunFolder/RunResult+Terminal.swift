import Journal
import Pipeline
import Realtime
import Report

extension RunResult {
    /// The result on one screen.
    package func screen(folder: String) -> TerminalSummary {
        var screen = TerminalSummary(
            title: "Quench  \(context.sourceName)", recordingLine: recordingLine,
            verdicts: verdicts)
        screen.episodes = episodes.map { episode in
            var episode = episode
            episode.delaySeconds = delay(of: episode)
            return episode
        }
        screen.twinRows = twinRows
        screen.facts = [
            ("decisions", "\(decisions), one every \(decimal(context.hopSeconds * 1_000)) ms"),
            ("hash", outcome.decisionHash.hexadecimal),
        ]
        if let kept = context.kept { screen.facts.append(("state", kept.remark)) }
        if let realTime { screen.facts.append(("real time", text(of: realTime))) }
        if let capture { screen.facts.append(("device", deviceText(capture))) }
        let bad = zip(context.channelNames, quality.channels).filter { !$0.1.faultsSeen.isEmpty }
        if !bad.isEmpty {
            screen.facts.append(
                (
                    "signal",
                    bad.prefix(4).map { "\($0.0) \($0.1.faultsSeen.joined(separator: "/"))" }
                        .joined(separator: ", ")
                        + (bad.count > 4 ? ", ... (\(bad.count) channels with faults)" : "")
                ))
        }
        screen.folder = folder
        screen.files =
            RunFolder.fileNames + (context.pace == .speed(Ratio(1)) ? [RunFolder.stampsName] : [])
        return screen
    }

    private func text(of realTime: RunSummary.RealTime) -> String {
        let latency = realTime.computeLatencyMicroseconds
        let refused = realTime.grants.filter { !$0.isGranted }
        let granted =
            refused.isEmpty
            ? "all granted"
            : "\(refused.count) of \(realTime.grants.count) requests refused (quench doctor)"
        return "p50 \(Int(latency.p50)) µs, p99 \(Int(latency.p99)) µs, max "
            + "\(Int(latency.max)) µs; \(granted)"
    }
}

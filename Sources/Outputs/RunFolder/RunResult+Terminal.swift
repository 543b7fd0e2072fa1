import Foundation
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
        screen.latencyRows = latencyRows
        screen.twinRows = twinRows
        screen.facts = [
            ("decisions", "\(decisions), one every \(decimal(context.hopSeconds * 1_000)) ms"),
            ("hash", outcome.decisionHash.hexadecimal),
        ]
        if let kept = context.kept { screen.facts.append(("state", kept.remark)) }
        screen.facts.append(("frames", framesText))
        if let realTime { screen.facts.append(("system", text(of: realTime.grants))) }
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
        let latencies =
            context.isInRealTime
            ? [RunFolder.latencyName] + (context.keepsStamps ? [RunFolder.stampsName] : []) : []
        let names =
            RunFolder.fileNames + latencies
            + (context.hasTriggers ? [RunFolder.triggersName] : [])
        // What could not be written is not there.
        screen.files =
            folderProblem == nil && fileProblem == nil
            ? names
            : names.filter { FileManager.default.fileExists(atPath: "\(folder)/\($0)") }
        return screen
    }

    private func text(of grants: [RunSummary.Grant]) -> String {
        let refused = grants.filter { !$0.isGranted }
        return refused.isEmpty
            ? "all that was asked for was granted"
            : "\(refused.count) of \(grants.count) requests refused (quench doctor)"
    }
}

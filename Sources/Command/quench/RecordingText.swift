import Foundation
import Journal
import Recordings
import Report
import Runs

/// A recording as a person or a machine reads it.
struct RecordingText {
    let recording: Recording
    let survey: SignalSurvey?
    let path: String

    private var fileName: String { URL(fileURLWithPath: path).lastPathComponent }

    func screen(_ style: TerminalStyle) -> String {
        var text =
            "\(Terminal.oneLine(fileName)): \(recording.format.title), \(counted(recording.channels.count, "channel")), "
        text += String(format: "%.3f s", recording.durationSeconds)
        if let start = recording.startDate { text += ", started \(start)" }
        text += "\n"
        for (before, after) in zip(recording.segments, recording.segments.dropFirst()) {
            text += String(
                format: "gap: %.3f s to %.3f s (%.3f s)\n", before.endSeconds, after.startSeconds,
                after.startSeconds - before.endSeconds)
        }
        text += channelTable.text(style)
        text += annotationLines
        text += referenceLines
        let sides = recording.sidePaths.map { URL(fileURLWithPath: $0).lastPathComponent }
        if !sides.isEmpty {
            text += "side files: \(sides.map { Terminal.oneLine($0) }.joined(separator: ", "))\n"
        }
        for warning in recording.warnings { text += "warning: \(Terminal.oneLine(warning))\n" }
        for note in survey?.notes ?? [] { text += "note: \(Terminal.oneLine(note))\n" }
        return text
    }

    private var channelTable: TextTable {
        var table = TextTable(columns: [
            .init("channel"), .init("unit"), .init("rate", .right), .init("type"),
            .init("status"), .init("range in µV", .right), .init("bad s", .right), .init("faults"),
        ])
        for channel in recording.channels {
            let found = survey?.channels[channel.index]
            let range = found.map { $0.lowestMicrovolts <= $0.highestMicrovolts ? $0 : nil } ?? nil
            table.rows.append([
                channel.name, channel.unit, "\(channel.rate)", channel.type ?? "-",
                channel.status == .unknown ? "-" : channel.status.rawValue,
                range.map {
                    String(format: "%.0f to %.0f", $0.lowestMicrovolts, $0.highestMicrovolts)
                } ?? "-",
                found.map { String(format: "%.1f", $0.badSeconds) } ?? "-",
                found.map { $0.faults.isEmpty ? "none" : $0.faults.joined(separator: ", ") } ?? "-",
            ])
        }
        return table
    }

    private var annotationLines: String {
        let shown = recording.annotations.prefix(20)
        var text = shown.isEmpty ? "" : "annotations (\(recording.annotations.count)):\n"
        for annotation in shown {
            text += String(format: "%12.3f s  ", annotation.onsetSeconds)
            text += Terminal.oneLine(annotation.text)
            if let duration = annotation.durationSeconds {
                text += String(format: " (%.3f s)", duration)
            }
            text += "\n"
        }
        if recording.annotations.count > shown.count {
            text += "  ... \(recording.annotations.count - shown.count) more; all with --json\n"
        }
        return text
    }

    private var referenceLines: String {
        guard let reference = recording.referenceEvents else { return "no seizure is annotated\n" }
        var text = ""
        for seizure in reference.seizures {
            text += String(format: "seizure at %.3f s", seizure.onsetSeconds)
            text +=
                seizure.durationSeconds.map { String(format: ", %.3f s\n", $0) }
                ?? ", end not marked\n"
        }
        for seizure in reference.outside {
            text += String(
                format: "seizure at %.3f s lies outside the recording and is not used\n",
                seizure.onsetSeconds)
        }
        return text.isEmpty ? "events are listed, none is a seizure\n" : text
    }

    func json() throws -> String {
        JSONValue.object([
            .init("name", .text(fileName)),
            .init("format", .text(recording.format.title)),
            .init("durationSeconds", .number(recording.durationSeconds)),
            .init("startDate", recording.startDate.map(JSONValue.text) ?? .null),
            .init("channels", .list(recording.channels.map(channelValue))),
            .init(
                "segments",
                .list(
                    recording.segments.map {
                        .object([
                            .init("startSeconds", .number($0.startSeconds)),
                            .init("durationSeconds", .number($0.durationSeconds)),
                        ])
                    })),
            .init(
                "annotations",
                .list(
                    recording.annotations.map {
                        .object([
                            .init("onsetSeconds", .number($0.onsetSeconds)),
                            .init(
                                "durationSeconds", $0.durationSeconds.map(JSONValue.number) ?? .null
                            ),
                            .init("text", .text($0.text)),
                        ])
                    })),
            .init(
                "seizures",
                .list(
                    (recording.referenceEvents?.seizures ?? []).map {
                        .object([
                            .init("onsetSeconds", .number($0.onsetSeconds)),
                            .init(
                                "durationSeconds", $0.durationSeconds.map(JSONValue.number) ?? .null
                            ),
                            .init("label", .text($0.label)),
                        ])
                    })),
            .init("sideFiles", .list(recording.sidePaths.map(JSONValue.text))),
            .init("warnings", .list(recording.warnings.map(JSONValue.text))),
            .init("notes", .list((survey?.notes ?? []).map(JSONValue.text))),
        ]).pretty + "\n"
    }

    private func channelValue(_ channel: RecordingChannel) -> JSONValue {
        let found = survey?.channels[channel.index]
        return .object([
            .init("name", .text(channel.name)),
            .init("unit", .text(channel.unit)),
            .init("samplingRateHertz", .number(channel.samplesPerSecond)),
            .init("type", channel.type.map(JSONValue.text) ?? .null),
            .init("status", .text(channel.status.rawValue)),
            .init("lowestMicrovolts", found.map { .number($0.lowestMicrovolts) } ?? .null),
            .init("highestMicrovolts", found.map { .number($0.highestMicrovolts) } ?? .null),
            .init("badSeconds", found.map { .number($0.badSeconds) } ?? .null),
            .init("faults", found.map { .list($0.faults.map(JSONValue.text)) } ?? .null),
        ])
    }
}

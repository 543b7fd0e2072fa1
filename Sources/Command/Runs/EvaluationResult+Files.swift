import Foundation
import Journal
import Training

extension EvaluationResult {
    private static let fileName = "evaluation.json"

    /// As BIDS names the events of a recording: its name with another suffix.
    static func eventsName(of recording: String) -> String {
        let stem = recording.split(separator: ".").first.map(String.init) ?? "recording"
        let suffix = ["_ieeg", "_eeg", "_meg"].first { stem.hasSuffix($0) } ?? ""
        return "\(stem.dropLast(suffix.count))_events.tsv"
    }

    /// What was found has the name that a recording's annotations have: it takes nobody's place, and
    /// two recordings of one name do not share it.
    static func refuseOverwriting(_ recordings: [AnnotatedRecording], in folder: String) throws {
        let base = URL(fileURLWithPath: folder)
        let manager = FileManager.default
        let isOurs = manager.fileExists(atPath: base.appending(path: fileName).path)
        for name in ["evaluation.tsv", "evaluation.html"]
        where !isOurs && manager.fileExists(atPath: base.appending(path: name).path) {
            throw RunError("\(folder): holds \(name), maybe a person's; choose another --output")
        }
        var names: Set<String> = []
        for recording in recordings {
            let name = eventsName(of: recording.name)
            guard names.insert(name).inserted else {
                throw RunError("two recordings would leave \(name) in \(folder)")
            }
            let own = URL(fileURLWithPath: recording.recording.path)
                .deletingLastPathComponent()
            let isTheirs =
                own.resolvingSymlinksInPath().path == base.resolvingSymlinksInPath().path
            let isThere = manager.fileExists(atPath: base.appending(path: name).path)
            guard !isThere || isOurs && !isTheirs else {
                throw RunError(
                    "\(folder): holds \(name), maybe a person's; choose another --output")
            }
        }
    }

    /// Makes the folder where it is not there.
    func write(to folder: String, _ album: MistakeAlbum) throws {
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw RunError(
                "\(folder): the folder cannot be made; choose another --output")
        }
        let base = URL(fileURLWithPath: folder)
        try WholeFile.write(json.pretty + "\n", to: base.appending(path: Self.fileName).path)
        let lines = ([Self.columns] + rows).map { row in
            row.map { $0.replacing("\t", with: " ") }.joined(separator: "\t") + "\n"
        }
        try WholeFile.write(lines.joined(), to: base.appending(path: "evaluation.tsv").path)
        try WholeFile.write(
            page(album).html(), to: base.appending(path: "evaluation.html").path)
        for recording in recordings {
            try EventsFile.write(
                episodes: recording.hypothesis.map {
                    Episode(onsetSeconds: $0.start, durationSeconds: $0.duration)
                },
                recordingDurationSeconds: recording.durationSeconds,
                to: base.appending(path: Self.eventsName(of: recording.name)).path)
        }
    }
}

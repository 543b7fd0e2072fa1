import Foundation

/// Seizures of one recording from a list in a public collection's own form, beside the recording.
struct SeizureList: Sendable {
    let path: String
    /// Sorted by onset, each with its duration.
    let seizures: [RecordingAnnotation]

    /// What a list is checked against.
    struct Subject {
        let path: String
        let durationSeconds: Double
        let samplesPerSecond: Double

        var fileName: String { URL(fileURLWithPath: path).lastPathComponent }
        var stem: String { URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent }

        /// Whether a list means this recording: file names without regard to case and extension.
        func isNamed(_ name: String) -> Bool {
            let other = name.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last ?? ""
            let text = other.lowercased()
            return text == fileName.lowercased() || text == stem.lowercased()
                || URL(fileURLWithPath: String(text)).deletingPathExtension().lastPathComponent
                    == stem.lowercased()
        }
    }

    private typealias Reader =
        (RecordingFile, Subject, inout WarningList) throws(RecordingError) -> [RecordingAnnotation]?

    /// The first list that is there and tells of the recording; one that cannot be used gives a
    /// warning.
    static func find(_ subject: Subject, warnings: inout WarningList) -> SeizureList? {
        let folder = URL(fileURLWithPath: subject.path).deletingLastPathComponent()
        let kinds: [(names: [String], read: Reader)] = [
            (["csv_bi", "csv", "tse_bi", "tse"].map { "\(subject.stem).\($0)" }, TUSZList.read),
            (["\(subject.fileName).seizures"], WFDBSeizures.read),
            (CHBMITSummary.names(for: subject.stem), CHBMITSummary.read),
            (SienaList.names(for: subject.stem), SienaList.read),
        ]
        for kind in kinds {
            for name in kind.names {
                let path = folder.appendingPathComponent(name).path
                guard FileManager.default.fileExists(atPath: path) else { continue }
                do throws(RecordingError) {
                    let file = try RecordingFile(opening: path)
                    guard let seizures = try kind.read(file, subject, &warnings) else { continue }
                    return SeizureList(
                        path: path,
                        seizures: seizures.sorted { $0.onsetSeconds < $1.onsetSeconds })
                } catch {
                    warnings.add("\(error); the file was left out")
                }
            }
        }
        return nil
    }

    /// Points out a list that is of another recording, by its length.
    static func check(
        _ seconds: Double, of subject: Subject, path: String, warnings: inout WarningList
    ) {
        // Lists give whole seconds; EDF rounds a recording up to its records.
        guard abs(seconds - subject.durationSeconds) > 2 else { return }
        warnings.add(
            "\(path): says that '\(ForeignText.quoted(subject.fileName))' lasts \(seconds) s, but the "
                + "recording lasts \(subject.durationSeconds) s; the times may be of another file")
    }

    static func span(_ start: Double, _ end: Double, _ text: String) -> RecordingAnnotation {
        RecordingAnnotation(onsetSeconds: start, durationSeconds: end - start, text: text)
    }
}

extension RecordingFile {
    /// The lines of a small text file with their numbers from 1, without spaces at the ends.
    func numberedLines() throws(RecordingError) -> [(number: Int, text: String)] {
        var bytes = try allBytes(limit: Limits.tableBytesMax)[...]
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
        var lines: [(number: Int, text: String)] = []
        for line in TextLines(bytes) {
            guard lines.count < Limits.tableRowsMax else {
                throw RecordingError(
                    path, at: .line(lines.count + 1), field: "number of lines",
                    .limitExceeded(
                        found: Int64(lines.count) + 1, limit: Int64(Limits.tableRowsMax)))
            }
            lines.append((lines.count + 1, ForeignText.field(line).trimmingSpaces))
        }
        return lines
    }
}

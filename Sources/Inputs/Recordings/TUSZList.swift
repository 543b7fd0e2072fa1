/// Annotations of the TUH EEG seizure corpus: `.csv_bi` (one term for all channels) and `.csv` (one
/// row for each channel), and `.tse_bi` and `.tse` of its editions before 2.0.
///
/// Lines `# key = value`, a header `channel,start_time,stop_time,label,confidence`, then rows in
/// seconds; of the latter `version = tse_v1.0.0` and rows `start stop label probability`. Source: the
/// corpus' own annotation guide, versions csv_v1.0.0 and tse_v1.0.0.
enum TUSZList {
    /// Nil where the file is a table of another kind.
    static func read(
        _ file: RecordingFile, _ subject: SeizureList.Subject, _ warnings: inout WarningList
    ) throws(RecordingError) -> [RecordingAnnotation]? {
        let lines = try file.numberedLines().filter { !$0.text.isEmpty }
        let isBySpaces = lines.first.map {
            $0.text.hasPrefix("version") && $0.text.contains("tse_v")
        }
        let isOurs = lines.first.map {
            $0.text.hasPrefix("#") && $0.text.contains("csv_v") || isHeader($0.text)
        }
        guard isOurs == true || isBySpaces == true else { return nil }
        var spans: [RecordingAnnotation] = []
        var unknown: [String] = []
        for line in lines.dropFirst(isBySpaces == true ? 1 : 0) where !isHeader(line.text) {
            if line.text.hasPrefix("#") {
                try comment(line, file.path, subject, &warnings)
            } else {
                let span = try row(line, file.path, isBySpaces: isBySpaces == true)
                if SeizureNames.standard.kind(of: span.text) == .event {
                    spans.append(span)
                } else if !isOther(span.text) {
                    unknown.append(span.text)
                }
            }
        }
        if !unknown.isEmpty {
            var names: [String] = []
            for name in unknown where !names.contains(name) && names.count < 4 {
                names.append(name)
            }
            warnings.add(
                "\(file.path): \(unknown.count) row(s) have labels that are not known and were taken "
                    + "for no seizure: '"
                    + names.prefix(3).map { ForeignText.quoted($0) }.joined(separator: "', '") + "'"
                    + (names.count > 3 ? ", ..." : ""))
        }
        return united(spans)
    }

    /// The corpus' labels of what is no epileptic seizure, also put together as in `eyem_musc`.
    private static func isOther(_ label: String) -> Bool {
        let known: Set<Substring> = [
            "bckg", "nesz", "spsw", "gped", "pled", "artf", "eyem", "eybl", "chew", "shiv", "musc",
            "elec", "elpp", "elst", "calb", "hphs", "trip", "intr", "slow", "null",
        ]
        return label.lowercased().split(separator: "_").allSatisfy { known.contains($0) }
    }

    private static func isHeader(_ text: String) -> Bool {
        text.lowercased().hasPrefix("channel,start_time,stop_time,label")
    }

    private static func comment(
        _ line: (number: Int, text: String), _ path: String, _ subject: SeizureList.Subject,
        _ warnings: inout WarningList
    ) throws(RecordingError) {
        let parts = line.text.dropFirst().split(separator: "=", maxSplits: 1)
            .map(\.trimmingSpaces)
        guard parts.count == 2 else { return }
        if parts[0] == "duration" {
            let number = parts[1].split(separator: " ").first ?? ""
            guard let seconds = DecimalNumber(parsing: number)?.value else {
                throw RecordingError(
                    path, at: .line(line.number), field: "duration",
                    .badValue(found: parts[1], expected: "a number of seconds"))
            }
            SeizureList.check(seconds, of: subject, path: path, warnings: &warnings)
        } else if parts[0] == "bname", !subject.isNamed(parts[1]) {
            warnings.add(
                "\(path): line \(line.number): is of '\(ForeignText.quoted(parts[1]))', another name "
                    + "than the recording's")
        }
    }

    /// From start to stop, with the label.
    private static func row(
        _ line: (number: Int, text: String), _ path: String, isBySpaces: Bool
    ) throws(RecordingError) -> RecordingAnnotation {
        let cells =
            isBySpaces
            ? ["TERM"] + line.text.split(whereSeparator: \.isWhitespace).map(String.init)
            : line.text.split(separator: ",", omittingEmptySubsequences: false)
                .map(\.trimmingSpaces)
        guard cells.count >= 4 else {
            throw RecordingError(
                path, at: .line(line.number), field: "row",
                .badValue(
                    found: line.text,
                    expected: isBySpaces
                        ? "start stop label probability"
                        : "channel,start_time,stop_time,label,confidence"))
        }
        func seconds(_ cell: Int, _ field: String) throws(RecordingError) -> Double {
            guard let value = DecimalNumber(parsing: cells[cell])?.value, value >= 0,
                value <= Limits.secondsMax
            else {
                throw RecordingError(
                    path, at: .line(line.number), field: field,
                    .badValue(found: cells[cell], expected: "a number of seconds"))
            }
            return value
        }
        let start = try seconds(1, "start_time")
        let stop = try seconds(2, "stop_time")
        guard stop >= start else {
            throw RecordingError(
                path, at: .line(line.number), field: "stop_time",
                .badValue(found: cells[2], expected: "a time after start_time"))
        }
        return SeizureList.span(start, stop, cells[3])
    }

    /// Channels overlap: what they share in time is one seizure.
    private static func united(_ spans: [RecordingAnnotation]) -> [RecordingAnnotation] {
        var united: [RecordingAnnotation] = []
        for span in spans.sorted(by: { $0.onsetSeconds < $1.onsetSeconds }) {
            let end = span.onsetSeconds + (span.durationSeconds ?? 0)
            if let last = united.last, let duration = last.durationSeconds,
                span.onsetSeconds <= last.onsetSeconds + duration
            {
                united[united.count - 1] = SeizureList.span(
                    last.onsetSeconds, max(end, last.onsetSeconds + duration), last.text)
            } else {
                united.append(span)
            }
        }
        return united
    }
}

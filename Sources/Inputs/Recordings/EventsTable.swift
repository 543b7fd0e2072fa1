/// BIDS or SzCORE `_events.tsv`: rows of onset, duration and what happened.
///
/// What happened stands in `eventType`, else in `trial_type`, else, where that says nothing, in `value`.
struct EventsTable: Sendable {
    let path: String
    /// Whether the table has SzCORE's `eventType` column.
    let isSzCORE: Bool
    /// Sorted by onset.
    let rows: [RecordingAnnotation]

    /// Nil without such a file; a table that cannot be used gives a warning as well.
    static func read(
        _ path: String?, _ encoding: TextEncoding? = nil, warnings: inout WarningList
    ) -> EventsTable? {
        guard let path else { return nil }
        do throws(RecordingError) {
            return try EventsTable(path, encoding, warnings: &warnings)
        } catch {
            warnings.add("\(error); the file was left out")
            return nil
        }
    }

    private init(
        _ path: String, _ encoding: TextEncoding?, warnings: inout WarningList
    ) throws(RecordingError) {
        let table = try TextTable(
            RecordingFile(opening: path),
            columns: ["onset", "duration", "eventType", "trial_type", "value"], encoding: encoding)
        guard table.has(0) else {
            throw RecordingError(
                path, at: .line(1), field: "onset",
                .missingField(expected: "a column of onsets in seconds"))
        }
        isSzCORE = table.has(2)
        guard isSzCORE || table.has(3) || table.has(4) else {
            throw RecordingError(
                path, at: .line(1), field: "eventType",
                .missingField(expected: "a column 'eventType', 'trial_type' or 'value'"))
        }
        var rows: [RecordingAnnotation] = []
        var badLines: [Int] = []
        for row in table.rows {
            guard let start = seconds(row.cells[0]), let start,
                let duration = seconds(row.cells[1]), (duration ?? 0) >= 0
            else {
                badLines.append(row.line)
                continue
            }
            rows.append(
                RecordingAnnotation(
                    onsetSeconds: start, durationSeconds: duration,
                    text: isSzCORE
                        ? row.cells[2] ?? "" : named(row.cells[3]) ?? named(row.cells[4]) ?? ""
                ))
        }
        if let first = badLines.first {
            warnings.add(
                "\(path): line \(first): onset or duration is no number of seconds; "
                    + "\(badLines.count) such row(s) were left out")
        }
        table.summarise(into: &warnings)
        self.path = path
        self.rows = rows.sorted { $0.onsetSeconds < $1.onsetSeconds }
    }
}

/// What a cell says; nil for nothing.
private func named(_ cell: String?) -> String? {
    cell.flatMap { TextTable.isMissing($0) ? nil : $0 }
}

/// The seconds in a cell: `.some(nil)` without one or for BIDS' "n/a", nil for what is no time.
private func seconds(_ cell: String?) -> Double?? {
    guard let cell else { return .some(nil) }
    if TextTable.isMissing(cell) { return .some(nil) }
    guard let value = DecimalNumber(parsing: cell)?.value, abs(value) <= Limits.secondsMax else {
        return nil
    }
    return value
}

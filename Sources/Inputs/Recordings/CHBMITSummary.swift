/// CHB-MIT's `chb01-summary.txt`: the seizures of all files of a patient.
///
/// A block for each file: `File Name:`, `File Start Time:`, `File End Time:`, `Number of Seizures in
/// File:`, then `Seizure [n] Start Time: s seconds` and `Seizure [n] End Time: s seconds`. Source:
/// PhysioNet, CHB-MIT Scalp EEG Database 1.0.0.
enum CHBMITSummary {
    /// "chb17a_03" is in chb17a-summary.txt or in chb17-summary.txt.
    static func names(for stem: String) -> [String] {
        guard let prefix = stem.split(separator: "_").first else { return [] }
        var bare = prefix
        while bare.last?.isLetter == true { bare.removeLast() }
        return ["\(prefix)-summary.txt"] + (bare == prefix ? [] : ["\(bare)-summary.txt"])
    }

    /// Nil, with a warning, where the summary does not name the recording.
    static func read(
        _ file: RecordingFile, _ subject: SeizureList.Subject, _ warnings: inout WarningList
    ) throws(RecordingError) -> [RecordingAnnotation]? {
        var block = Block(path: file.path)
        var isInside = false
        var isNamed = false
        for line in try file.numberedLines() {
            guard let (key, value) = ClockText.entry(line.text) else { continue }
            if key == "file name" {
                isInside = subject.isNamed(value)
                isNamed = isNamed || isInside
            } else if isInside {
                try block.take(key, value, line: line.number)
            }
        }
        guard isNamed else {
            warnings.add(
                "\(file.path): does not name '\(ForeignText.quoted(subject.fileName))'; the file was "
                    + "left out")
            return nil
        }
        return try block.finished(subject, &warnings)
    }

    private struct Block {
        let path: String
        var seizures: [RecordingAnnotation] = []
        var start: Double?
        var clock: (start: Double?, end: Double?)
        var claimed: Int64?
        var lastLine = 0

        init(path: String) { self.path = path }

        mutating func take(_ key: String, _ value: String, line: Int) throws(RecordingError) {
            lastLine = line
            func bad(_ expected: String) -> RecordingError {
                RecordingError(
                    path, at: .line(line), field: key, .badValue(found: value, expected: expected))
            }
            if key == "file start time" || key == "file end time" {
                guard let time = ClockText.seconds(value) else { throw bad("a time of day") }
                if key == "file start time" { clock.start = time } else { clock.end = time }
            } else if key == "number of seizures in file" {
                claimed = DecimalNumber(parsing: value)?.wholeNumber
                if claimed == nil { throw bad("a number of seizures") }
            } else if key.hasPrefix("seizure"), key.hasSuffix("start time") {
                guard start == nil else { throw bad("the end of the seizure before") }
                start = try seconds(value, bad)
            } else if key.hasPrefix("seizure"), key.hasSuffix("end time") {
                let end = try seconds(value, bad)
                guard let begin = start, end >= begin else {
                    throw bad("a time after the seizure's start")
                }
                seizures.append(SeizureList.span(begin, end, "seizure"))
                start = nil
            }
        }

        private func seconds(
            _ value: String, _ bad: (String) -> RecordingError
        ) throws(RecordingError) -> Double {
            guard let word = value.split(whereSeparator: \.isWhitespace).first,
                let number = DecimalNumber(parsing: word)?.value, number >= 0,
                number <= Limits.secondsMax
            else { throw bad("a number of seconds") }
            return number
        }

        func finished(
            _ subject: SeizureList.Subject, _ warnings: inout WarningList
        ) throws(RecordingError) -> [RecordingAnnotation] {
            if start != nil {
                throw RecordingError(
                    path, at: .line(lastLine), field: "seizure end time",
                    .missingField(expected: "the end of the last seizure"))
            }
            if let claimed, claimed != Int64(seizures.count) {
                warnings.add(
                    "\(path): says \(claimed) seizure(s) and gives the times of \(seizures.count)")
            }
            if let start = clock.start, let end = clock.end {
                SeizureList.check(
                    ClockText.elapsed(from: start, to: end), of: subject, path: path,
                    warnings: &warnings)
            }
            return seizures
        }
    }
}

/// The Siena scalp set's `Seizures-list-PN00.txt`: clock times of a patient's seizures.
///
/// `File name:`, `Registration start time:` and `Registration end time:` hold until the next ones,
/// `Seizure start time:` and `Seizure end time:` give a seizure. Source: PhysioNet, Siena Scalp EEG
/// Database 1.0.0.
enum SienaList {
    /// "PN00-1" is in Seizures-list-PN00.txt.
    static func names(for stem: String) -> [String] {
        stem.split(separator: "-").first.map { ["Seizures-list-\($0).txt"] } ?? []
    }

    /// Nil, with a warning, where the list does not name the recording.
    static func read(
        _ file: RecordingFile, _ subject: SeizureList.Subject, _ warnings: inout WarningList
    ) throws(RecordingError) -> [RecordingAnnotation]? {
        var seizures: [RecordingAnnotation] = []
        var isInside = false
        var isNamed = false
        var registration: (start: Double?, end: Double?)
        var onset: Double?
        for line in try file.numberedLines() {
            guard let (key, value) = ClockText.entry(line.text) else { continue }
            func bad(_ expected: String) -> RecordingError {
                RecordingError(
                    file.path, at: .line(line.number), field: key,
                    .badValue(found: value, expected: expected))
            }
            func time() throws(RecordingError) -> Double {
                guard let time = ClockText.seconds(value) else { throw bad("a time of day") }
                return time
            }
            switch key {
            case "file name":
                isInside = subject.isNamed(value)
                isNamed = isNamed || isInside
            case "registration start time" where isInside: registration.start = try time()
            case "registration end time" where isInside: registration.end = try time()
            case "seizure start time" where isInside, "start time" where isInside:
                guard onset == nil else { throw bad("the end of the seizure before") }
                guard let start = registration.start else {
                    throw bad("a line 'Registration start time' before")
                }
                onset = ClockText.elapsed(from: start, to: try time())
            case "seizure end time" where isInside, "end time" where isInside:
                guard let start = registration.start, let begin = onset else {
                    throw bad("a line 'Seizure start time' before")
                }
                let end = ClockText.elapsed(from: start, to: try time())
                guard end >= begin else { throw bad("a time after the seizure's start") }
                seizures.append(SeizureList.span(begin, end, "seizure"))
                onset = nil
            default: break
            }
        }
        if onset != nil {
            throw RecordingError(
                file.path, field: "seizure end time",
                .missingField(expected: "the end of the last seizure"))
        }
        guard isNamed else {
            warnings.add(
                "\(file.path): does not name '\(ForeignText.quoted(subject.fileName))'; the file was "
                    + "left out")
            return nil
        }
        if let start = registration.start, let end = registration.end {
            SeizureList.check(
                ClockText.elapsed(from: start, to: end), of: subject, path: file.path,
                warnings: &warnings)
        }
        return seizures
    }
}

/// `recording.edf.seizures`: CHB-MIT's seizures as a WFDB annotation file.
///
/// Words of 16 bits, little-endian: an annotation's type in the upper 6 bits, the sample intervals
/// since the last one in the lower 10. Type 59 (SKIP) is followed by a longer interval of 32 bits,
/// upper half first; 60 to 62 set fields of the annotation before; 63 (AUX) is followed by so many
/// bytes of text, filled up to an even number; a word 0 ends the file. Seizures stand between `[`
/// (type 32) and `]` (33). Source: WFDB Applications Guide, annot(5).
enum WFDBSeizures {
    static func read(
        _ file: RecordingFile, _ subject: SeizureList.Subject, _ warnings: inout WarningList
    ) throws(RecordingError) -> [RecordingAnnotation]? {
        let bytes = try file.allBytes(limit: Limits.tableBytesMax)
        var words = Words(path: file.path, bytes: bytes)
        var samplesPerSecond = subject.samplesPerSecond
        var sample: Int64 = 0
        var start: Int64?
        var seizures: [RecordingAnnotation] = []
        while let word = try words.next() {
            let type = word >> 10
            let interval = Int64(word & 0x3FF)
            if word == 0 { break }
            switch type {
            case 59: sample += try words.interval()
            case 60...62: break
            case 63:
                let text = try words.text(Int(interval))
                if let rate = resolution(text) { samplesPerSecond = rate }
            default:
                sample += interval
                if type == 32, start == nil {
                    start = sample
                } else if type == 33, let begin = start, sample >= begin {
                    seizures.append(
                        SeizureList.span(
                            Double(begin) / samplesPerSecond, Double(sample) / samplesPerSecond,
                            "seizure"))
                    start = nil
                } else if type == 32 || type == 33 {
                    throw words.error("a seizure's '[' and ']' in turn", found: "type \(type)")
                }
            }
            guard abs(Double(sample)) <= Limits.secondsMax * samplesPerSecond else {
                throw words.error("a time inside a recording", found: "sample \(sample)")
            }
        }
        if start != nil { throw words.error("the end of the last seizure", found: "none") }
        return seizures
    }

    /// From the note "## time resolution: 256".
    private static func resolution(_ text: String) -> Double? {
        let key = "## time resolution:"
        guard text.hasPrefix(key),
            let value = DecimalNumber(parsing: text.dropFirst(key.count).trimmingSpaces)?.value,
            value > 0, value <= Limits.samplesPerSecondMax
        else { return nil }
        return value
    }

    private struct Words {
        let path: String
        let bytes: [UInt8]
        var place = 0

        /// Nil at the end of the file.
        mutating func next() throws(RecordingError) -> Int? {
            guard place < bytes.count else { return nil }
            guard place + 2 <= bytes.count else { throw truncated(place + 2) }
            place += 2
            return Int(bytes[place - 2]) | Int(bytes[place - 1]) << 8
        }

        mutating func interval() throws(RecordingError) -> Int64 {
            guard place + 4 <= bytes.count, let high = try next(), let low = try next() else {
                throw truncated(place + 4)
            }
            return Int64(Int32(truncatingIfNeeded: high << 16 | low))
        }

        mutating func text(_ count: Int) throws(RecordingError) -> String {
            guard place + count <= bytes.count else { throw truncated(place + count) }
            let text = ForeignText.field(bytes[place..<place + count])
            place = min(bytes.count, place + count + count % 2)
            return text
        }

        private func truncated(_ needed: Int) -> RecordingError {
            RecordingError(
                path, at: .byte(Int64(place)),
                .truncated(expectedBytes: Int64(needed), foundBytes: Int64(bytes.count)))
        }

        func error(_ expected: String, found: String) -> RecordingError {
            RecordingError(
                path, at: .byte(Int64(max(0, place - 2))), field: "annotation",
                .badValue(found: found, expected: expected))
        }
    }
}

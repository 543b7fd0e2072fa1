/// What a `.lay` file says (Persyst, Layout file format).
struct PersystLayout {
    let dataFile: String
    let rate: StatedRate
    let headerBytes: Int64
    /// Microvolts per count.
    let calibration: Double
    let channelCount: Int
    let encoding: SampleEncoding
    /// Each with its place in a frame.
    let channels: [(name: String, place: Int)]
    /// Frames of the data file and their times of day, which go on beyond midnight.
    let sampleTimes: [(frame: Int64, seconds: Double)]
    let comments: [RecordingAnnotation]
    let startDate: String?

    /// - Parameter bytes: the file's, for its lines that are no `key=value`.
    init(_ sections: HeaderSections, _ bytes: [UInt8]) throws(RecordingError) {
        func number(
            _ key: String, _ range: ClosedRange<Double>, _ expected: String,
            else fallback: Double? = nil
        ) throws(RecordingError) -> DecimalNumber {
            if let fallback, sections.entry(key, in: "FileInfo")?.value.isEmpty ?? true {
                return DecimalNumber(mantissa: Int64(fallback), scale: 0)
            }
            let entry = try sections.required(key, in: "FileInfo", expected: expected)
            guard let number = DecimalNumber(parsing: entry.value.utf8),
                range.contains(number.value)
            else { throw sections.bad(entry, key, expected: expected) }
            return number
        }
        let file = try sections.required("File", in: "FileInfo", expected: "the data file's name")
        // Persyst writes whole paths; the file is looked for beside the layout, and nowhere else.
        let name = file.value.split(whereSeparator: { $0 == "\\" || $0 == "/" }).last.map(
            String.init)
        guard let name, name != "..", !name.isEmpty else {
            throw RecordingError(
                sections.file, at: .line(file.line), field: "File",
                .unsafeFileName(found: file.value))
        }
        dataFile = name
        if let kind = sections.entry("FileType", in: "FileInfo"),
            kind.value.lowercased() != "interleaved"
        {
            throw sections.unsupported(kind, "FileType", supported: "an interleaved .dat file")
        }
        let hertz = try number(
            "SamplingRate", 0...Limits.samplesPerSecondMax,
            "a rate above 0 and at most \(Limits.samplesPerSecondMax) Hz")
        guard let rate = StatedRate(hertz: hertz.value) else {
            throw sections.bad(
                sections.entry("SamplingRate", in: "FileInfo")!, "SamplingRate",
                expected: "a rate above 0")
        }
        self.rate = rate
        headerBytes = Int64(
            try number("HeaderLength", 0...1e9, "a number of bytes from 0 to 10^9", else: 0).value)
        calibration = try number(
            "Calibration", -1e9...1e9, "microvolts per count", else: 1
        ).value
        channelCount = Int(
            try number(
                "WaveformCount", 1...Double(Limits.channelsMax), "1 to \(Limits.channelsMax)"
            ).value)
        let kind = try sections.required("DataType", in: "FileInfo", expected: "0 or 7")
        switch kind.value {
        case "0": encoding = .int16
        case "7": encoding = .int32
        default: throw sections.unsupported(kind, "DataType", supported: "DataType 0 or 7")
        }
        channels = try Self.channels(sections, count: channelCount)
        sampleTimes = try Self.times(sections)
        comments = Self.comments(bytes, sections.texts, rate: rate.rate, sampleTimes)
        startDate = Self.date(sections, sampleTimes.first?.seconds)
    }

    /// Names by place; a place without a name gets its number.
    private static func channels(
        _ sections: HeaderSections, count: Int
    ) throws(RecordingError) -> [(name: String, place: Int)] {
        var names = [String?](repeating: nil, count: count)
        for entry in sections.entries(in: "ChannelMap") {
            guard let place = Int(entry.value), (1...count).contains(place), names[place - 1] == nil
            else { throw sections.bad(entry, "ChannelMap", expected: "a place from 1 to \(count)") }
            // "C3-REF": the reference says nothing that the name does not.
            let name =
                entry.name.uppercased().hasSuffix("-REF") ? entry.name.dropLast(4) : entry.name[...]
            names[place - 1] = ForeignText.safe(String(name))
        }
        return names.enumerated().map { ($1 ?? "\($0 + 1)", $0) }
    }

    private static func times(
        _ sections: HeaderSections
    ) throws(RecordingError) -> [(frame: Int64, seconds: Double)] {
        var times: [(frame: Int64, seconds: Double)] = []
        var midnights = 0.0
        for entry in sections.entries(in: "SampleTimes") {
            guard let frame = Int64(entry.key), frame >= 0, frame < 1 << 53,
                times.last.map({ $0.frame < frame }) ?? true,
                let time = DecimalNumber(parsing: entry.value.utf8)?.value,
                (0...1e9).contains(time)
            else {
                throw sections.bad(
                    entry, "SampleTimes", expected: "a frame after the one before and its time")
            }
            if let last = times.last, time + midnights < last.seconds - 43_200 {
                midnights += 86_400
            }
            times.append((frame, time + midnights))
        }
        if times.first?.frame != 0 { times.insert((0, times.first?.seconds ?? 0), at: 0) }
        return times
    }

    /// "seconds,duration,state,type,text", seconds of recorded signal, gaps not counted.
    private static func comments(
        _ bytes: [UInt8], _ texts: TextDecoding, rate: SamplingRate,
        _ times: [(frame: Int64, seconds: Double)]
    ) -> [RecordingAnnotation] {
        var texts = texts
        var isInside = false
        return TextLines(bytes[...]).prefix(Limits.annotationsMax).compactMap { bytes in
            let line = ForeignText.safe(texts.text(ForeignText.trimmed(bytes)))
            if line.hasPrefix("[") {
                isInside = line.lowercased() == "[comments]"
                return nil
            }
            guard isInside else { return nil }
            let parts = line.split(separator: ",", maxSplits: 4, omittingEmptySubsequences: false)
            guard parts.count == 5,
                let onset = DecimalNumber(parsing: parts[0].trimmingSpaces.utf8)?.value,
                let duration = DecimalNumber(parsing: parts[1].trimmingSpaces.utf8)?.value,
                abs(onset) <= Limits.secondsMax
            else { return nil }
            let frame = rate.frameIndex(atSeconds: onset)
            let mark = times.last { $0.frame <= frame } ?? times[0]
            let start = mark.seconds - times[0].seconds
            return RecordingAnnotation(
                onsetSeconds: start + onset - rate.seconds(ofFrame: mark.frame),
                durationSeconds: duration > 0 && duration <= Limits.secondsMax ? duration : nil,
                text: String(parts[4]).trimmingSpaces)
        }
    }

    /// The day of the test, month first, and the first frame's time of day.
    private static func date(_ sections: HeaderSections, _ seconds: Double?) -> String? {
        let day = sections.entry("TestDate", in: "Patient")?.value ?? ""
        let parts = day.split { $0 == "/" || $0 == "-" || $0 == "." }.compactMap { Int64($0) }
        guard parts.count == 3, (1...12).contains(parts[0]), (1...31).contains(parts[1]) else {
            return nil
        }
        // Two digits: Persyst's own rule of 1930 to 2029 is BIDS's and EDF's of 1985 but for the old.
        let year = parts[2] > 99 ? parts[2] : parts[2] + (parts[2] < 85 ? 2000 : 1900)
        let text = "\(year)-\(parts[0])-\(parts[1])T0:0:0"
        guard (1...9999).contains(year), var date = RecordingDate(text) else { return nil }
        if let seconds, seconds > 0 {
            date.seconds += Int64(seconds)
        } else if let time = sections.entry("TestTime", in: "Patient")?.value {
            let parts = time.split { $0 == ":" || $0 == "." }.compactMap { Int64($0) }
            guard parts.count >= 3, parts.allSatisfy({ (0..<60).contains($0) }), parts[0] < 24
            else { return nil }
            date.seconds += parts[0] * 3600 + parts[1] * 60 + parts[2]
        }
        return date.text
    }
}

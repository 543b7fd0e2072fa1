/// A BrainVision `.vhdr` file ("BrainVision Core Data Format 1.0").
struct BrainVisionHeader {
    struct Channel {
        let name: String
        let resolution: Double
        let unit: String
    }

    /// How the data file holds them.
    enum Samples {
        case binary(SampleEncoding)
        case text(BrainVisionText.Format)
    }

    let dataFile: String
    let markerFile: String?
    let samples: Samples
    let isMultiplexed: Bool
    let stated: StatedRate
    /// Frames, where the header says; nil or zero otherwise.
    let dataPoints: Int64?
    let channels: [Channel]

    init(_ sections: HeaderSections, baseName: String) throws(RecordingError) {
        let common = "Common Infos"
        let data = try sections.required(
            "DataFile", in: common, expected: "the name of the data file")
        dataFile = try Self.plainName(data, "DataFile", baseName, sections)
        if let marker = sections.entry("MarkerFile", in: common), !marker.value.isEmpty {
            markerFile = try Self.plainName(marker, "MarkerFile", baseName, sections)
        } else {
            markerFile = nil
        }
        if let type = sections.entry("DataType", in: common),
            type.value.uppercased() != "TIMEDOMAIN"
        {
            throw sections.unsupported(type, "DataType", supported: "TIMEDOMAIN")
        }
        isMultiplexed = try Self.isMultiplexed(sections)
        stated = try Self.rate(sections)
        let points = sections.entry("DataPoints", in: common)
        dataPoints = points.flatMap { DecimalNumber(parsing: $0.value)?.wholeNumber }
        if let points, dataPoints == nil || dataPoints! < 0 {
            throw sections.bad(points, "DataPoints", expected: "a number of frames")
        }
        channels = try Self.channels(sections)
        samples = try Self.samples(sections, isMultiplexed, channelCount: channels.count)
    }

    var rate: SamplingRate { stated.rate }

    /// Only a plain name is accepted, so that a header cannot lead to a file elsewhere.
    private static func plainName(
        _ entry: HeaderSections.Entry, _ key: String, _ baseName: String,
        _ sections: HeaderSections
    ) throws(RecordingError) -> String {
        let name = entry.value.split(separator: "$b", omittingEmptySubsequences: false)
            .joined(separator: baseName)
        let isPlain =
            !name.isEmpty && name != "." && !name.contains("..")
            && !name.unicodeScalars.contains {
                $0 == "/" || $0 == "\\" || $0 == ":" || $0 == "\u{FFFD}"
            } && name.utf8.count <= 255
        guard isPlain else {
            throw RecordingError(
                sections.file, at: .line(entry.line), field: key,
                .unsafeFileName(found: entry.value))
        }
        return name
    }

    private static func isMultiplexed(_ sections: HeaderSections) throws(RecordingError) -> Bool {
        guard let entry = sections.entry("DataOrientation", in: "Common Infos") else {
            return true
        }
        switch entry.value.uppercased() {
        case "MULTIPLEXED": return true
        case "VECTORIZED": return false
        default:
            throw sections.bad(entry, "DataOrientation", expected: "MULTIPLEXED or VECTORIZED")
        }
    }

    private static func encoding(
        _ sections: HeaderSections
    ) throws(RecordingError) -> SampleEncoding {
        if let order = sections.entry("UseBigEndianOrder", in: "Binary Infos"),
            order.value.uppercased() != "NO"
        {
            throw sections.unsupported(order, "UseBigEndianOrder", supported: "NO")
        }
        let entry = try sections.required(
            "BinaryFormat", in: "Binary Infos", expected: "INT_16, INT_32 or IEEE_FLOAT_32")
        switch entry.value.uppercased() {
        case "INT_16": return .int16
        case "INT_32": return .int32
        case "IEEE_FLOAT_32": return .float32
        default:
            throw sections.unsupported(
                entry, "BinaryFormat", supported: "INT_16, INT_32 or IEEE_FLOAT_32")
        }
    }

    private static func samples(
        _ sections: HeaderSections, _ isMultiplexed: Bool, channelCount: Int
    ) throws(RecordingError) -> Samples {
        let format = sections.entry("DataFormat", in: "Common Infos")
        switch format?.value.uppercased() {
        case nil, "BINARY": return .binary(try encoding(sections))
        case "ASCII":
            var text = BrainVisionText.Format(
                isMultiplexed: isMultiplexed, channelCount: channelCount)
            if let symbol = sections.entry("DecimalSymbol", in: asciiInfos), symbol.value != "." {
                guard symbol.value == "," else {
                    throw sections.bad(symbol, "DecimalSymbol", expected: "a point or a comma")
                }
                text.decimalSymbol = UInt8(ascii: ",")
            }
            text.skippedLines = try count("SkipLines", sections)
            text.skippedColumns = try count("SkipColumns", sections)
            return .text(text)
        default: throw sections.unsupported(format!, "DataFormat", supported: "BINARY")
        }
    }

    private static let asciiInfos = "ASCII Infos"

    private static func count(
        _ key: String, _ sections: HeaderSections
    ) throws(RecordingError) -> Int {
        guard let entry = sections.entry(key, in: asciiInfos), !entry.value.isEmpty else {
            return 0
        }
        guard let count = DecimalNumber(parsing: entry.value)?.wholeNumber,
            (0...1_000_000).contains(count)
        else { throw sections.bad(entry, key, expected: "a number from 0 to 1000000") }
        return Int(count)
    }

    /// From the interval in microseconds.
    private static func rate(_ sections: HeaderSections) throws(RecordingError) -> StatedRate {
        let key = "SamplingInterval"
        let entry = try sections.required(
            key, in: "Common Infos", expected: "microseconds between frames")
        let interval =
            DecimalNumber(parsing: entry.value) ?? DecimalNumber(parsingComma: entry.value.utf8)
        guard let interval, let stated = StatedRate(samples: 1_000_000, in: interval),
            stated.statedHertz <= Limits.samplesPerSecondMax, stated.statedHertz >= 1e-6
        else {
            throw sections.bad(entry, key, expected: "microseconds between frames, at least 1")
        }
        return stated
    }

    private static func channels(_ sections: HeaderSections) throws(RecordingError) -> [Channel] {
        let key = "NumberOfChannels"
        let entry = try sections.required(key, in: "Common Infos", expected: "a whole number")
        guard let count = DecimalNumber(parsing: entry.value)?.wholeNumber, count > 0,
            count <= Int64(Limits.channelsMax)
        else {
            throw sections.bad(
                entry, key, expected: "a whole number from 1 to \(Limits.channelsMax)")
        }
        var lines: [String: HeaderSections.Entry] = [:]
        for line in sections.entries(in: "Channel Infos") where lines[line.key] == nil {
            lines[line.key] = line
        }
        var channels: [Channel] = []
        for number in 1...Int(count) {
            guard let line = lines["ch\(number)"] else {
                throw RecordingError(
                    sections.file, field: "Ch\(number)",
                    .missingField(expected: "a line 'Ch\(number)=name,reference,resolution,unit'"))
            }
            channels.append(try channel(line, number: number, sections))
        }
        return channels
    }

    private static func channel(
        _ line: HeaderSections.Entry, number: Int, _ sections: HeaderSections
    ) throws(RecordingError) -> Channel {
        var parts = line.value.split(separator: ",", omittingEmptySubsequences: false)
            .map { $0.trimmingSpaces }
        // A resolution with a decimal comma, "0,1": the unit that follows is no number.
        if parts.count > 4, !parts[3].isEmpty,
            parts[3].utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 })
        {
            parts.replaceSubrange(2...3, with: ["\(parts[2]).\(parts[3])"])
        }
        var resolution = 1.0
        if parts.count > 2, !parts[2].isEmpty {
            guard let value = DecimalNumber(parsing: parts[2])?.value, value != 0 else {
                throw sections.bad(
                    line, "Ch\(number)", expected: "a resolution as the third of its parts")
            }
            resolution = value
        }
        // The format's default unit is the microvolt.
        let unit = parts.count > 3 && !parts[3].isEmpty ? parts[3] : "\u{B5}V"
        return Channel(name: parts[0].withCommas, resolution: resolution, unit: unit)
    }
}

extension StringProtocol {
    /// Without spaces at either end.
    var trimmingSpaces: String {
        var rest = self[...]
        while rest.first == " " { rest.removeFirst() }
        while rest.last == " " { rest.removeLast() }
        return String(rest)
    }

    /// BrainVision writes a comma inside a text as `\1`.
    var withCommas: String {
        split(separator: #"\1"#, omittingEmptySubsequences: false).joined(separator: ",")
    }
}

/// A BrainVision `.vmrk` file: marks at sample positions.
struct BrainVisionMarkers {
    private(set) var annotations: [RecordingAnnotation] = []
    /// From the first "New Segment" that has a date.
    private(set) var startDate: String?
    /// "New Segment" markers after the first: the recorder paused there, for how long is not told.
    private(set) var pauses = 0
    private var badLines: [Int] = []
    private var dropped = 0

    init(_ sections: HeaderSections, rate: SamplingRate) {
        for entry in sections.entries(in: "Marker Infos") where entry.key.hasPrefix("mk") {
            guard annotations.count < Limits.annotationsMax else {
                dropped += 1
                continue
            }
            read(entry, rate: rate)
        }
    }

    /// `type,description,position,size,channel,date`; the position counts from 1.
    private mutating func read(_ entry: HeaderSections.Entry, rate: SamplingRate) {
        let parts = entry.value.split(separator: ",", omittingEmptySubsequences: false)
        guard parts.count >= 3,
            let position = DecimalNumber(parsing: parts[2].trimmingSpaces)?.wholeNumber,
            position > 0, rate.seconds(ofFrame: position) <= Limits.secondsMax,
            let size = Self.size(parts), rate.seconds(ofFrame: size) <= Limits.secondsMax
        else {
            badLines.append(entry.line)
            return
        }
        let type = parts[0].trimmingSpaces.withCommas
        let description = parts[1].withCommas
        let isSegment = type == "New Segment"
        if isSegment {
            if position > 1 { pauses += 1 }
            if startDate == nil, position == 1, parts.count > 5 {
                startDate = Self.date(parts[5])
            }
        }
        annotations.append(
            RecordingAnnotation(
                onsetSeconds: rate.seconds(ofFrame: position - 1),
                durationSeconds: size > 1 ? rate.seconds(ofFrame: size) : nil,
                text: description.isEmpty ? type : description))
    }

    /// A point when the part is missing; nil when it is no number.
    private static func size(_ parts: [Substring]) -> Int64? {
        guard parts.count > 3, !parts[3].trimmingSpaces.isEmpty else { return 1 }
        guard let size = DecimalNumber(parsing: parts[3].trimmingSpaces)?.wholeNumber, size >= 0
        else { return nil }
        return size
    }

    /// From "YYYYMMDDhhmmssuuuuuu".
    private static func date(_ text: Substring) -> String? {
        let digits = text.trimmingSpaces
        guard digits.utf8.count >= 14, digits.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }),
            !digits.hasPrefix("0000")
        else { return nil }
        func part(_ start: Int, _ count: Int) -> Substring {
            digits.dropFirst(start).prefix(count)
        }
        return "\(part(0, 4))-\(part(4, 2))-\(part(6, 2))T\(part(8, 2)):\(part(10, 2)):"
            + part(12, 2)
    }

    func summarise(into warnings: inout WarningList, file: String) {
        if let first = badLines.first {
            warnings.add(
                "\(file): line \(first): the marker cannot be decoded; \(badLines.count) such "
                    + "line(s) were left out")
        }
        if pauses > 0 {
            warnings.add(
                "\(file): \(pauses) marker(s) 'New Segment' say that recording paused; the pauses "
                    + "have no length in the file and are read as none")
        }
        if dropped > 0 {
            warnings.add("\(file): \(dropped) markers beyond the limit were left out")
        }
    }
}

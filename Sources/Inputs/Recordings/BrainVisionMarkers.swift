/// A BrainVision `.vmrk` file: marks at sample positions.
struct BrainVisionMarkers {
    struct Mark {
        /// Counted from 0.
        let frame: Int64
        let frameCount: Int64
        let text: String
    }

    /// A "New Segment" marker: recording started, or went on, at this frame.
    struct Segment {
        let frame: Int64
        /// Since 1 January 1970, in the recorder's local time; nil without a date.
        let microseconds: Int64?
    }

    private(set) var marks: [Mark] = []
    private(set) var segments: [Segment] = []
    /// From the first "New Segment" that has a date.
    private(set) var startDate: String?
    private var badLines: [Int] = []
    private var dropped = 0

    init() {}

    init(_ sections: HeaderSections, rate: SamplingRate) {
        for entry in sections.entries(in: "Marker Infos") where entry.key.hasPrefix("mk") {
            guard marks.count < Limits.annotationsMax else {
                dropped += 1
                continue
            }
            read(entry, rate: rate)
        }
    }

    func annotations(_ timeline: BrainVisionTimeline) -> [RecordingAnnotation] {
        marks.map { mark in
            RecordingAnnotation(
                onsetSeconds: timeline.seconds(ofFrame: mark.frame),
                durationSeconds: mark.frameCount > 1
                    ? timeline.rate.seconds(ofFrame: mark.frameCount) : nil,
                text: mark.text)
        }
    }

    /// `type,description,position,size,channel,date`; the position counts from 1, and a 0, which some
    /// writers begin with, is the first frame as well.
    private mutating func read(_ entry: HeaderSections.Entry, rate: SamplingRate) {
        let parts = entry.value.split(separator: ",", omittingEmptySubsequences: false)
        guard parts.count >= 3,
            let position = DecimalNumber(parsing: parts[2].trimmingSpaces)?.wholeNumber,
            position >= 0, rate.seconds(ofFrame: position) <= Limits.secondsMax,
            let size = Self.size(parts), rate.seconds(ofFrame: size) <= Limits.secondsMax
        else {
            badLines.append(entry.line)
            return
        }
        let frame = max(0, position - 1)
        let type = parts[0].trimmingSpaces.withCommas
        let description = parts[1].withCommas
        if type == "New Segment" {
            let date = parts.count > 5 ? BrainVisionDate(parts[5].trimmingSpaces) : nil
            segments.append(Segment(frame: frame, microseconds: date?.microseconds))
            if startDate == nil, frame == 0 { startDate = date?.text }
        }
        marks.append(
            Mark(
                frame: frame, frameCount: size,
                text: description.isEmpty ? type : description))
    }

    /// A point when the part is missing; nil when it is no number.
    private static func size(_ parts: [Substring]) -> Int64? {
        guard parts.count > 3, !parts[3].trimmingSpaces.isEmpty else { return 1 }
        guard let size = DecimalNumber(parsing: parts[3].trimmingSpaces)?.wholeNumber, size >= 0
        else { return nil }
        return size
    }

    func summarise(into warnings: inout WarningList, file: String) {
        if let first = badLines.first {
            warnings.add(
                "\(file): line \(first): the marker cannot be decoded; \(badLines.count) such "
                    + "line(s) were left out")
        }
        if dropped > 0 {
            warnings.add("\(file): \(dropped) markers beyond the limit were left out")
        }
    }
}

/// The date of a "New Segment" marker, "YYYYMMDDhhmmssuuuuuu"; zeros stand for none.
struct BrainVisionDate {
    /// As "2013-12-07T08:29:20".
    let text: String
    /// Since 1 January 1970, without regard to time zones and leap seconds.
    let microseconds: Int64

    init?(_ digits: String) {
        let numbers = digits.utf8.map { Int64($0) - 0x30 }
        guard numbers.count >= 14, numbers.count <= 20,
            numbers.allSatisfy({ (0...9).contains($0) })
        else { return nil }
        func part(_ start: Int, _ count: Int) -> Int64 {
            numbers[start..<start + count].reduce(0) { 10 * $0 + $1 }
        }
        let (year, month, day) = (part(0, 4), part(4, 2), part(6, 2))
        let (hour, minute, second) = (part(8, 2), part(10, 2), part(12, 2))
        guard year > 0, (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60,
            second < 60
        else { return nil }
        var fraction = part(14, numbers.count - 14)
        for _ in numbers.count..<20 { fraction *= 10 }
        // Days of the proleptic Gregorian calendar, the year counted from March.
        let shifted = month > 2 ? year : year - 1
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let days = 365 * shifted + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719_468
        microseconds =
            ((days * 24 + hour) * 60 + minute) * 60_000_000 + second * 1_000_000 + fraction
        func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
        text =
            "\(digits.prefix(4))-\(two(month))-\(two(day))T\(two(hour)):\(two(minute)):\(two(second))"
    }
}

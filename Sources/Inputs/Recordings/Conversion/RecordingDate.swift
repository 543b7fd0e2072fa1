/// A local time as recordings state it, without zone and leap seconds.
struct RecordingDate: Equatable, Sendable {
    /// Since 1 January 1970.
    var seconds: Int64

    static let day: Int64 = 86_400
    /// EDF's stand-in for a start that is not known, 1 January 1985.
    static let unknown = RecordingDate(seconds: 5_479 * day)

    init(seconds: Int64) { self.seconds = seconds }

    /// From "2026-11-23T07:15:04".
    init?(_ text: String) {
        let parts = text.split(whereSeparator: { $0 == "-" || $0 == "T" || $0 == ":" })
            .map { Int64($0) }
        let numbers = parts.compactMap(\.self)
        guard numbers.count == 6, parts.count == 6, (1...12).contains(numbers[1]),
            (1...31).contains(numbers[2]), (1...9999).contains(numbers[0]),
            (0..<24).contains(numbers[3]), (0..<60).contains(numbers[4]),
            (0...60).contains(numbers[5])
        else { return nil }
        // Days of the Gregorian calendar, with years that begin in March.
        let (year, month) = (numbers[0] - (numbers[1] < 3 ? 1 : 0), (numbers[1] + 9) % 12)
        let days =
            365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + numbers[2]
            - 719_469
        seconds = days * Self.day + numbers[3] * 3600 + numbers[4] * 60 + numbers[5]
    }

    /// Year, month, day, hour, minute, second.
    private var parts: [Int64] {
        var days = seconds / Self.day + 719_468
        var rest = seconds % Self.day
        if rest < 0 { (days, rest) = (days - 1, rest + Self.day) }
        // 146,097 days are 400 years.
        let era = days / 146_097
        let dayOfEra = days % 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let march = (5 * dayOfYear + 2) / 153
        let month = march < 10 ? march + 3 : march - 9
        let year = era * 400 + yearOfEra + (month < 3 ? 1 : 0)
        return [
            year, month, dayOfYear - (153 * march + 2) / 5 + 1, rest / 3600, rest / 60 % 60,
            rest % 60,
        ]
    }

    private static func digits(_ number: Int64, _ width: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
    }

    /// "2026-11-23T07:15:04"
    var text: String {
        let parts = parts
        let two = parts.dropFirst().map { Self.digits($0, 2) }
        return "\(Self.digits(parts[0], 4))-\(two[0])-\(two[1])T\(two[2]):\(two[3]):\(two[4])"
    }

    /// BrainVision's "YYYYMMDDhhmmssuuuuuu", so many microseconds later.
    func digits(addingMicroseconds microseconds: Int64) -> String {
        let later = RecordingDate(seconds: seconds + microseconds / 1_000_000)
        let parts = later.parts
        return Self.digits(parts[0], 4) + parts.dropFirst().map { Self.digits($0, 2) }.joined()
            + Self.digits(microseconds % 1_000_000, 6)
    }

    /// Another day at the same time of day: any but this one of the years that EDF can state.
    func moved(using generator: inout some RandomNumberGenerator) -> RecordingDate {
        let (today, timeOfDay) = (seconds / Self.day, seconds % Self.day)
        // 1 January 1986 to 31 December 2083.
        let days: ClosedRange<Int64> = 5_844...41_637
        var day = Int64.random(in: days, using: &generator)
        while abs(day - today) < 30 { day = Int64.random(in: days, using: &generator) }
        return RecordingDate(seconds: day * Self.day + timeOfDay)
    }
}

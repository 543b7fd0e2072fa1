extension EDFHeaderFields {
    /// The start as "2026-11-23T07:15:04"; nil, with a warning, where it cannot be read.
    ///
    /// The year has two digits; EDF+ gives all four in the recording field. Else 85 to 99
    /// mean 1985 to 1999, as the standard says. A start taken out for privacy is "Startdate X".
    mutating func startDate(isPlus: Bool) -> String? {
        guard let date = numbers(at: 168), let time = numbers(at: 176),
            (1...31).contains(date[0]), (1...12).contains(date[1]), time[0] < 24, time[1] < 60,
            time[2] < 60
        else {
            warn("start date and time", at: 168, count: 16, "the start is not known")
            return nil
        }
        if text(at: 88, count: 80).hasPrefix("Startdate X"), date == [1, 1, 85] { return nil }
        var year = date[2] + (date[2] >= 85 ? 1900 : 2000)
        if isPlus { year = fourDigitYear(day: date[0]) ?? year }
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(year)-\(two(date[1]))-\(two(date[0]))T\(two(time[0])):\(two(time[1])):"
            + two(time[2])
    }

    /// From "Startdate 02-MAR-2002"; nil when the field is blank, hidden ("X") or of another day.
    private mutating func fourDigitYear(day: Int) -> Int? {
        let words = text(at: 88, count: 80).split(separator: " ")
        guard words.first == "Startdate" else {
            warn("recording identification", at: 88, count: 80, "EDF+ wants 'Startdate' there")
            return nil
        }
        guard words.count > 1 else { return nil }
        let parts = words[1].split(separator: "-")
        guard parts.count == 3, Int(parts[0]) == day, parts[2].utf8.count == 4,
            let year = Int(parts[2]), year >= 1000
        else { return nil }
        return year
    }

    /// Three numbers of two digits, "dd.mm.yy"; any separator is taken.
    private func numbers(at offset: Int) -> [Int]? {
        var result: [Int] = []
        for start in stride(from: offset, to: offset + 9, by: 3) {
            let digits = bytes[start..<start + 2].map { Int($0) - 48 }
            guard digits.allSatisfy({ (0...9).contains($0) }) else { return nil }
            result.append(digits[0] * 10 + digits[1])
        }
        return result
    }
}

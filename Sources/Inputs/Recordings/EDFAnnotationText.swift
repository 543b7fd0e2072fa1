/// The bytes of EDF+ annotation lists, written.
enum EDFAnnotationText {
    /// `+`, ten digits, a point, nine digits, two separators and the NUL.
    static let timeKeepingBytesMax = 24

    /// The list that says when a record starts.
    static func timeKeeping(nanoseconds: Int64) -> [UInt8] {
        let time = decimal(DecimalNumber(mantissa: nanoseconds, scale: 9))
        return Array("+\(time)\u{14}\u{14}".utf8) + [0]
    }

    static func list(
        _ annotation: RecordingAnnotation, path: String
    ) throws(RecordingError) -> [UInt8] {
        let onset = annotation.onsetSeconds
        let duration = annotation.durationSeconds
        let isInRange =
            abs(onset) <= Limits.secondsMax
            && (duration.map { $0 >= 0 && $0 <= Limits.secondsMax })
                ?? true
        guard isInRange else {
            throw RecordingError(
                path, field: "annotation",
                .doesNotFit(
                    value: "onset \(onset), duration \(duration ?? 0)",
                    advice: "use times of at most \(Limits.secondsMax) s"))
        }
        guard !annotation.text.isEmpty, ForeignText.safe(annotation.text) == annotation.text else {
            throw RecordingError(
                path, field: "annotation",
                .doesNotFit(
                    value: annotation.text, advice: "use a text without control characters"))
        }
        var text = onset < 0 ? "" : "+"
        text += plain(onset)
        if let duration { text += "\u{15}" + plain(duration) }
        return Array("\(text)\u{14}\(annotation.text)\u{14}".utf8) + [0]
    }

    /// Without trailing zeros and without an exponent.
    static func decimal(_ number: DecimalNumber) -> String {
        var digits = String(number.mantissa.magnitude)
        if digits.utf8.count <= number.scale {
            digits = String(repeating: "0", count: number.scale + 1 - digits.utf8.count) + digits
        }
        var whole = String(digits.dropLast(number.scale))
        var fraction = digits.suffix(number.scale)
        while fraction.last == "0" { fraction.removeLast() }
        if number.mantissa < 0 { whole = "-" + whole }
        return fraction.isEmpty ? whole : "\(whole).\(fraction)"
    }

    /// The shortest decimal that reads back as the same `Double`, to 18 places.
    static func plain(_ value: Double) -> String {
        DecimalNumber(parsing: "\(value)").map(decimal) ?? "0"
    }
}

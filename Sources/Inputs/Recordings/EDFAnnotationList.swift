/// One time-stamped annotation list (TAL) of EDF+:
/// `+onset [0x15 duration] 0x14 text 0x14 text 0x14 ... 0x00`.
struct EDFAnnotationList {
    let onset: DecimalNumber
    let duration: DecimalNumber?
    /// Whether a time is written with a comma for the point.
    let hasComma: Bool
    /// Whether the first text is empty, or there is none: in the first list of a record that marks its
    /// start.
    let isTimeKeeping: Bool
    /// Empty texts are left out.
    let texts: [ArraySlice<UInt8>]

    /// Nil when the bytes before a terminating NUL are not such a list.
    init?(_ bytes: ArraySlice<UInt8>) {
        guard let timeEnd = bytes.firstIndex(of: 0x14) else { return nil }
        let time = bytes[..<timeEnd]
        let onsetEnd = time.firstIndex(of: 0x15) ?? timeEnd
        // The standard wants the sign; a list without it is refused as undecodable.
        guard let sign = time.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"),
            let onset = Self.number(time[..<onsetEnd]),
            abs(onset.value) <= Limits.secondsMax
        else { return nil }
        self.onset = onset
        var duration: DecimalNumber?
        if onsetEnd < timeEnd, onsetEnd + 1 < timeEnd {
            duration = Self.number(time[(onsetEnd + 1)...])
            guard let seconds = duration?.value, seconds >= 0, seconds <= Limits.secondsMax else {
                return nil
            }
        }
        self.duration = duration
        hasComma = time.contains(UInt8(ascii: ","))
        guard bytes.last == 0x14 else { return nil }
        isTimeKeeping = timeEnd + 1 == bytes.endIndex || bytes[timeEnd + 1] == 0x14
        texts = bytes[(timeEnd + 1)...].split(separator: 0x14)
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> DecimalNumber? {
        DecimalNumber(parsing: bytes) ?? DecimalNumber(parsingComma: bytes)
    }
}

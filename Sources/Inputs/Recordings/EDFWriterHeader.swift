/// The header bytes of an EDF+ file, with an annotation channel as the last signal.
struct EDFWriterHeader {
    private(set) var bytes: [UInt8] = []

    init(
        path: String, channels: [EDFWriter.Channel], timing: EDFRecordTiming, slotBytes: Int,
        isDiscontinuous: Bool, startDate: String?
    ) throws(RecordingError) {
        let start = try EDFStartDate(startDate, path: path)
        let count = channels.count + 1
        func add(_ text: String, _ width: Int, _ field: String) throws(RecordingError) {
            let isASCII = text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F }
            guard isASCII, text.utf8.count <= width else {
                throw RecordingError(
                    path, field: field,
                    .doesNotFit(
                        value: text, advice: "use at most \(width) plain ASCII characters"))
            }
            bytes += Self.padded(text, to: width)
        }
        try add("0", 8, "version")
        try add("X X X X", 80, "patient identification")
        try add("Startdate \(start.longDate) X X X", 80, "recording identification")
        try add(start.date, 8, "start date")
        try add(start.time, 8, "start time")
        try add("\(256 * (count + 1))", 8, "header size")
        try add(isDiscontinuous ? "EDF+D" : "EDF+C", 44, "reserved")
        try add("-1", 8, "number of data records")
        try add(timing.durationText, 8, "duration of a data record")
        try add("\(count)", 4, "number of signals")

        let annotationLabel = "EDF Annotations"
        for channel in channels {
            // A reader would take its samples for annotations.
            guard !EDFVariant.isAnnotationLabel(channel.name) else {
                throw RecordingError(
                    path, field: "name",
                    .doesNotFit(value: channel.name, advice: "give the channel another name"))
            }
            try add(channel.name, 16, "name")
        }
        try add(annotationLabel, 16, "name")
        for channel in channels { try add(channel.transducer, 80, "transducer") }
        try add("", 80, "transducer")
        for channel in channels { try add(Self.ascii(channel.unit), 8, "unit") }
        try add("", 8, "unit")
        for channel in channels {
            try Self.check(channel, path)
            try add(Self.number(channel.physicalMinimum), 8, "physical minimum")
        }
        try add("-1", 8, "physical minimum")
        for channel in channels {
            try add(Self.number(channel.physicalMaximum), 8, "physical maximum")
        }
        try add("1", 8, "physical maximum")
        for channel in channels { try add("\(channel.digitalMinimum)", 8, "digital minimum") }
        try add("-32768", 8, "digital minimum")
        for channel in channels { try add("\(channel.digitalMaximum)", 8, "digital maximum") }
        try add("32767", 8, "digital maximum")
        for channel in channels { try add(channel.prefiltering, 80, "prefiltering") }
        try add("", 80, "prefiltering")
        for _ in channels { try add("\(timing.framesPerRecord)", 8, "samples per record") }
        try add("\(slotBytes / 2)", 8, "samples per record")
        for _ in 0..<count { try add("", 32, "reserved") }
    }

    static func padded(_ text: String, to width: Int) -> [UInt8] {
        let bytes = Array(text.utf8)
        return bytes + [UInt8](repeating: 0x20, count: max(0, width - bytes.count))
    }

    private static func number(_ value: Double) -> String { EDFAnnotationText.plain(value) }

    private static func ascii(_ unit: String) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in unit.unicodeScalars {
            scalars.append(scalar == "\u{B5}" || scalar == "\u{3BC}" ? "u" : scalar)
        }
        return String(scalars)
    }

    private static func check(
        _ channel: EDFWriter.Channel, _ path: String
    ) throws(RecordingError) {
        func refuse(_ value: String, _ advice: String) -> RecordingError {
            RecordingError(
                path, field: "range of channel '\(ForeignText.quoted(channel.name))'",
                .doesNotFit(value: value, advice: advice))
        }
        let digital = -32768...32767
        guard digital.contains(channel.digitalMinimum), digital.contains(channel.digitalMaximum),
            channel.digitalMinimum < channel.digitalMaximum
        else {
            throw refuse(
                "\(channel.digitalMinimum) to \(channel.digitalMaximum)",
                "use a rising digital range inside -32768 to 32767")
        }
        for end in [channel.physicalMinimum, channel.physicalMaximum] {
            let text = number(end)
            guard end.isFinite, text.utf8.count <= 8, Double(text) == end else {
                throw refuse("\(end)", "round it to a number of at most 8 characters")
            }
        }
        guard channel.physicalMinimum != channel.physicalMaximum else {
            throw refuse("\(channel.physicalMinimum)", "use two different physical ends")
        }
    }
}

/// The start of a recording as EDF+ writes it, from "2026-11-23T07:15:04".
struct EDFStartDate {
    /// "dd.mm.yy"
    let date: String
    /// "hh.mm.ss"
    let time: String
    /// "23-NOV-2026", or "X" where the date is not known.
    let longDate: String

    init(_ text: String?, path: String) throws(RecordingError) {
        guard let text else {
            (date, time, longDate) = ("01.01.85", "00.00.00", "X")
            return
        }
        let digits = Array(text.utf8)
        let pattern = Array("dddd-dd-ddTdd:dd:dd".utf8)
        let fits =
            digits.count == pattern.count
            && zip(digits, pattern).allSatisfy { byte, wanted in
                wanted == UInt8(ascii: "d") ? byte >= 0x30 && byte <= 0x39 : byte == wanted
            }
        func number(_ start: Int, _ count: Int) -> Int {
            digits[start..<start + count].reduce(0) { $0 * 10 + Int($1) - 48 }
        }
        guard fits, (1985...2084).contains(number(0, 4)), (1...12).contains(number(5, 2)),
            (1...31).contains(number(8, 2)), number(11, 2) < 24, number(14, 2) < 60,
            number(17, 2) < 60
        else {
            throw RecordingError(
                path, field: "start date",
                .doesNotFit(
                    value: text, advice: "write it as 2026-11-23T07:15:04, from 1985 to 2084"))
        }
        func part(_ start: Int, _ count: Int) -> String {
            String(text.dropFirst(start).prefix(count))
        }
        let months = [
            "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
        ]
        date = "\(part(8, 2)).\(part(5, 2)).\(part(2, 2))"
        time = "\(part(11, 2)).\(part(14, 2)).\(part(17, 2))"
        longDate = "\(part(8, 2))-\(months[number(5, 2) - 1])-\(part(0, 4))"
    }
}

/// The header of an Intan `.rhd` file (Intan Technologies, RHD2000 data file formats).
struct IntanHeader {
    enum Kind: Int16 {
        case amplifier, auxiliary, supply, boardADC, digitalInput, digitalOutput
    }

    static let magic: [UInt8] = [0x02, 0x27, 0x91, 0xC6]

    let rate: StatedRate
    let amplifiers: [String]
    /// Enabled channels of each kind.
    let counts: [Kind: Int]
    let temperatureSensors: Int
    let notes: [String]
    let filters: String
    let byteCount: Int64
    /// Samples of each amplifier in a block of the data.
    let blockSamples: Int64

    init(_ file: RecordingFile) throws(RecordingError) {
        // The header has no length: it is read as it goes.
        var cursor = IntanCursor(
            BinaryFields(
                try file.bytes(at: 0, count: Limits.headerTextBytesMax), file: file.path))
        _ = try cursor.integer(UInt32.self, "magic number")
        let major: Int16 = try cursor.integer("version")
        let minor: Int16 = try cursor.integer("version")
        guard (1...3).contains(major), (0...99).contains(minor) else {
            throw RecordingError(
                file.path, at: .byte(4), field: "version",
                .unsupported(found: "\(major).\(minor)", supported: "version 1 to 3"))
        }
        let version = Int(major) * 100 + Int(minor)
        let hertz = Double(try cursor.float("sampling rate"))
        guard hertz > 0, hertz <= Limits.samplesPerSecondMax, let rate = StatedRate(hertz: hertz)
        else {
            throw cursor.bad(
                "sampling rate", found: "\(hertz)",
                expected: "a rate of at most \(Limits.samplesPerSecondMax) Hz")
        }
        self.rate = rate
        _ = try cursor.integer(Int16.self, "DSP")
        _ = try cursor.float("DSP cutoff")
        let (low, high) = (try cursor.float("lower bandwidth"), try cursor.float("upper bandwidth"))
        filters = low > 0 && high > low && high < 1e6 ? "HP:\(low)Hz LP:\(high)Hz" : ""
        for _ in 0..<3 { _ = try cursor.float("desired bandwidth") }
        _ = try cursor.integer(Int16.self, "notch filter")
        for _ in 0..<2 { _ = try cursor.float("impedance test") }
        var notes: [String] = []
        for _ in 0..<3 { notes.append(try cursor.text("note")) }
        self.notes = notes.filter { !$0.isEmpty }
        let sensors = version >= 101 ? try cursor.integer(Int16.self, "temperature sensors") : 0
        if version >= 103 { _ = try cursor.integer(Int16.self, "board mode") }
        if version >= 200 { _ = try cursor.text("reference channel") }
        temperatureSensors = Int(sensors)
        var names: [String] = []
        var counts: [Kind: Int] = [:]
        let groups: Int16 = try cursor.integer("number of signal groups")
        for _ in 0..<max(0, Int(groups)) {
            _ = try cursor.text("group name")
            _ = try cursor.text("group prefix")
            let isEnabled: Int16 = try cursor.integer("group enabled")
            let channels: Int16 = try cursor.integer("number of channels")
            _ = try cursor.integer(Int16.self, "number of amplifiers")
            for _ in 0..<(isEnabled != 0 ? max(0, Int(channels)) : 0) {
                let native = try cursor.text("channel name")
                let custom = try cursor.text("channel name")
                for _ in 0..<2 { _ = try cursor.integer(Int16.self, "order") }
                let code: Int16 = try cursor.integer("signal type")
                let isOn: Int16 = try cursor.integer("channel enabled")
                for _ in 0..<6 { _ = try cursor.integer(Int16.self, "trigger") }
                for _ in 0..<2 { _ = try cursor.float("impedance") }
                guard let kind = Kind(rawValue: code) else {
                    throw cursor.bad("signal type", found: "\(code)", expected: "0 to 5")
                }
                guard isOn != 0 else { continue }
                counts[kind, default: 0] += 1
                if kind == .amplifier { names.append(custom.isEmpty ? native : custom) }
            }
        }
        guard sensors >= 0, !names.isEmpty, counts.values.reduce(0, +) <= Limits.channelsMax else {
            throw RecordingError(
                file.path, field: "channels",
                .missingField(
                    expected: "1 to \(Limits.channelsMax) channels, an amplifier among them"))
        }
        amplifiers = names
        self.counts = counts
        byteCount = Int64(cursor.place)
        blockSamples = version >= 200 ? 128 : 60
    }

    /// Time stamps, then amplifiers, then all the others.
    var blockBytes: Int64 {
        func count(_ kind: Kind) -> Int64 { Int64(counts[kind] ?? 0) }
        let words =
            2 * blockSamples + count(.amplifier) * blockSamples
            + count(.auxiliary) * blockSamples / 4 + count(.supply) + Int64(temperatureSensors)
            + count(.boardADC) * blockSamples + (count(.digitalInput) > 0 ? blockSamples : 0)
            + (count(.digitalOutput) > 0 ? blockSamples : 0)
        return 2 * words
    }

    var otherChannels: Int { counts.values.reduce(0, +) - amplifiers.count + temperatureSensors }
}

/// Reads fields one after the other.
struct IntanCursor {
    private let fields: BinaryFields
    private(set) var place = 0

    init(_ fields: BinaryFields) { self.fields = fields }

    private mutating func take(_ count: Int, _ field: String) throws(RecordingError) -> Int {
        guard count <= fields.bytes.count - place else {
            throw RecordingError(
                fields.file, at: .byte(Int64(place)), field: field,
                .truncated(
                    expectedBytes: Int64(place + count), foundBytes: Int64(fields.bytes.count)))
        }
        place += count
        return place - count
    }

    mutating func integer<Integer: FixedWidthInteger>(
        _ type: Integer.Type = Integer.self, _ field: String
    ) throws(RecordingError) -> Integer {
        fields.integer(try take(Integer.bitWidth / 8, field))
    }

    mutating func integer<Integer: FixedWidthInteger>(
        _ field: String
    ) throws(RecordingError) -> Integer { try integer(Integer.self, field) }

    mutating func float(_ field: String) throws(RecordingError) -> Float {
        fields.float(try take(4, field))
    }

    /// Qt's: bytes of UTF-16, 0xFFFFFFFF for none.
    mutating func text(_ field: String) throws(RecordingError) -> String {
        let count: UInt32 = try integer(field)
        guard count != 0, count != .max else { return "" }
        guard count % 2 == 0, count <= 1 << 20 else {
            throw bad(field, found: "\(count) bytes", expected: "an even number of at most 2^20")
        }
        let at = try take(Int(count), field)
        let bytes = Array(fields.bytes[at..<at + Int(count)])
        return ForeignText.field(TextLines.utf8([0xFF, 0xFE] + bytes)[...])
    }

    func bad(_ field: String, found: String, expected: String) -> RecordingError {
        fields.bad(max(0, place - 2), field, found: found, expected: expected)
    }
}

/// The header of an EDF or BDF file: B. Kemp et al., "A simple format for exchange of digitized
/// polygraphic recordings" (1992), and "EDF+" (2003).
struct EDFHeader {
    struct Signal {
        var label: String
        var transducer: String
        var unit: String
        var physicalMinimum: Double
        var physicalMaximum: Double
        var digitalMinimum: Int
        var digitalMaximum: Int
        var prefiltering: String
        var samplesPerRecord: Int64
        var isAnnotation: Bool
        /// Without samples, or without a rate; nothing of it is read.
        var isLeftOut: Bool
        /// False when the ranges give no scale; the samples are then read as digital counts.
        var isCalibrated: Bool
    }

    let variant: EDFVariant
    let format: RecordingFormat
    let startDate: String?
    let headerBytes: Int64
    /// Nil when the header does not say (0 or -1).
    let recordCount: Int64?
    let recordDuration: DecimalNumber
    let signals: [Signal]
    let recordBytes: Int64
    let warnings: WarningList
    /// How the header's texts were decoded; the annotations go on from there.
    let texts: TextDecoding

    init(
        _ file: RecordingFile, variant: EDFVariant, _ texts: TextDecoding
    ) throws(RecordingError) {
        let fixed = try file.bytes(at: 0, count: 256)
        guard fixed.count == 256 else {
            throw RecordingError(
                file.path, .truncated(expectedBytes: 256, foundBytes: file.byteCount))
        }
        var first = EDFHeaderFields(file: file.path, bytes: fixed, texts: texts)
        let signalCount = try first.whole(
            "number of signals", at: 252, count: 4, in: 1...Int64(Limits.channelsMax))
        headerBytes = 256 * (signalCount + 1)
        let all = try file.bytes(at: 0, count: headerBytes)
        guard all.count == headerBytes else {
            throw RecordingError(
                file.path, .truncated(expectedBytes: headerBytes, foundBytes: file.byteCount))
        }
        var fields = EDFHeaderFields(file: file.path, bytes: all, texts: texts)
        self.variant = variant
        if variant == .edf, fields.bytes[..<8].elementsEqual("0       ".utf8) == false {
            fields.warn("version", at: 0, count: 8, "read as EDF's version 0")
        }
        var format = variant.format(reserved: fields.text(at: 192, count: 44))
        startDate = fields.startDate(isPlus: !format.isPlainEDF)
        fields.checkHeaderSize(headerBytes)
        recordCount = try fields.recordCount()
        recordDuration = try fields.recordDuration()
        var signals = try fields.signals(count: Int(signalCount))
        if format.isPlainEDF, signals.contains(where: \.isAnnotation) {
            fields.warn(
                "reserved", at: 192, count: 44, "read as EDF+ because there are annotations")
            format = variant == .edf ? .edfPlusContinuous : .bdfPlusContinuous
        } else if !format.isPlainEDF, !signals.contains(where: \.isAnnotation) {
            fields.warn(
                "reserved", at: 192, count: 44,
                "there is no annotation channel, so that gaps cannot be known")
        }
        self.format = format
        let samples = signals.reduce(0) { $0 + $1.samplesPerRecord }
        recordBytes = samples * Int64(variant.encoding.byteCount)
        guard recordBytes > 0 else {
            throw fields.error(
                "samples per record of signal 1", at: 256 + 216 * Int(signalCount), count: 8,
                expected: "a sample in one of the signals")
        }
        if recordDuration.mantissa == 0, signals.contains(where: \.isSignal) {
            guard signals.contains(where: \.isAnnotation) else {
                throw fields.error(
                    "duration of a data record", at: 244, count: 8,
                    expected: "a duration above 0 in a file that has signals")
            }
            for index in signals.indices where signals[index].isSignal {
                signals[index].isLeftOut = true
            }
            fields.warn(
                "duration of a data record", at: 244, count: 8,
                "the signals have no rate and are left out; annotations are read")
        }
        self.signals = signals
        warnings = fields.warnings
        self.texts = fields.texts
    }
}

extension EDFHeader.Signal {
    var isSignal: Bool { !isAnnotation && !isLeftOut }
}

extension EDFHeaderFields {
    fileprivate mutating func checkHeaderSize(_ expected: Int64) {
        let field = ForeignText.trimmed(bytes[184..<192])
        if DecimalNumber(parsing: field)?.wholeNumber != expected {
            warn("header size", at: 184, count: 8, "read as \(expected)")
        }
    }

    fileprivate mutating func recordCount() throws(RecordingError) -> Int64? {
        let name = "number of data records"
        let isBlank = ForeignText.trimmed(bytes[236..<244]).isEmpty
        let count = isBlank ? 0 : try whole(name, at: 236, count: 8, in: -1...99_999_999)
        guard count <= 0 else { return count }
        warn(name, at: 236, count: 8, "taken from the file's size")
        return nil
    }

    fileprivate mutating func recordDuration() throws(RecordingError) -> DecimalNumber {
        let name = "duration of a data record"
        let duration = try decimal(name, at: 244, count: 8)
        guard duration.mantissa >= 0 else {
            throw error(name, at: 244, count: 8, expected: "a duration in seconds")
        }
        return duration
    }
}

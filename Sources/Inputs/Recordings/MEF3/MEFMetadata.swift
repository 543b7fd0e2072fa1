/// What the `.tmet` file of a segment says (MEF 3.0 specification, "Metadata files").
struct MEFMetadata {
    let rate: StatedRate
    /// As written; 0 stands for none.
    let unitsPerCount: Double
    let unit: String
    let acquisitionNumber: Int64
    let filters: String
    /// To be added to times that are stored as negative; nil where it is not known.
    let recordingTimeOffset: Int64?
    let secondsFromGMT: Int32?

    private static let byteCount = 16_384

    init(_ file: RecordingFile) throws(RecordingError) {
        _ = try MEFUniversalHeader(file, type: "tmet", bodyBytesMax: 1 << 20)
        let fields = try BinaryFields(file, at: 0, count: Self.byteCount)
        guard fields.integer(1024, as: Int8.self) <= 0 else {
            throw RecordingError(file.path, at: .byte(1024), .encrypted(converter: Self.converter))
        }
        let hertz = fields.double(8720)
        guard hertz > 0, hertz <= Limits.samplesPerSecondMax, let rate = StatedRate(hertz: hertz)
        else {
            throw fields.bad(
                8720, "sampling frequency", found: "\(hertz)",
                expected: "a rate of at most \(Limits.samplesPerSecondMax) Hz")
        }
        self.rate = rate
        let factor = fields.double(8760)
        guard factor.isFinite, factor.magnitude < 1e30 else {
            throw fields.bad(
                8760, "units conversion factor", found: "\(factor)", expected: "a number")
        }
        unitsPerCount = factor
        unit = fields.text(8768, count: 128)
        filters = [("HP:", 8728), ("LP:", 8736), ("N:", 8744)].compactMap { kind, at in
            let value = fields.double(at)
            return value > 0 && value < 1e9 ? "\(kind)\(value)Hz" : nil
        }.joined(separator: " ")
        acquisitionNumber = fields.integer(8712)
        let isOpen = fields.integer(1025, as: Int8.self) <= 0
        let offset = fields.integer(13_312, as: Int64.self)
        recordingTimeOffset = isOpen && offset >= 0 && offset < 1 << 53 ? offset : nil
        let zone = fields.integer(13_336, as: Int32.self)
        secondsFromGMT = isOpen && (-86_400...86_400).contains(zone) ? zone : nil
    }

    /// Units per count; without a factor counts are no voltage.
    var scale: (gain: Double, unit: String) {
        unitsPerCount == 0 ? (1, "count") : (unitsPerCount, unit)
    }

    static let converter = "mef3io.Reader(..., password=...) in Python and mef3io.Writer"
}

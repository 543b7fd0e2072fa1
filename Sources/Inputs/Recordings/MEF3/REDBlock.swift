/// A block of range-encoded differences: 304 bytes of header, then the code (MEF 3.0 specification,
/// "RED compression").
struct REDBlock {
    static let headerBytes = 304
    /// Ten seconds at 100 kHz.
    static let samplesMax = 1 << 20
    static let bytesMax = 8 << 20

    let sampleCount: Int
    let differenceBytes: Int
    private let scaleFactor: Double
    private let slope: Double
    private let intercept: Double

    /// Checks the block's checksum and sizes.
    ///
    /// - Parameters:
    ///   - bytes: the block comes first in them.
    ///   - start: where it lies in the file.
    init(
        _ bytes: [UInt8], byteCount: Int, sampleCount: Int, file: String, start: Int64
    ) throws(RecordingError) {
        let fields = BinaryFields(Array(bytes[..<Self.headerBytes]), file: file, start: start)
        let stated = fields.integer(0, as: UInt32.self)
        // 0 stands for no checksum.
        guard stated == 0 || stated == KoopmanChecksum.of(bytes[4..<byteCount]) else {
            throw RecordingError(file, at: .byte(start), field: "block", .damaged)
        }
        guard fields.integer(4, as: UInt8.self) & 6 == 0 else {
            throw RecordingError(
                file, at: .byte(start + 4), .encrypted(converter: MEFMetadata.converter))
        }
        let blockBytes = fields.integer(36, as: UInt32.self)
        guard blockBytes == byteCount else {
            throw fields.bad(
                36, "block bytes", found: "\(blockBytes)",
                expected: "\(byteCount), as in the index,")
        }
        let samples = fields.integer(32, as: UInt32.self)
        guard samples == sampleCount else {
            throw fields.bad(
                32, "number of samples", found: "\(samples)",
                expected: "\(sampleCount), as in the index,")
        }
        let differences = fields.integer(28, as: UInt32.self)
        guard differences >= 4, differences <= 5 * sampleCount + 1 else {
            throw fields.bad(
                28, "difference bytes", found: "\(differences)",
                expected: "4 to \(5 * sampleCount + 1)")
        }
        self.sampleCount = sampleCount
        differenceBytes = Int(differences)
        slope = Double(fields.float(16))
        intercept = Double(fields.float(20))
        let scale = Double(fields.float(24))
        scaleFactor = scale > 1 ? scale : 1
        guard slope.isFinite, intercept.isFinite, scale.isFinite else {
            throw fields.bad(16, "detrend or scale", found: "nan", expected: "a number")
        }
    }

    /// Undoes what a lossy encoder took away before it counted.
    func restore(_ counts: inout [Int32]) {
        if scaleFactor != 1 {
            for index in 0..<sampleCount {
                counts[index] = Self.rounded(Double(counts[index]) * scaleFactor)
            }
        }
        guard slope != 0 || intercept != 0 else { return }
        for index in 0..<sampleCount {
            counts[index] = Self.rounded(
                Double(counts[index]) + slope * Double(index + 1) + intercept)
        }
    }

    private static func rounded(_ value: Double) -> Int32 {
        let nearest = value.rounded(.toNearestOrAwayFromZero)
        return Int32(max(-Double(Int32.max), min(Double(Int32.max), nearest)))
    }
}

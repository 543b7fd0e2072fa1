/// The two families of one format: 16-bit EDF and 24-bit BDF.
enum EDFVariant: Sendable {
    case edf
    case bdf

    /// From the first eight bytes of a file; nil when they are of neither.
    init?(signature: [UInt8]) {
        guard signature.count >= 8 else { return nil }
        let version = signature[..<8]
        if version.first == 0xFF, version.dropFirst().elementsEqual("BIOSEMI".utf8) {
            self = .bdf
        } else if ForeignText.trimmed(version).elementsEqual("0".utf8) {
            self = .edf
        } else {
            return nil
        }
    }

    var encoding: SampleEncoding { self == .edf ? .int16 : .int24 }
    var annotationLabel: String { self == .edf ? "EDF Annotations" : "BDF Annotations" }
    private var plusPrefix: String { self == .edf ? "EDF+" : "BDF+" }

    /// From the header's reserved field. Plain EDF has no mark there.
    func format(reserved: String) -> RecordingFormat {
        let isEDF = self == .edf
        if reserved.hasPrefix(plusPrefix + "C") {
            return isEDF ? .edfPlusContinuous : .bdfPlusContinuous
        }
        if reserved.hasPrefix(plusPrefix + "D") {
            return isEDF ? .edfPlusDiscontinuous : .bdfPlusDiscontinuous
        }
        return isEDF ? .edf : .bdf
    }
}

extension RecordingFormat {
    var isDiscontinuous: Bool { self == .edfPlusDiscontinuous || self == .bdfPlusDiscontinuous }
    var isPlainEDF: Bool { self == .edf || self == .bdf }
}

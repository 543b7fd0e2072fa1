/// The two families of one format: 16-bit EDF and 24-bit BDF.
enum EDFVariant: Sendable {
    case edf
    case bdf

    /// From the first 256 bytes of a file; nil when they are of neither.
    ///
    /// EDF's version is a 0 and spaces. Where something else stands there, the header's size must
    /// fit its number of signals.
    init?(start: [UInt8]) {
        guard start.count >= 8 else { return nil }
        let version = start[..<8]
        if version.first == 0xFF, version.dropFirst().elementsEqual("BIOSEMI".utf8) {
            self = .bdf
        } else if ForeignText.trimmed(version).elementsEqual("0".utf8)
            || Self.sizeFitsSignals(start)
        {
            self = .edf
        } else {
            return nil
        }
    }

    private static func sizeFitsSignals(_ start: [UInt8]) -> Bool {
        guard start.count >= 256,
            let size = DecimalNumber(parsing: ForeignText.trimmed(start[184..<192]))?.wholeNumber,
            let signals = DecimalNumber(parsing: ForeignText.trimmed(start[252..<256]))?.wholeNumber
        else { return false }
        return signals > 0 && signals <= Int64(Limits.channelsMax) && size == 256 * (signals + 1)
    }

    var encoding: SampleEncoding { self == .edf ? .int16 : .int24 }
    private var plusPrefix: String { self == .edf ? "EDF+" : "BDF+" }

    /// Either family's label is met in the other, and in any case of letters.
    static func isAnnotationLabel(_ label: String) -> Bool {
        ["edf annotations", "bdf annotations"].contains(label.lowercased())
    }

    /// From the header's reserved field. Plain EDF has no mark there.
    func format(reserved: String) -> RecordingFormat {
        let isEDF = self == .edf
        let other = isEDF ? "BDF+" : "EDF+"
        let mark = reserved.hasPrefix(other) ? plusPrefix + reserved.dropFirst(4) : reserved
        if mark.hasPrefix(plusPrefix + "C") {
            return isEDF ? .edfPlusContinuous : .bdfPlusContinuous
        }
        if mark.hasPrefix(plusPrefix + "D") {
            return isEDF ? .edfPlusDiscontinuous : .bdfPlusDiscontinuous
        }
        return isEDF ? .edf : .bdf
    }
}

extension RecordingFormat {
    var isDiscontinuous: Bool { self == .edfPlusDiscontinuous || self == .bdfPlusDiscontinuous }
    var isPlainEDF: Bool { self == .edf || self == .bdf }
}

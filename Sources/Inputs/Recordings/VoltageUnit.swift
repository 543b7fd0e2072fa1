/// Units of voltage as recordings spell them.
enum VoltageUnit {
    /// Microvolts in one unit; nil when `unit` is not a voltage. Both micro signs (U+00B5 and
    /// U+03BC) and the letter u are accepted. Case matters only where it must: MV is not mV.
    static func microvoltsPerUnit(_ unit: String) -> Double? {
        switch unit {
        case "V", "v": return 1e6
        case "mV", "mv": return 1e3
        case "nV", "nv": return 1e-3
        default: break
        }
        if isMicrovolt(Array(unit.utf8)[...]) { return 1 }
        switch unit.lowercased() {
        case "volt", "volts": return 1e6
        case "millivolt", "millivolts": return 1e3
        case "nanovolt", "nanovolts": return 1e-3
        default: return nil
        }
    }

    /// Whether bytes of any encoding spell the microvolt. A micro sign is the one character of a
    /// voltage's unit that is not ASCII, so that a few bytes settle the encoding.
    static func isMicrovolt(_ bytes: ArraySlice<UInt8>) -> Bool {
        if microvoltSigns.contains(where: { bytes.elementsEqual($0) }) { return true }
        for name in ["V", "v", "Volts", "volts", "Volt", "volt"] where bytes.count > name.utf8.count
        {
            let tail = bytes.suffix(name.utf8.count)
            let head = bytes.dropLast(name.utf8.count)
            if tail.elementsEqual(name.utf8), micros.contains(where: { head.elementsEqual($0) }) {
                return true
            }
        }
        return false
    }

    private static let micros: [[UInt8]] = [
        Array("u".utf8), Array("U".utf8), Array("micro".utf8), Array("Micro".utf8),
        Array("mk".utf8),
        [0xC2, 0xB5], [0xCE, 0xBC],  // UTF-8: U+00B5, U+03BC
        [0xC3, 0x82, 0xC2, 0xB5],  // UTF-8 of U+00B5, taken for Latin-1 and encoded once more
        [0xB5],  // Latin-1, Windows-1250 to -1258, Mac Roman
        [0xE6],  // code pages 437, 850, 852
        [0xEC],  // ISO-8859-7, Windows-1253 (Greek)
        [0x83, 0xCA],  // Shift-JIS
        [0xA6, 0xCC],  // GBK, GB 2312, EUC-JP
        [0xA3, 0x67],  // Big5
        [0xA5, 0xEC],  // EUC-KR
    ]

    /// U+33B6, one character for both letters, in UTF-8 and EUC-KR; Cyrillic мкВ in UTF-8,
    /// Windows-1251, code page 866 and KOI8-R.
    private static let microvoltSigns: [[UInt8]] = [
        [0xE3, 0x8E, 0xB6], [0xA7, 0xC5], [0xD0, 0xBC, 0xD0, 0xBA, 0xD0, 0x92], [0xEC, 0xEA, 0xC2],
        [0xAC, 0xAA, 0x82], [0xCD, 0xCB, 0xF7],
    ]
}

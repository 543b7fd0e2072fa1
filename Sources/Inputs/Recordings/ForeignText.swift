/// Text that came from a file, made fit to be shown.
enum ForeignText {
    /// The text with everything a terminal would obey taken out: tabs and line ends become
    /// spaces; other control, format and unassigned characters become U+FFFD.
    static func safe(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text }
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\t", "\n", "\r": scalars.append(" ")
            default: scalars.append(isShowable(scalar) ? scalar : "\u{FFFD}")
            }
        }
        return String(scalars)
    }

    /// At most `Limits.quotedCharactersMax` characters of `text`, safe to show.
    static func quoted(_ text: String) -> String {
        let head = text.unicodeScalars.prefix(Limits.quotedCharactersMax)
        let shown = safe(String(String.UnicodeScalarView(head)))
        return head.endIndex < text.unicodeScalars.endIndex ? shown + "..." : shown
    }

    /// UTF-8 where the bytes are valid, otherwise Windows-1252; never fails.
    static func decoded(_ bytes: some Sequence<UInt8>) -> String {
        let array = Array(bytes)
        if let text = String(validating: array, as: UTF8.self) { return text }
        return windows1252(array)
    }

    /// Latin-1, with letters and signs where that has control characters.
    static func windows1252(_ bytes: some Sequence<UInt8>) -> String {
        var scalars = String.UnicodeScalarView()
        for byte in bytes {
            scalars.append((0x80..<0xA0).contains(byte) ? upper[Int(byte) - 0x80] : .init(byte))
        }
        return String(scalars)
    }

    private static let upper = Array(
        ("\u{20AC}\u{81}\u{201A}\u{192}\u{201E}\u{2026}\u{2020}\u{2021}\u{2C6}\u{2030}\u{160}"
            + "\u{2039}\u{152}\u{8D}\u{17D}\u{8F}\u{90}\u{2018}\u{2019}\u{201C}\u{201D}\u{2022}"
            + "\u{2013}\u{2014}\u{2DC}\u{2122}\u{161}\u{203A}\u{153}\u{9D}\u{17E}\u{178}")
            .unicodeScalars)

    /// A field of a fixed-width header: without the padding, decoded and safe to show.
    static func field(_ bytes: ArraySlice<UInt8>) -> String {
        safe(decoded(trimmed(bytes)))
    }

    /// Without spaces and NULs at either end.
    static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var slice = bytes
        while let first = slice.first, first == 0x20 || first == 0 { slice.removeFirst() }
        while let last = slice.last, last == 0x20 || last == 0 { slice.removeLast() }
        return slice
    }

    private static func isShowable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse,
            .unassigned:
            false
        default: true
        }
    }
}

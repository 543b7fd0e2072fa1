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

    /// UTF-8 where the bytes are valid, otherwise Latin-1; never fails.
    static func decoded(_ bytes: some Sequence<UInt8>) -> String {
        let array = Array(bytes)
        if let text = String(validating: array, as: UTF8.self) { return text }
        return latin1(array)
    }

    static func latin1(_ bytes: some Sequence<UInt8>) -> String {
        var scalars = String.UnicodeScalarView()
        for byte in bytes { scalars.append(Unicode.Scalar(byte)) }
        return String(scalars)
    }

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

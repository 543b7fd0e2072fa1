import Foundation

/// An encoding of text by the name that iconv(3) knows it by, such as SHIFT_JIS, GBK or CP437.
public struct TextEncoding: Sendable, Equatable {
    /// As given, of at most 40 characters.
    public let name: String

    /// Nil where the system knows no such encoding, or it does not hold ASCII as it stands.
    public init?(named name: String) {
        let isPlain = name.utf8.allSatisfy {
            Unicode.Scalar($0).properties.isAlphabetic || ($0 >= 0x30 && $0 <= 0x3A)
                || "-_.".utf8.contains($0)
        }
        guard isPlain, !name.isEmpty, name.utf8.count <= 40 else { return nil }
        self.name = name
        guard decoded(Array("A+1".utf8)[...]) == "A+1" else { return nil }
    }

    /// Bytes that are none in this encoding become U+FFFD; nil only if the system fails.
    func decoded(_ bytes: ArraySlice<UInt8>) -> String? {
        let converter = unsafe iconv_open("UTF-8", name)
        guard unsafe converter != iconv_t(bitPattern: -1) else { return nil }
        defer { unsafe _ = iconv_close(converter) }
        var input = bytes.map { CChar(bitPattern: $0) }
        // No encoding makes more than four bytes of UTF-8 from one of its own, plus a shift state.
        var output = [CChar](repeating: 0, count: 4 * input.count + 16)
        var (read, written) = (0, 0)
        while read < input.count {
            let (source, target) = (read, written)
            let isDone = unsafe input.withUnsafeMutableBufferPointer { from in
                unsafe output.withUnsafeMutableBufferPointer { to in
                    var (next, left) = unsafe (
                        from.baseAddress! + source as UnsafeMutablePointer?, from.count - source
                    )
                    var (place, room) = unsafe (
                        to.baseAddress! + target as UnsafeMutablePointer?, to.count - target
                    )
                    let result = unsafe iconv(converter, &next, &left, &place, &room)
                    (read, written) = (from.count - left, to.count - room)
                    return result != Int(bitPattern: UInt.max)
                }
            }
            if isDone { break }
            guard errno == EILSEQ || errno == EINVAL, written + 3 <= output.count else {
                return nil
            }
            for byte in "\u{FFFD}".utf8 {
                output[written] = CChar(bitPattern: byte)
                written += 1
            }
            read += 1
        }
        return String(decoding: output[..<written].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

/// How the texts of one file become characters, and what had to be guessed.
struct TextDecoding: Sendable {
    private let encoding: TextEncoding?
    private var guesses = 0
    private var firstGuess = ""

    /// - Parameter encoding: of every text that is not ASCII; nil takes UTF-8 where the bytes are
    ///   valid, and else guesses Windows-1252, which Latin-1 is a part of.
    init(_ encoding: TextEncoding? = nil) { self.encoding = encoding }

    /// For a file that should be UTF-8: `encoding` counts only where it is not.
    init(utf8 bytes: [UInt8], else encoding: TextEncoding?) {
        self.init(String(validating: bytes, as: UTF8.self) == nil ? encoding : nil)
    }

    /// Not made fit to be shown.
    mutating func text(_ bytes: ArraySlice<UInt8>) -> String {
        if bytes.allSatisfy({ $0 < 0x80 }) { return String(decoding: bytes, as: UTF8.self) }
        let utf8 = String(validating: bytes, as: UTF8.self)
        // The unit that matters is known by its bytes in any encoding.
        if utf8 == nil, VoltageUnit.isMicrovolt(bytes) { return "\u{B5}V" }
        if let encoding, let text = encoding.decoded(bytes) { return text }
        if let utf8 { return utf8 }
        let text = ForeignText.windows1252(bytes)
        if guesses == 0 { firstGuess = text }
        guesses += 1
        return text
    }

    /// Without padding, and fit to be shown.
    mutating func field(_ bytes: ArraySlice<UInt8>) -> String {
        ForeignText.safe(text(ForeignText.trimmed(bytes)))
    }

    func summarise(into warnings: inout WarningList, file: String? = nil) {
        guard guesses > 0 else { return }
        warnings.add(
            "\(file.map { "\($0): " } ?? "")\(guesses) text(s) are not UTF-8 and were taken for "
                + "Windows-1252 (Latin-1), the first '\(ForeignText.quoted(firstGuess))'; name the "
                + "right one with --encoding")
    }
}

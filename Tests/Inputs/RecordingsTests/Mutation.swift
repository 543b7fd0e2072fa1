import TestSupport

/// Ways to spoil a file, chosen by a seeded generator.
struct Mutation {
    private var generator: SplitMix64
    /// Places of header fields that are worth replacing as a whole.
    private let fields: [Range<Int>]

    init(seed: UInt64, fields: [Range<Int>]) {
        generator = SplitMix64(seed: seed)
        self.fields = fields
    }

    static let nastyValues =
        [
            "", "0", "-1", "1", "-0", "99999999", "-9999999", "9999", "2147483648", "4294967296",
            "9223372036854775807", "18446744073709551616", "1e308", "1e-308", "1e99", "nan", "NaN",
            "inf", "-inf", "0x7f", "1.5", "1,5", "..", "../x", "/etc/passwd", "$b", "$b$b", "%s%n",
            "\u{1B}[2J", "\u{202E}", "\u{B5}V", "\u{FFFD}", "\u{1F9E0}", "EDF+D", "EDF+C", "BDF+D",
            "EDF Annotations", "BDF Annotations", "65535", "65536", "32768", "-32769", "1e9",
            "1e-9",
            "0.0000001", "n/a", "VECTORIZED", "IEEE_FLOAT_32", "INT_32", "\t\t\t", "\r\r\n", "+",
            "-",
            "+1e18", "-1e18", "+9999999999999999999", "\0", "\u{14}", "\u{15}", "\u{14}\u{14}\0+7",
            "\"", "\"\"", "A1\t", "A1-0", "-Ref", "20131207082920000000", "New Segment",
            "[ASCII Infos]",
        ].map { Array($0.utf8) } + [
            [0xFF, 0xFE], [0x83, 0xCA, 0x56], [0xA6, 0xCC], [0xB5, 0x56], [0xA0],
        ]

    /// One to four changes.
    mutating func apply(to original: [UInt8]) -> [UInt8] {
        var bytes = original
        for _ in 0..<Int.random(in: 1...4, using: &generator) { change(&bytes) }
        return bytes
    }

    private mutating func change(_ bytes: inout [UInt8]) {
        guard !bytes.isEmpty else { return }
        switch Int.random(in: 0..<12, using: &generator) {
        case 0: flipBit(&bytes)
        case 1: bytes[place(in: bytes)] = UInt8.random(in: 0...255, using: &generator)
        case 2: bytes.removeLast(Int.random(in: 0...bytes.count, using: &generator))
        case 3: insertNoise(&bytes)
        case 4: removePart(&bytes)
        case 5: repeatPart(&bytes)
        case 6, 7: replaceNumber(&bytes)
        case 8: replaceLinePart(&bytes)
        default: replaceField(&bytes)
        }
    }

    private mutating func place(in bytes: [UInt8]) -> Int {
        // Half of the time near the front, where headers are.
        let end = Bool.random(using: &generator) ? bytes.count : min(bytes.count, 512)
        return Int.random(in: 0..<end, using: &generator)
    }

    private mutating func nasty() -> [UInt8] { Self.nastyValues.randomElement(using: &generator)! }

    private mutating func flipBit(_ bytes: inout [UInt8]) {
        bytes[place(in: bytes)] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
    }

    private mutating func insertNoise(_ bytes: inout [UInt8]) {
        let noise = (0..<Int.random(in: 1...40, using: &generator)).map { _ in
            UInt8.random(in: 0...255, using: &generator)
        }
        bytes.insert(contentsOf: noise, at: place(in: bytes))
    }

    private mutating func removePart(_ bytes: inout [UInt8]) {
        let start = place(in: bytes)
        let count = Int.random(in: 1...64, using: &generator)
        bytes.removeSubrange(start..<min(bytes.count, start + count))
    }

    private mutating func repeatPart(_ bytes: inout [UInt8]) {
        let start = place(in: bytes)
        let part = bytes[start..<min(bytes.count, start + 300)]
        bytes.insert(contentsOf: part, at: place(in: bytes))
    }

    /// Puts a nasty value, padded with spaces, into a whole header field.
    private mutating func replaceField(_ bytes: inout [UInt8]) {
        guard let field = fields.randomElement(using: &generator), field.upperBound <= bytes.count
        else { return replaceNumber(&bytes) }
        let value = nasty().prefix(field.count)
        let padding = [UInt8](repeating: 0x20, count: field.count - value.count)
        bytes.replaceSubrange(field, with: value + padding)
    }

    /// Replaces the digits around or after a place.
    private mutating func replaceNumber(_ bytes: inout [UInt8]) {
        func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
        guard let start = bytes[place(in: bytes)...].firstIndex(where: isDigit) else { return }
        let end = bytes[start...].firstIndex { !isDigit($0) } ?? bytes.count
        bytes.replaceSubrange(start..<end, with: nasty())
    }

    /// Replaces what follows a separator.
    private mutating func replaceLinePart(_ bytes: inout [UInt8]) {
        let separators: [UInt8] = [0x09, 0x0A, 0x2C, 0x3D, 0x14, 0x15]
        guard
            let start = bytes[place(in: bytes)...].firstIndex(where: { separators.contains($0) })
        else { return }
        let rest = bytes[(start + 1)...]
        let end = rest.firstIndex { separators.contains($0) } ?? bytes.count
        bytes.replaceSubrange((start + 1)..<end, with: nasty())
    }
}

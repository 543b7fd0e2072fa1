import TestSupport
import Testing

@testable import Recordings

/// Texts that are not ASCII: units by their bytes, names and annotations by a named encoding or a guess.
@Suite struct EncodingTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// The microvolt in UTF-8, Latin-1, Shift-JIS, GBK, code page 437, Big5, EUC-KR, Greek, and in
    /// Cyrillic letters.
    static let microvolts: [[UInt8]] = [
        Array("uV".utf8), Array("µV".utf8), Array("μV".utf8), [0xB5, 0x56], [0x83, 0xCA, 0x56],
        [0xA6, 0xCC, 0x56], [0xE6, 0x56], [0xA3, 0x67, 0x56], [0xA5, 0xEC, 0x56], [0xEC, 0x56],
        Array("㎶".utf8), Array("microV".utf8), Array("uVolts".utf8), Array("мкВ".utf8),
        [0xEC, 0xEA, 0xC2], [0xAC, 0xAA, 0x82], [0xCD, 0xCB, 0xF7], Array("mkV".utf8),
    ]

    @Test(arguments: microvolts)
    func aMicrovoltIsKnownByItsBytes(unit: [UInt8]) throws {
        #expect(VoltageUnit.isMicrovolt(unit[...]))
        var bytes = EDFBuilder.plain(channels: 1).bytes
        let field = 256 + 96
        bytes.replaceSubrange(
            field..<field + 8, with: unit + [UInt8](repeating: 0x20, count: 8 - unit.count))
        let edf = try Recording(opening: folder.write(bytes, to: "a.edf"))
        #expect(edf.channels[0].microvoltsPerUnit == 1)
        #expect(edf.warnings == [])
        var builder = BrainVisionBuilder()
        builder.codepage = "ANSI"
        builder.channelLines[0] = "Ch1=A,,0.5,@"
        _ = try builder.write(to: folder)
        let header = Array(
            builder.header.unicodeScalars.map { UInt8($0.value) }.split(
                separator: UInt8(ascii: "@")
            ).joined(separator: unit))
        let brainVision = try Recording(opening: folder.write(header, to: "rec.vhdr"))
        #expect(brainVision.channels[0].microvoltsPerUnit == 1)
    }

    @Test(arguments: ["MV", "uA", "V2", "%", "degC", "u", "V u", ""])
    func anotherUnitIsNone(unit: String) {
        #expect(VoltageUnit.microvoltsPerUnit(unit) == nil)
    }

    private func edf(_ text: [UInt8]) throws -> String {
        var builder = EDFBuilder.plus(slot: 60)
        builder.signals[2].lists?[0] +=
            Array("+0.5\u{15}1\u{14}".utf8) + text + [0x14, 0]
        return try folder.write(builder.bytes, to: "a.edf")
    }

    @Test(
        arguments: [
            ("GBK", [0xB7, 0xA2, 0xD7, 0xF7], "发作"), ("SHIFT_JIS", [0x94, 0xAD, 0x8D, 0xEC], "発作"),
            ("CP1251", [0xEF, 0xF0, 0xE8, 0xF1, 0xF2, 0xF3, 0xEF], "приступ"),
        ] as [(String, [UInt8], String)])
    func aNamedEncodingIsUsedAndAGuessIsSaid(name: String, bytes: [UInt8], text: String) throws {
        let path = try edf(bytes)
        let encoding = try #require(TextEncoding(named: name))
        let named = try Recording(opening: path, encoding: encoding)
        #expect(named.annotations.map(\.text) == [text])
        #expect(named.referenceEvents?.seizures.count == 1)
        #expect(named.warnings == [])
        let guessed = try Recording(opening: path)
        #expect(guessed.annotations.count == 1 && guessed.referenceEvents == nil)
        #expect(guessed.warnings.contains { $0.contains("--encoding") })
    }

    @Test func utf8NeedsNoName() throws {
        let recording = try Recording(opening: edf(Array("début crise".utf8)))
        #expect(recording.annotations.map(\.text) == ["début crise"])
        #expect(recording.warnings == [])
    }

    @Test(arguments: ["", "NOSUCH", "UTF-16", "a b", "../x"])
    func whatIsNoEncodingIsRefused(name: String) { #expect(TextEncoding(named: name) == nil) }

    /// A BrainVision header may say ANSI of what is UTF-8.
    @Test(arguments: ["UTF-8", "ANSI", ""])
    func utf8IsKnownWhateverTheHeaderSays(codepage: String) throws {
        var builder = BrainVisionBuilder()
        builder.codepage = codepage
        builder.channelLines[0] = "Ch1=é,,0.5,µV"
        let recording = try Recording(opening: builder.write(to: folder))
        #expect(recording.channels[0].name == "é")
        #expect(recording.channels[0].unit == "µV")
        #expect(recording.warnings == [])
    }

    @Test func tablesMayBeUTF16OrQuoted() throws {
        let text = "name\tstatus\r\n\"A\"\"1\"\t\"bad\"\r\n"
        let units = text.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
        var builder = EDFBuilder.plain()
        builder.signals[0].label = "A\"1"
        let path = try folder.write(builder.bytes, to: "a_ieeg.edf")
        for bytes in [Array(text.utf8), [0xFF, 0xFE] + units] {
            try folder.write(bytes, to: "a_channels.tsv")
            #expect(try Recording(opening: path).channels[0].status == .bad)
        }
    }
}

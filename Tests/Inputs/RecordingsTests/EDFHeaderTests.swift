import TestSupport
import Testing

@testable import Recordings

@Suite struct EDFHeaderTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    struct Refusal: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let byte: Int64?
        let change: @Sendable (inout EDFBuilder) -> Void
    }

    static let refusals: [Refusal] = [
        Refusal(testDescription: "record count -2", byte: 236) { $0.recordCount = "-2" },
        Refusal(testDescription: "record count -5x", byte: 236) { $0.recordCount = "-5x" },
        Refusal(testDescription: "record count nan", byte: 236) { $0.recordCount = "nan" },
        Refusal(testDescription: "duration inf", byte: 244) { $0.recordDuration = "inf" },
        Refusal(testDescription: "duration 0", byte: 244) { $0.recordDuration = "0" },
        Refusal(testDescription: "duration negative", byte: 244) { $0.recordDuration = "-1" },
        Refusal(testDescription: "duration 1e9 s", byte: 244) { $0.recordDuration = "1e9" },
        Refusal(testDescription: "no signals", byte: 252) { $0.signalCount = "0" },
        Refusal(testDescription: "9999 signals", byte: 252) { $0.signalCount = "9999" },
        Refusal(testDescription: "-1 signals", byte: 252) { $0.signalCount = "-1" },
        Refusal(testDescription: "physical minimum 0x1p3", byte: 256 + 104 * 2) {
            $0.signals[0].physicalMinimum = "0x1p3"
        },
        Refusal(testDescription: "physical maximum nan", byte: 256 + 112 * 2 + 8) {
            $0.signals[1].physicalMaximum = "nan"
        },
        Refusal(testDescription: "digital minimum 1.5", byte: 256 + 120 * 2) {
            $0.signals[0].digitalMinimum = "1.5"
        },
        Refusal(testDescription: "samples per record 0 of all", byte: 256 + 216 * 2) {
            for index in $0.signals.indices { $0.signals[index].samplesPerRecord = "0" }
        },
        Refusal(testDescription: "samples per record -4", byte: 256 + 216 * 2) {
            $0.signals[0].samplesPerRecord = "-4"
        },
    ]

    @Test(arguments: refusals)
    func aWrongFieldIsNamedWithItsByte(refusal: Refusal) throws {
        var builder = EDFBuilder.plain()
        refusal.change(&builder)
        let error = try #require(openingError(folder.write(builder.bytes, to: "a.edf")))
        #expect(error.position == refusal.byte.map { .byte($0) })
        #expect(error.field != nil)
        guard case .badValue = error.problem else {
            Issue.record("unexpected: \(error)")
            return
        }
    }

    @Test func theErrorIsOneClearLine() throws {
        var builder = EDFBuilder.plain()
        builder.recordCount = "-5\u{1B}[x"
        let path = try folder.write(builder.bytes, to: "a.edf")
        let error = try #require(openingError(path))
        #expect(
            error.description == "\(path): byte 236: field 'number of data records' holds "
                + "'-5\u{FFFD}[x': a whole number is expected; correct the file")
    }

    @Test func hugeSampleCountsCannotOverflow() throws {
        var builder = EDFBuilder.plain()
        let bytes = builder.bytes
        builder.recordCount = "99999999"
        builder.signals[0].samplesPerRecord = "99999999"
        builder.signals[1].samplesPerRecord = "99999999"
        builder.writtenRecords = 0
        let path = try folder.write(builder.bytes + bytes, to: "a.edf")
        let error = try #require(openingError(path))
        guard case .truncated = error.problem else {
            Issue.record("unexpected: \(error)")
            return
        }
    }

    @Test func unknownRecordCountComesFromTheFileSize() throws {
        var builder = EDFBuilder.plain()
        builder.recordCount = "-1"
        let recording = try Recording(
            opening: folder.write(builder.bytes + [1, 2, 3], to: "a.edf"))
        #expect(recording.durationSeconds == 2)
        #expect(recording.warnings.count == 2)
        #expect(try readAll(recording, channels: [0]).frames.count == 8)
    }

    @Test func truncatedFileGivesItsWholeRecords() throws {
        let bytes = EDFBuilder.plain().bytes
        let recording = try Recording(
            opening: folder.write(Array(bytes.dropLast(1)), to: "a.edf"))
        #expect(recording.durationSeconds == 1)
        #expect(recording.warnings.count == 1)
        #expect(try readAll(recording, channels: [0, 1]).frames == [0, 1, 2, 3])
    }

    @Test(arguments: [0, 1, 8, 200, 255, 256, 300, 767, 768, 770])
    func fileWithoutAWholeRecordIsAnError(size: Int) throws {
        let bytes = Array(EDFBuilder.plain().bytes.prefix(size))
        let error = try #require(openingError(folder.write(bytes, to: "a.edf")))
        if size >= 8 {
            guard case .truncated = error.problem else {
                Issue.record("unexpected: \(error)")
                return
            }
        } else {
            #expect(error.problem == .notARecording)
        }
    }

    @Test func longerFileIsReadAsFarAsTheHeaderSays() throws {
        var builder = EDFBuilder.plain()
        builder.recordCount = "1"
        let recording = try Recording(opening: folder.write(builder.bytes, to: "a.edf"))
        #expect(recording.durationSeconds == 1)
        #expect(recording.warnings.count == 1)
    }

    struct Oddity: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let change: @Sendable (inout EDFBuilder) -> Void
    }

    static let oddities: [Oddity] = [
        Oddity(testDescription: "record count 0") { $0.recordCount = "0" },
        Oddity(testDescription: "record count -1") { $0.recordCount = "-1" },
        Oddity(testDescription: "record count blank") { $0.recordCount = "" },
        Oddity(testDescription: "decimal comma") {
            $0.signals[0].physicalMinimum = "-3276,8"
            $0.recordDuration = "1,0"
        },
        Oddity(testDescription: "a signal without samples") {
            $0.signals.append(EDFBuilder.Signal(label: "EDF Annotations", samplesPerRecord: "0"))
            $0.reserved = "EDF+C"
        },
        Oddity(testDescription: "header size") { $0.headerSize = "512" },
        Oddity(testDescription: "header size blank") { $0.headerSize = "" },
        Oddity(testDescription: "date") { $0.date = "99.99.99" },
        Oddity(testDescription: "time") { $0.time = "aa.bb.cc" },
        Oddity(testDescription: "EDF+ without Startdate") {
            $0.recording = ""
            $0.reserved = "EDF+C"
        },
        Oddity(testDescription: "digital minimum above maximum") {
            $0.signals[0].digitalMinimum = "5"
            $0.signals[0].digitalMaximum = "-5"
        },
        Oddity(testDescription: "equal physical ends") {
            $0.signals[0].physicalMinimum = "1"
            $0.signals[0].physicalMaximum = "1"
        },
    ]

    @Test(arguments: oddities)
    func anOddFieldIsReadWithAWarning(oddity: Oddity) throws {
        var builder = EDFBuilder.plain()
        oddity.change(&builder)
        let recording = try Recording(opening: folder.write(builder.bytes, to: "a.edf"))
        #expect(!recording.warnings.isEmpty)
        #expect(try readAll(recording, channels: [0]).frames.count == 8)
    }

    /// The version, and numbers that are filled up with tabs or no-break spaces.
    @Test(
        arguments: [
            (0, [0x30, 0xA0, 0xA0, 0xA0, 0xA0, 0xA0, 0xA0, 0xA0], 1),
            (0, [0x20, 0x20, 0x20, 0x20, 0x20, 0x20, 0x20, 0x20], 1),
            (0, [0x31, 0x20, 0x20, 0x20, 0x20, 0x20, 0x20, 0x20], 1),
            (236, [0x32, 0xA0, 0xA0, 0xA0, 0xA0, 0xA0, 0xA0, 0xA0], 0),
            (244, [0x31, 0x09, 0x09, 0x09, 0x09, 0x09, 0x09, 0x09], 0),
        ] as [(Int, [UInt8], Int)])
    func oddPaddingIsNoError(byte: Int, field: [UInt8], warnings: Int) throws {
        var bytes = EDFBuilder.plain().bytes
        bytes.replaceSubrange(byte..<byte + 8, with: field)
        let recording = try Recording(opening: folder.write(bytes, to: "a.edf"))
        #expect(recording.warnings.count == warnings)
        #expect(recording.durationSeconds == 2)
    }

    @Test func aChannelWithoutScaleIsReadAsCounts() throws {
        var builder = EDFBuilder.plain(channels: 1)
        builder.signals[0].physicalMaximum = builder.signals[0].physicalMinimum
        let recording = try Recording(opening: folder.write(builder.bytes, to: "a.edf"))
        #expect(recording.channels[0].microvoltsPerUnit == nil)
        #expect(try readAll(recording, channels: [0]).values[0] == (0..<8).map { Float($0) })
    }

    @Test(arguments: [
        ("01.01.85", "Startdate X X X X", nil), ("01.01.85", "", "1985-01-01T10:20:30"),
        ("31.12.84", "", "2084-12-31T10:20:30"),
        ("02.03.20", "Startdate 02-MAR-1920 X", "2020-03-02T10:20:30"),
    ])
    func startDates(date: String, identification: String, expected: String?) throws {
        var builder = EDFBuilder.plain()
        builder.date = date
        builder.recording = identification
        let recording = try Recording(opening: folder.write(builder.bytes, to: "a.edf"))
        #expect(recording.startDate == expected)
    }

    @Test(arguments: ["/dev/zero", "/", "/nowhere/at/all.edf", "a\0.edf", ""])
    func onlyRegularFilesAreOpened(path: String) {
        guard case .cannotOpen? = openingError(path)?.problem else {
            Issue.record("\(path.debugDescription) did not give the error")
            return
        }
    }

    @Test func otherFilesAreNamedAsSuch() throws {
        let error = openingError(try folder.write("hello, this is no recording", to: "a.edf"))
        #expect(error?.problem == .notARecording)
    }
}

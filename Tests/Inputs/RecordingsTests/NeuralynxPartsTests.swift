import Foundation
import TestSupport
import Testing

@testable import Recordings

/// Recording that was stopped and started again in one folder.
@Suite struct NeuralynxPartsTests {
    static let start: UInt64 = 5_000_000_000
    private static let scale = -0.061035156250000001

    /// Two channels; of LA1 and LA2 three parts, of which the last two begin after pauses.
    static func write(to folder: TemporaryFolder) throws -> [[Int16]] {
        try FileManager.default.createDirectory(
            atPath: folder.file("nlx"), withIntermediateDirectories: true)
        let channels = (0..<2).map { LaboratoryFile.counts($0, 1124) }
        for (name, counts) in zip(["LA1", "LA2"], channels) {
            for (number, part) in parts.enumerated() {
                let ending = number == 0 ? "" : "_000\(number)"
                try folder.write(
                    LaboratoryFile.neuralynxFile(
                        name, counts: Array(counts[part.counts]),
                        records: [(start + part.microseconds, part.counts.count)]),
                    to: "nlx/\(name)\(ending).ncs")
            }
        }
        return channels
    }

    private static let parts: [(microseconds: UInt64, counts: Range<Int>)] = [
        (0, 0..<512), (1_000_000, 512..<612), (90_000_000, 612..<1124),
    ]

    @Test func partsGoOnWithTheirChannelAfterAGap() throws {
        let folder = try TemporaryFolder()
        let channels = try Self.write(to: folder)
        let recording = try Recording(opening: folder.file("nlx"))
        #expect(recording.channels.map(\.name) == ["LA1", "LA2"])
        #expect(recording.segments.map(\.startSeconds) == [0, 1, 90])
        #expect(recording.warnings == [])
        #expect(recording.dataPaths.count == 6)
        for capacity in [1, 100, 4096] {
            let (frames, values) = try readAll(recording, channels: [1, 0], capacity: capacity)
            #expect(
                frames == Array(0..<512) + Array(2000..<2100) + Array(180_000..<180_512))
            for (ours, theirs) in zip(values, channels.reversed()) {
                #expect(ours == theirs.map { Float(Self.scale * Double($0)) })
            }
        }
    }

    /// A file alone is read alone, and says what it is a part of.
    @Test func aPartAloneNamesTheOthers() throws {
        let folder = try TemporaryFolder()
        _ = try Self.write(to: folder)
        let recording = try Recording(opening: folder.file("nlx/LA1_0001.ncs"))
        #expect(recording.durationSeconds == 0.05)
        #expect(recording.warnings.count == 1)
        #expect(recording.warnings.first?.contains("as 'LA1.ncs' is; give their folder") == true)
    }

    /// Files that only look alike are channels of their own.
    @Test func channelsWhoseNamesEndInNumbersStayApart() throws {
        let folder = try TemporaryFolder()
        for name in ["LA_0001", "LA_0002"] {
            try folder.write(
                LaboratoryFile.neuralynxFile(
                    name, counts: LaboratoryFile.counts(0, 512), records: [(Self.start, 512)]),
                to: "\(name).ncs")
        }
        let recording = try Recording(opening: folder.path)
        #expect(recording.channels.map(\.name) == ["LA_0001", "LA_0002"])
        let alone = try Recording(opening: folder.file("LA_0001.ncs"))
        #expect(alone.warnings == [])
    }

    @Test(arguments: [
        // A clock that began anew, a part that lies in the one before, another rate, another range.
        (
            "", "", UInt64(10_000_000),
            "'time stamp' holds '10000000': a time after the end of 'LA1.ncs'"
        ),
        ("", "", start + 200_000, "'time stamp' holds"),
        (
            "-SamplingFrequency 2000", "-SamplingFrequency 1000", start + 9_000_000,
            "'1000.0': 2000.0, as in"
        ),
        (
            "0.000000061035156250000001", "0.000000030517578125000000", start + 9_000_000,
            "'ADBitVolts' holds"
        ),
    ])
    func aPartThatDoesNotGoOnIsRefused(
        old: String, new: String, time: UInt64, says: String
    ) throws {
        let folder = try TemporaryFolder()
        let counts = LaboratoryFile.counts(0, 512)
        try folder.write(
            LaboratoryFile.neuralynxFile("LA1", counts: counts, records: [(Self.start, 512)]),
            to: "LA1.ncs")
        let text = String(
            decoding: LaboratoryFile.neuralynxFile("LA1", counts: [], records: []), as: UTF8.self)
        var bytes = Array(text.replacing(old, with: new).utf8)
        bytes += LaboratoryFile.neuralynxFile("LA1", counts: counts, records: [(time, 512)])
            .dropFirst(16_384)
        if new.hasSuffix("1000") { bytes.put(UInt32(1000), at: 16_384 + 12) }
        try folder.write(bytes, to: "LA1_0001.ncs")
        let line = try #require(openingError(folder.path)).description
        #expect(line.contains("LA1_0001.ncs"), "\(line)")
        #expect(line.contains(says), "\(line)")
        #expect(line.contains("folder of its own"), "\(line)")
    }

    /// What is no date is none, and no rate is too slow to be told.
    @Test(arguments: [
        "2023/01/31 99999999999999999999:1:1", "2023/01/31 9223372036854775807:0:0", "1// 1:1:1",
        "2023/01/31 24:00:00",
    ])
    func aDateThatIsNoneIsLeftOut(date: String) throws {
        let folder = try TemporaryFolder()
        let sound = LaboratoryFile.neuralynxFile(
            "LA1", counts: LaboratoryFile.counts(0, 512), records: [(Self.start, 512)])
        let spoilt =
            String(decoding: sound[..<16_384], as: UTF8.self)
            .replacing("2023/01/31 12:30:15", with: date).utf8 + [UInt8](repeating: 0, count: 30)
        let path = try folder.write(spoilt.prefix(16_384) + sound[16_384...], to: "LA1.ncs")
        let recording = try Recording(opening: path)
        #expect(recording.startDate == nil)
        let slow = LaboratoryFile.neuralynxFile(
            "LA1", hertz: "1e-18", counts: LaboratoryFile.counts(0, 1024),
            records: [(Self.start, 512), (Self.start, 512)])
        #expect(openingError(try folder.write(slow, to: "LA1.ncs"))?.field == "time stamp")
    }

    /// neo takes the files of one part at a time.
    @Test(.enabled(if: PythonOracle.has("neo"), "skipped: no neo"))
    func weReadWhatNeoReads() throws {
        let folder = try TemporaryFolder()
        _ = try Self.write(to: folder)
        let recording = try Recording(opening: folder.file("nlx"))
        let (frames, values) = try readAll(recording, channels: [0, 1])
        var (place, origin): (Int, Double?) = (0, nil)
        for (number, part) in Self.parts.enumerated() {
            let ending = number == 0 ? "" : "_000\(number)"
            let reading = try JSONDecoder().decode(
                LaboratoryOracleTests.Reading.self,
                from: PythonOracle.run(
                    "laboratory.py",
                    arguments: ["neuralynx", folder.file("nlx")]
                        + ["LA1", "LA2"].map { "\($0)\(ending).ncs" }, input: Data()))
            #expect(reading.names == recording.channels.map(\.name))
            let run = try #require(reading.runs.first)
            let first = origin ?? run.seconds
            origin = first
            #expect(reading.runs.count == 1 && run.microvolts[0].count == part.counts.count)
            #expect(frames[place] == Int64(((run.seconds - first) * reading.hertz).rounded()))
            for (ours, theirs) in zip(values, run.microvolts) {
                #expect(
                    zip(ours[place...], theirs).allSatisfy {
                        abs(Double($0) - $1) <= 1e-6 * abs($1)
                    })
            }
            place += part.counts.count
        }
        #expect(place == frames.count)
    }
}

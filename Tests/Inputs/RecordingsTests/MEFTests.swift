import Foundation
import TestSupport
import Testing

@testable import Recordings

@Suite struct MEFTests {
    @Test func aSessionIsReadWithItsGapsUnitsAndRecords() throws {
        let folder = try TemporaryFolder()
        let builder = MEFBuilder.standard()
        let recording = try Recording(opening: builder.write(to: folder))
        #expect(recording.format == .mef3)
        #expect(recording.channels.map(\.name) == ["LA1", "LA2"])
        #expect(recording.channels[0].microvoltsPerUnit == 1)
        #expect(recording.channels[0].rate == SamplingRate(numerator: 250))
        #expect(recording.startDate == "2023-11-14T22:13:20")
        #expect(
            recording.segments == [
                RecordingSegment(startSeconds: 0, durationSeconds: 0.4),
                RecordingSegment(startSeconds: 1.4, durationSeconds: 1.6 - 1.4),
                RecordingSegment(startSeconds: 5.6, durationSeconds: 5.8 - 5.6),
            ])
        #expect(recording.annotations.map(\.text) == ["lights out", "Seizure"])
        #expect(recording.annotations[1].durationSeconds == 1.2)
        #expect(recording.referenceEvents?.seizures.map(\.onsetSeconds) == [0.3])
        #expect(recording.warnings == [])
        let (frames, values) = try readAll(recording, channels: [1, 0], capacity: 37)
        #expect(frames == Array(0..<100) + Array(350..<400) + Array(1400..<1450))
        let segments = builder.channels[0].segments
        let counts = (segments[0]! + segments[1]!).flatMap(\.samples)
        #expect(values[1] == counts.map { Float(Double($0) * 0.5) })
    }

    @Test func everyFileIsPartOfTheIdentity() throws {
        let folder = try TemporaryFolder()
        let path = try MEFBuilder.standard().write(to: folder)
        let recording = try Recording(opening: path + "/")
        let files = try #require(FileManager.default.enumerator(atPath: path)).compactMap {
            ($0 as? String).flatMap {
                $0.split(separator: "/").last?.contains(".t") == true || $0.hasSuffix("dat")
                    ? "\(path)/\($0)" : nil
            }
        }.filter { !$0.hasSuffix(".timd") }
        #expect(recording.dataPaths.count == 12)
        #expect(Set(recording.dataPaths + recording.sidePaths) == Set(files))
    }

    /// Offset times are negative and fall as time goes on.
    @Test func aRecordingTimeOffsetIsTakenBack() throws {
        let folder = try TemporaryFolder()
        var builder = MEFBuilder.standard()
        builder.records = []
        for index in builder.channels.indices {
            builder.channels[index].recordingTimeOffset = MEFBuilder.start - 5_000_000
        }
        let recording = try Recording(opening: builder.write(to: folder))
        #expect(recording.segments.map(\.startSeconds) == [0, 1.4, 5.6])
        #expect(recording.startDate == "2023-11-14T22:13:20")
    }

    @Test func aMissingSegmentIsAGapAndSaid() throws {
        let folder = try TemporaryFolder()
        var builder = MEFBuilder.standard()
        for index in builder.channels.indices {
            builder.channels[index].segments[2] = builder.channels[index].segments[1]
            builder.channels[index].segments[1] = nil
        }
        let recording = try Recording(opening: builder.write(to: folder))
        #expect(recording.segments.map(\.startSeconds) == [0, 1.4, 5.6])
        #expect(recording.warnings.count == 2)
        #expect(
            recording.warnings[0].contains(
                "1 segment(s) before the last are not there"))
    }

    @Test func aChannelThatLacksAStretchMakesItAGapOnlyWhereItIsChosen() throws {
        let folder = try TemporaryFolder()
        var builder = MEFBuilder.standard()
        builder.channels[1].segments[1] = nil
        let recording = try Recording(opening: builder.write(to: folder))
        #expect(recording.segments.count == 3)
        #expect(recording.warnings.count == 1)
        #expect(try readAll(recording, channels: [0]).frames.count == 200)
        #expect(try readAll(recording, channels: [0, 1]).frames.last == 399)
    }

    @Test func aLossyBlockIsScaledAndItsTrendPutBack() throws {
        let folder = try TemporaryFolder()
        var builder = MEFBuilder.standard()
        builder.channels[0].segments = [
            0: [
                MEFBuilder.Block(
                    samples: [1, 2, -3], time: MEFBuilder.start, scaleFactor: 2.5, slope: 10)
            ]
        ]
        let recording = try Recording(opening: builder.write(to: folder))
        // Half away from zero, first for the scale, then for the trend.
        #expect(try readAll(recording, channels: [0]).values[0] == [13, 25, 22].map { $0 / 2 })
    }

    @Test func aFileOfASessionNamesTheFolder() throws {
        let folder = try TemporaryFolder()
        let path = try MEFBuilder.standard().write(to: folder)
        let file = path + "/LA1.timd/LA1-000000.segd/LA1-000000.tdat"
        #expect(
            openingError(file)?.description
                == "\(file): is a part of a recording; give the folder 'rec.mefd'")
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let spoil: @Sendable (inout MEFBuilder) -> Void
        let line: String
    }

    static let refusals = [
        Refusal(
            testDescription: "a password", spoil: { $0.channels[1].metadataEncryption = 1 },
            line: "LA2-000000.tmet: byte 1024: is encrypted, and no password can be given"),
        Refusal(
            testDescription: "an encrypted block",
            spoil: { $0.channels[0].segments[1]![0].flags = 4 },
            line: "LA1-000001.tdat: byte 1028: is encrypted, and no password can be given"),
        Refusal(
            testDescription: "another rate", spoil: { $0.channels[1].hertz = -1 },
            line: "field 'sampling frequency' holds '-1.0'"),
        Refusal(
            testDescription: "times that go back",
            spoil: {
                $0.channels[0].segments[1]![0].time = MEFBuilder.start - 1
            }, line: "LA1-000001.tidx: byte 1032: field 'start time'"),
    ]

    @Test(arguments: refusals) func whatCannotBeReadIsRefused(refusal: Refusal) throws {
        let folder = try TemporaryFolder()
        var builder = MEFBuilder.standard()
        refusal.spoil(&builder)
        let error = openingError(try builder.write(to: folder))?.description ?? "opened"
        #expect(error.contains(refusal.line), "\(error)")
        #expect(!error.contains("\n"))
    }

    @Test func aMissingFileAndADamagedBlockAreErrors() throws {
        let folder = try TemporaryFolder()
        let path = try MEFBuilder.standard().write(to: folder)
        let data = path + "/LA1.timd/LA1-000000.segd/LA1-000000.tdat"
        var bytes = [UInt8](try #require(FileManager.default.contents(atPath: data)))
        bytes[1024 + 310] ^= 1
        try Data(bytes).write(to: URL(fileURLWithPath: data))
        let recording = try Recording(opening: path)
        #expect(throws: RecordingError(data, at: .byte(1024), field: "block", .damaged)) {
            _ = try readAll(recording, channels: [0])
        }
        try FileManager.default.removeItem(atPath: data)
        #expect(
            openingError(path)?.description.contains("LA1-000000.tdat: cannot be opened") == true)
    }

    @Test func aCopyGivesTheSameSamples() throws {
        let folder = try TemporaryFolder()
        var builder = MEFBuilder.standard()
        for index in builder.channels.indices {
            for number in builder.channels[index].segments.keys {
                for block in builder.channels[index].segments[number]!.indices {
                    let samples = builder.channels[index].segments[number]![block].samples
                    builder.channels[index].segments[number]![block].samples = samples.map {
                        $0 % 3000
                    }
                }
            }
        }
        let recording = try Recording(opening: builder.write(to: folder))
        let original = try readAll(recording, channels: [0, 1])
        for name in ["copy.edf", "copy.vhdr"] {
            var generator = SplitMix64(seed: 1)
            let outcome = try Conversion(recording, to: folder.file(name))
                .run(using: &generator, progress: { _ in }, isStopped: { false })
            #expect(outcome?.isExact == true, "\(outcome?.notes ?? [])")
            let copy = try readAll(Recording(opening: folder.file(name)), channels: [0, 1])
            #expect(copy.frames == original.frames, "\(name)")
            #expect(copy.values == original.values, "\(name)")
        }
    }
}

/// Against mef3io and pymef, which share no code with each other or with us.
@Suite(
    .enabled(
        if: PythonOracle.has("mef3io") && PythonOracle.has("pymef"), "skipped: no mef3io, pymef"))
struct MEFOracleTests {
    struct Session: Decodable {
        struct Channel: Decodable {
            let name: String
            let rate: Double
            let factor: Double
            let runs: [Run]
        }

        struct Run: Decodable {
            let time: Double
            let counts: [Int32]

            init(from decoder: any Decoder) throws {
                var values = try decoder.unkeyedContainer()
                time = try values.decode(Double.self)
                counts = try values.decode([Int32].self)
            }
        }

        struct Record: Decodable {
            let time: Int64
            let kind: String
            let text: String

            init(from decoder: any Decoder) throws {
                var values = try decoder.unkeyedContainer()
                time = try values.decode(Int64.self)
                kind = try values.decode(String.self)
                text = try values.decode(String.self)
            }
        }

        let channels: [Channel]
        let records: [Record]

        static func ask(_ arguments: [String]) throws -> Session {
            try JSONDecoder().decode(
                Session.self,
                from: PythonOracle.run("mef3.py", arguments: arguments, input: Data()))
        }
    }

    @Test func weReadWhatMef3ioWritesAndPymefReads() throws {
        let folder = try TemporaryFolder()
        let session = try Session.ask(["write", folder.path])
        #expect(session.channels.map(\.runs.count) == [3, 3, 3])
        try compare(folder.file("oracle.mefd"), session)
    }

    @Test func mef3ioReadsWhatTheTestsWrite() throws {
        let folder = try TemporaryFolder()
        let path = try MEFBuilder.standard().write(to: folder)
        try compare(path, Session.ask(["read", path]))
    }

    private func compare(_ path: String, _ session: Session) throws {
        let recording = try Recording(opening: path)
        #expect(recording.channels.map(\.name) == session.channels.map(\.name))
        for (ours, theirs) in zip(recording.channels, session.channels) {
            #expect(ours.samplesPerSecond == theirs.rate)
            let (frames, values) = try readAll(recording, channels: [ours.index], capacity: 1000)
            #expect(
                values[0]
                    == theirs.runs.flatMap { $0.counts.map { Float(Double($0) * theirs.factor) } })
            let expected = theirs.runs.flatMap { run -> [Int64] in
                let start = Int64(
                    ((run.time - Double(MEFBuilder.start)) * theirs.rate / 1e6).rounded())
                return (0..<Int64(run.counts.count)).map { start + $0 }
            }
            #expect(frames == expected)
        }
        let remarks = session.records.filter { !$0.text.isEmpty && $0.kind != "Seiz" }
        for remark in remarks {
            #expect(
                recording.annotations.contains {
                    $0.text == remark.text
                        && Int64(($0.onsetSeconds * 1e6).rounded()) == remark.time
                            - MEFBuilder.start
                }, "\(remark)")
        }
    }
}

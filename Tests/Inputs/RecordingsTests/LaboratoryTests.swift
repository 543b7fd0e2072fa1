import Foundation
import TestSupport
import Testing

@testable import Recordings

/// The formats of laboratories' own systems, each from a file written by its description.
@Suite struct LaboratoryTests {
    @Test(arguments: LaboratoryFile.names)
    func aFileIsReadWithItsGapUnitsAndRemarks(name: String) throws {
        let folder = try TemporaryFolder()
        let file = try LaboratoryFile.write(name, to: folder)
        let recording = try Recording(opening: file.path)
        #expect(recording.channels.map(\.name) == ["LA1", "LA2"])
        #expect(recording.channels.allSatisfy { $0.microvoltsPerUnit == 1 })
        #expect(recording.channels.allSatisfy { $0.samplesPerSecond == file.hertz })
        #expect(recording.segments.count == 2)
        // Of Intan's folders the name has the date.
        if name != "openEphys", name != "intanSignals" {
            #expect(recording.startDate?.hasPrefix("2023-01-31T") == true)
        }
        for capacity in [1, 33, 4096] {
            let (frames, values) = try readAll(recording, channels: [1, 0], capacity: capacity)
            #expect(frames == file.frames)
            for (ours, theirs) in zip(values, [file.values[1], file.values[0]]) {
                #expect(
                    zip(ours, theirs).allSatisfy { abs(Double($0) - $1) <= 1e-6 * abs($1) + 1e-9 })
                #expect(ours.count == theirs.count)
            }
        }
        #expect(recording.annotations.map(\.text) == file.remarks.map(\.text))
        for (ours, theirs) in zip(recording.annotations, file.remarks) {
            #expect(abs(ours.onsetSeconds - theirs.seconds) < 1e-9)
        }
        // What is read is part of the identity of a run.
        let read = Set(recording.dataPaths + recording.sidePaths)
        #expect(read == Set(file.files.map { folder.file($0) }))
    }

    @Test(arguments: LaboratoryFile.names)
    func aCopyGivesTheSameSamples(name: String) throws {
        let folder = try TemporaryFolder()
        let recording = try Recording(opening: LaboratoryFile.write(name, to: folder).path)
        let original = try readAll(recording, channels: [0, 1])
        for copyName in ["copy.edf", "copy.vhdr"] {
            var generator = SplitMix64(seed: 1)
            let outcome = try Conversion(recording, to: folder.file(copyName))
                .run(using: &generator, progress: { _ in }, isStopped: { false })
            let copy = try Recording(opening: folder.file(copyName))
            let read = try readAll(copy, channels: [0, 1])
            #expect(read.frames == original.frames)
            if outcome?.isExact == true {
                #expect(read.values == original.values, "\(copyName)")
            } else {
                #expect(outcome?.notes.isEmpty == false)
            }
        }
    }

    @Test(arguments: LaboratoryFile.names)
    func aFileThatEndsEarlyIsReadAsFarAsItGoesOrRefused(name: String) throws {
        let folder = try TemporaryFolder()
        let file = try LaboratoryFile.write(name, to: folder)
        let data = file.files.first { $0.hasSuffix(".dat") } ?? file.files[0]
        let bytes = [UInt8](try #require(FileManager.default.contents(atPath: folder.file(data))))
        for count in [0, 3, 300, bytes.count / 2, bytes.count - 3] where count < bytes.count {
            try folder.write(bytes.prefix(count), to: data)
            do throws(RecordingError) {
                let recording = try Recording(opening: file.path)
                let frames = try? readAll(recording, channels: [0, 1]).frames
                #expect(frames.map { $0.count < file.frames.count } ?? true)
                // A Persyst layout does not say how many frames there are.
                #expect(!recording.warnings.isEmpty || name == "persyst", "\(count) bytes")
            } catch {
                #expect(!error.description.contains("\n"))
            }
        }
    }

    @Test func channelsOfOtherStartsAreAlignedAndOfOtherRatesKeptApart() throws {
        let folder = try TemporaryFolder()
        _ = try LaboratoryFile.write("neuralynx", to: folder)
        let start: UInt64 = 5_000_000_000
        let counts = LaboratoryFile.counts(5, 512)
        // 100 frames later than the others.
        try folder.write(
            LaboratoryFile.neuralynxFile("LA3", counts: counts, records: [(start + 50_000, 512)]),
            to: "nlx/LA3.ncs")
        try folder.write(
            LaboratoryFile.neuralynxFile(
                "LA4", hertz: "1000", counts: counts, records: [(start, 512)]),
            to: "nlx/LA4.ncs")
        let recording = try Recording(opening: folder.file("nlx"))
        #expect(recording.channels.map(\.name) == ["LA1", "LA2", "LA3", "LA4"])
        let (frames, values) = try readAll(recording, channels: [0, 2])
        #expect(frames == Array(100..<612))
        let first = LaboratoryFile.counts(0, 1124)[100..<612]
        let scale = -0.061035156250000001
        #expect(zip(values[0], first).allSatisfy { abs(Double($0) - scale * Double($1)) < 1e-4 })
        #expect(zip(values[1], counts).allSatisfy { abs(Double($0) - scale * Double($1)) < 1e-4 })
        #expect(recording.warnings.contains { $0.contains("do not all have samples") })
        #expect(throws: RecordingError.self) { try recording.makeReader(channels: [0, 3]) }
    }

    /// Persyst writes whole paths of another machine.
    @Test func theDataFileIsLookedForBesideTheLayoutAndNowhereElse() throws {
        let folder = try TemporaryFolder()
        let file = try LaboratoryFile.write("persyst", to: folder)
        for name in [#"C:\records\p.dat"#, "/srv/p.dat", #"..\p.dat"#] {
            let layout = LaboratoryFile.layout.replacing("File=p.dat", with: "File=\(name)")
            let recording = try Recording(opening: folder.write(layout, to: "p.lay"))
            #expect(recording.dataPaths == [file.path, folder.file("p.dat")])
        }
        let data = try #require(FileManager.default.contents(atPath: folder.file("p.dat")))
        try folder.write([UInt8](repeating: 9, count: 8) + data, to: "p.dat")
        let shifted = LaboratoryFile.layout.replacing("HeaderLength=0", with: "HeaderLength=8")
        let values = try readAll(
            Recording(opening: folder.write(shifted, to: "p.lay")), channels: [0]
        ).values[0]
        #expect(values == file.values[0].map { Float($0) })
        let layout = LaboratoryFile.layout.replacing("File=p.dat", with: "File=..")
        let error = openingError(try folder.write(layout, to: "p.lay"))
        #expect(error?.problem == .unsafeFileName(found: ".."))
    }

    struct Foreign: Sendable, CustomTestStringConvertible {
        let name: String
        let bytes: [UInt8]
        let isSaidToBe: String
        var testDescription: String { name }
    }

    static let foreign = [
        Foreign(name: "a.EEG", bytes: Array("EEG-1100A V01.00".utf8), isSaidToBe: "Nihon Kohden"),
        Foreign(
            name: "a.erd",
            bytes: [UInt8](repeating: 0xC3, count: 16) + [9, 0, 1, 0]
                + LaboratoryFile.little(UInt32(1_400_000_000)),
            isSaidToBe: "Natus"),
        Foreign(
            name: "a.e",
            bytes: [UInt8](repeating: 1, count: 176)
                + "SegmentStream".utf16.flatMap { LaboratoryFile.little($0) },
            isSaidToBe: "Nicolet"),
        Foreign(
            name: "a.mef", bytes: [UInt8](repeating: 0x20, count: 164) + [2, 1],
            isSaidToBe: "MEF 2"),
        Foreign(name: "a.gdf", bytes: Array("GDF 2.20".utf8), isSaidToBe: "GDF"),
        Foreign(name: "a.xdf", bytes: Array("XDF:".utf8), isSaidToBe: "XDF"),
    ]

    @Test(arguments: foreign)
    func aFormatThatIsNotReadIsNamedWithAConverter(foreign: Foreign) throws {
        let folder = try TemporaryFolder()
        let padded = foreign.bytes + [UInt8](repeating: 0, count: 300)
        let error = openingError(try folder.write(padded, to: foreign.name))
        let line = error?.description ?? ""
        #expect(line.contains(foreign.isSaidToBe) && line.contains("convert it with"), "\(line)")
    }
}

/// Against neo and mne, which share no code with us.
@Suite(.enabled(if: PythonOracle.has("neo"), "skipped: no neo"))
struct LaboratoryOracleTests {
    struct Reading: Decodable {
        struct Run: Decodable {
            let seconds: Double
            let microvolts: [[Double]]
        }

        let names: [String]
        let hertz: Double
        let runs: [Run]
    }

    @Test(arguments: LaboratoryFile.names.filter { $0 != "persyst" || PythonOracle.has("mne") })
    func weReadWhatOthersRead(name: String) throws {
        let folder = try TemporaryFolder()
        let file = try LaboratoryFile.write(name, to: folder)
        let reading = try JSONDecoder().decode(
            Reading.self,
            from: PythonOracle.run("laboratory.py", arguments: [name, file.path], input: Data()))
        let recording = try Recording(opening: file.path)
        #expect(recording.channels.map(\.name) == reading.names)
        #expect(recording.channels[0].samplesPerSecond == reading.hertz)
        let (frames, values) = try readAll(recording, channels: [0, 1])
        let first = reading.runs.first?.seconds ?? 0
        try #require(reading.runs.reduce(0) { $0 + $1.microvolts[0].count } == frames.count)
        var place = 0
        for run in reading.runs {
            let count = run.microvolts[0].count
            // mne and neo's Persyst and Open Ephys readers know no gaps: only samples are compared.
            if reading.runs.count > 1 {
                let start = Int64(((run.seconds - first) * reading.hertz).rounded())
                #expect(frames[place] == start)
            }
            for channel in 0..<2 {
                let ours = values[channel][place..<place + count]
                #expect(
                    zip(ours, run.microvolts[channel]).allSatisfy {
                        abs(Double($0) - $1) <= 1e-6 * abs($1) + 1e-6
                    })
            }
            place += count
        }
    }

    /// Stamps of 32 bits end after 30 hours of 20 kHz and go on from the other end.
    @Test(arguments: ["intan", "intanSignals"])
    func stampsThatOverflowGoOn(name: String) throws {
        let folder = try TemporaryFolder()
        let file = try LaboratoryFile.write(name, to: folder)
        let usual = try Recording(opening: file.path).segments
        let isWhole = name == "intan"
        let path = folder.file(file.files[isWhole ? 0 : 1])
        var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        // Between the two stretches.
        let shift = Int32.max - 1300
        let blockBytes = 128 * 8 + 322
        let places =
            isWhole
            ? (0..<3).flatMap { block in
                (0..<128).map { bytes.count - (3 - block) * blockBytes + 4 * $0 }
            } : (0..<100).map { 4 * $0 }
        for place in places {
            let stamp: Int32 = BinaryFields(bytes, file: "").integer(place)
            bytes.put(stamp &+ (isWhole ? shift : Int32.max - 100), at: place)
        }
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        let recording = try Recording(opening: file.path)
        #expect(recording.segments == usual)
        #expect(!recording.warnings.contains { $0.contains("before the end") })
    }

    /// 512 samples of another rate would be other times.
    @Test func aNeuralynxRateThatChangesIsRefused() throws {
        let folder = try TemporaryFolder()
        var bytes = LaboratoryFile.neuralynxFile(
            "LA1", counts: [Int16](repeating: 1, count: 1024),
            records: [(5_000_000, 512), (5_256_000, 512)])
        bytes.put(UInt32(1000), at: 16_384 + 1_044 + 12)
        let path = try folder.write(bytes, to: "LA1.ncs")
        let line = try #require(openingError(path)).description
        #expect(line.contains("'sampling frequency' holds '1000 Hz': 2000 Hz"), "\(line)")
        #expect(line.contains("byte 17440"))
    }

    /// A folder above is no recording, but says which it holds.
    @Test func aFolderOfOpenEphysRecordingsNamesThem() throws {
        let folder = try TemporaryFolder()
        let one = try LaboratoryFile.write("openEphys", to: folder).path
        let line = try #require(openingError(folder.path)).description
        #expect(line.contains("holds 1 recording (experiment1/recording1)"), "\(line)")
        #expect(line.contains("as '\(one)'"))
        try FileManager.default.copyItem(
            atPath: one, toPath: folder.file("experiment1/recording2"))
        let both = try #require(openingError(folder.file("experiment1"))).description
        #expect(both.contains("holds 2 recordings (recording1, recording2)"), "\(both)")
    }
}

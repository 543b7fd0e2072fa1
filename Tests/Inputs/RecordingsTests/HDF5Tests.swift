import Foundation
import TestSupport
import Testing

@testable import Recordings

/// A file as pynwb or h5py writes and reads it, see `Tests/Oracles/hdf5.py`.
struct HDF5Example: Decodable {
    struct Run: Decodable {
        let seconds: Double
        let microvolts: [[Double]]
    }

    let file: String
    var hertz: Double?
    var names: [String]?
    var runs: [Run]?
    var events: [OracleAnswer.Annotation]?
    /// What reading it took h5py.
    var seconds: Double?

    static func write(_ kind: String, to folder: TemporaryFolder, _ more: String...) throws -> Self
    {
        try JSONDecoder().decode(
            Self.self,
            from: PythonOracle.run("hdf5.py", arguments: [kind, folder.path] + more, input: Data()))
    }

    /// Whether libhdf5 is there, and a Python that writes such files.
    static let isPossible = isInstalled && PythonOracle.has("h5py, pynwb, hdf5plugin")

    private static let isInstalled: Bool = {
        do throws(RecordingError) {
            _ = try HDF5File(Surroundings.packageRoot.appending(path: "Package.swift").path)
            return true
        } catch {
            return error.problem != .cannotOpen(reason: HDF5File.hint)
        }
    }()

    /// Those that are read.
    static let kinds = [
        "nwb", "nwbScaled", "nwbFloat", "nwbSingle", "nwbStamps", "swec", "swecBigEndian",
        "swecUnsigned", "swecHalf", "swecTotal", "swecHour",
    ]
}

@Suite(
    .enabled(if: HDF5Example.isPossible, "skipped: no libhdf5, or no Python with h5py and pynwb"))
struct HDF5Tests {
    @Test(arguments: HDF5Example.kinds)
    func weReadWhatOthersWriteAndRead(kind: String) throws {
        let folder = try TemporaryFolder()
        let example = try HDF5Example.write(kind, to: folder)
        try compare(Recording(opening: folder.file(example.file)), example)
    }

    /// Chunks that a plug-in decodes are read, or the one line says which package has it.
    @Test(arguments: [("swecLZ4", "hdf5-filter-plugin"), ("swecBlosc", "hdf5-filter-plugin-blosc")])
    func chunksOfPlugInsAreReadOrThePackageIsNamed(kind: String, package: String) throws {
        let folder = try TemporaryFolder()
        let example = try HDF5Example.write(kind, to: folder)
        do throws(RecordingError) {
            let recording = try Recording(opening: folder.file(example.file))
            do { try compare(recording, example) } catch { Issue.record(error) }
        } catch {
            #expect(error.description.contains("apt-get install \(package)"))
        }
    }

    @Test func aFilterThatNobodyHasIsNamed() throws {
        let folder = try TemporaryFolder()
        let example = try HDF5Example.write("swecZstd", to: folder)
        #expect(message(folder, example).contains("has no filter 32015"))
    }

    @Test(arguments: HDF5Example.kinds)
    func aCopyGivesTheSameSamples(kind: String) throws {
        let folder = try TemporaryFolder()
        let example = try HDF5Example.write(kind, to: folder)
        let recording = try Recording(opening: folder.file(example.file))
        let channels = Array(recording.channels.indices)
        let original = try readAll(recording, channels: channels)
        for copyName in ["copy.edf", "copy.vhdr"] {
            var generator = SplitMix64(seed: 1)
            let outcome = try Conversion(recording, to: folder.file(copyName))
                .run(using: &generator, progress: { _ in }, isStopped: { false })
            let copy = try Recording(opening: folder.file(copyName))
            let read = try readAll(copy, channels: channels)
            #expect(read.frames == original.frames)
            if outcome?.isExact == true {
                // An offset in EDF's range may come back with another last bit.
                let slack: Float = kind == "nwbScaled" ? 1e-4 : 0
                for (ours, theirs) in zip(read.values, original.values) {
                    let other = zip(ours, theirs).first { abs($0 - $1) > slack }
                    #expect(other == nil && ours.count == theirs.count, "\(copyName)")
                }
            } else {
                #expect(outcome?.notes.isEmpty == false, "\(copyName)")
            }
        }
    }

    @Test(arguments: [
        ("externalLink", "a link to another file"), ("externalData", "data in another file"),
        ("outside", "'../part.h5'"), ("partMissing", "part.h5: cannot be opened: No such file"),
        ("uncovered", "'500 samples in parts': 600 is expected"),
        ("unwritten", "'2 chunks': 4 is expected"), ("unwrittenPlain", "'0 bytes'"),
        ("texts", "'texts'"), ("wide", "'int64'"), ("cube", "'4 x 2 x 300'"),
        ("otherLayout", "'data, signals'"), ("noRate", "'sampling_rate' is missing"),
        ("nwbIrregular", "irregular from sample"),
        ("nwbTwo", "'/acquisition/macro, /acquisition/micro'"),
    ])
    func whatCannotBeReadSaysWhy(kind: String, part: String) throws {
        let folder = try TemporaryFolder()
        let line = message(folder, try HDF5Example.write(kind, to: folder))
        #expect(line.contains(part), "\(line)")
    }

    @Test func anHourWithoutItsRateNamesTheFileThatHasIt() throws {
        let folder = try TemporaryFolder()
        let example = try HDF5Example.write("swecHour", to: folder)
        try FileManager.default.removeItem(atPath: folder.file("ID04_info.mat"))
        #expect(message(folder, example).contains("ID04_info.mat beside it"))
        try folder.write("MATLAB 5.0 MAT-file", to: "ID04_info.mat")
        #expect(message(folder, example).contains("save -v7.3"))
    }

    /// libhdf5 sees that the file is shorter than it says.
    @Test func aFileThatIsCutIsDamaged() throws {
        let folder = try TemporaryFolder()
        let example = try HDF5Example.write("swec", to: folder)
        let bytes = [UInt8](
            try Data(contentsOf: URL(fileURLWithPath: folder.file(example.file))))
        try folder.write(Array(bytes.prefix(bytes.count / 2)), to: example.file)
        #expect(message(folder, example).contains("is damaged"))
    }

    private func message(_ folder: TemporaryFolder, _ example: HDF5Example) -> String {
        do throws(RecordingError) {
            _ = try Recording(opening: folder.file(example.file))
            return "it was read"
        } catch {
            return error.description
        }
    }

    private func compare(_ recording: Recording, _ example: HDF5Example) throws {
        let runs = try #require(example.runs)
        #expect(recording.channels.map(\.name) == example.names)
        #expect(recording.channels.allSatisfy { $0.samplesPerSecond == example.hertz })
        #expect(recording.segments.count == runs.count)
        #expect(recording.warnings == [])
        if recording.format == .nwb {
            #expect(recording.startDate == "2023-01-31T14:25:38")
            #expect(recording.channels.allSatisfy { $0.microvoltsPerUnit == 1e6 })
        }
        let channels = Array(recording.channels.indices.reversed())
        for (capacity, chosen) in [
            (1, channels), (33, Array(channels.suffix(1))), (4096, channels),
        ] {
            let (frames, values) = try readAll(recording, channels: chosen, capacity: capacity)
            var place = 0
            for run in runs {
                let start = Int64((run.seconds * (example.hertz ?? 0)).rounded())
                let count = run.microvolts[0].count
                #expect(frames[place..<place + count].elementsEqual(start..<start + Int64(count)))
                for (ours, channel) in zip(values, chosen) {
                    #expect(
                        zip(ours[place..<place + count], run.microvolts[channel]).allSatisfy {
                            abs(Double($0) - $1) <= 0x1p-24 * 1.001 * abs($1) + 1e-12
                        })
                }
                place += count
            }
            #expect(frames.count == place)
        }
        let ours = recording.annotations.sorted {
            ($0.onsetSeconds, $0.text) < ($1.onsetSeconds, $1.text)
        }
        let theirs = try #require(example.events)
        #expect(ours.map(\.text) == theirs.map(\.text))
        for (event, other) in zip(ours, theirs) {
            #expect(abs(event.onsetSeconds - other.onset) < 1e-9)
            #expect((event.durationSeconds == nil) == (other.duration == nil))
            #expect(abs((event.durationSeconds ?? 0) - (other.duration ?? 0)) < 1e-9)
        }
        #expect(recording.referenceEvents?.seizures.isEmpty == false)
    }
}

import Foundation
import TestSupport
import Testing

@testable import Recordings

enum HDF5Example {
    static func write(
        _ kind: String, to folder: TemporaryFolder, _ more: String...
    ) throws -> PythonExample {
        try PythonExample("hdf5.py", kind, in: folder, more)
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
        "nwb", "nwbScaled", "nwbFloat", "nwbSingle", "nwbStamps", "nwbLinked", "swec",
        "swecBigEndian",
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
        try example.check(Recording(opening: folder.file(example.file)))
    }

    /// Chunks that a plug-in decodes are read, or the one line says which package has it.
    @Test(arguments: [("swecLZ4", "hdf5-filter-plugin"), ("swecBlosc", "hdf5-filter-plugin-blosc")])
    func chunksOfPlugInsAreReadOrThePackageIsNamed(kind: String, package: String) throws {
        let folder = try TemporaryFolder()
        let example = try HDF5Example.write(kind, to: folder)
        do throws(RecordingError) {
            let recording = try Recording(opening: folder.file(example.file))
            do { try example.check(recording) } catch { Issue.record(error) }
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
        (
            "nwbTwo",
            "holds 2 recordings (/acquisition/macro, /acquisition/micro); give one of them, as '"
        ),
    ])
    func whatCannotBeReadSaysWhy(kind: String, part: String) throws {
        let folder = try TemporaryFolder()
        let line = message(folder, try HDF5Example.write(kind, to: folder))
        #expect(line.contains(part), "\(line)")
    }

    /// A path that goes on into the file chooses one of several; side files are those of the file.
    @Test func oneOfSeveralSeriesIsChosenByItsPath() throws {
        let folder = try TemporaryFolder()
        let example = try HDF5Example.write("nwbTwo", to: folder)
        let file = folder.file(example.file)
        for name in ["macro", "micro"] {
            let recording = try Recording(opening: "\(file)/acquisition/\(name)")
            #expect(recording.dataPaths == [file])
            // Both have the same samples.
            try example.check(recording)
        }
        #expect(
            openingError(file + "/acquisition/notes")?.description.contains("give one of them")
                == true)
        let swec = folder.file(try HDF5Example.write("swec", to: folder).file)
        #expect(
            openingError(swec + "/data/ieeg")?.description.contains("only of an NWB file") == true)
        let text = try folder.write("text", to: "a.txt")
        #expect(openingError(text + "/b")?.description.contains("not one with parts") == true)
    }

    /// The electrodes say that channels stand first.
    @Test func aSeriesThatIsChannelsByTimeIsReadSo() throws {
        let folder = try TemporaryFolder()
        let example = try HDF5Example.write("nwbTurned", to: folder)
        let recording = try Recording(opening: folder.file(example.file))
        #expect(recording.warnings.count == 1)
        #expect(recording.warnings.first?.contains("channels by time, 4 x 600") == true)
        try example.check(recording, warnings: recording.warnings)
    }

    @Test func anHourWithoutItsRateNamesTheFileThatHasIt() throws {
        let folder = try TemporaryFolder()
        let example = try HDF5Example.write("swecHour", to: folder)
        try FileManager.default.removeItem(atPath: folder.file("ID04_info.mat"))
        #expect(message(folder, example).contains("ID04_info.mat beside it"))
        try folder.write("fs = 512", to: "ID04_info.mat")
        #expect(message(folder, example).contains("no MATLAB file of version 5 or 7.3"))
    }

    /// What happens to the process that has the file open is told as what it is, and nothing is left of it.
    @Test(arguments: [
        (SIGKILL, "was killed (signal 9)"), (SIGTERM, ""), (SIGSTOP, "was stopped (signal 19)"),
        (SIGSEGV, "is damaged"), (SIGXCPU, "is damaged"), (SIGUSR1, "was killed (signal 10)"),
    ])
    func theReadingProcessIsLookedAfter(signal: Int32, part: String) throws {
        let folder = try TemporaryFolder()
        let path = folder.file(try HDF5Example.write("swec", to: folder).file)
        var file: HDF5File? = try HDF5File(path)
        let process = try #require(file?.processIdentifier)
        #expect(kill(process, signal) == 0)
        for _ in 0..<2 {
            do throws(RecordingError) {
                _ = try file?.names("/")
                #expect(part.isEmpty)
            } catch {
                #expect(!part.isEmpty && error.description.contains(part), "\(error)")
                #expect(error.description.hasPrefix(path))
            }
        }
        file = nil
        #expect(kill(process, 0) == -1 && errno == ESRCH)
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

    private func message(_ folder: TemporaryFolder, _ example: PythonExample) -> String {
        do throws(RecordingError) {
            _ = try Recording(opening: folder.file(example.file))
            return "it was read"
        } catch {
            return error.description
        }
    }
}

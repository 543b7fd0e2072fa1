import Foundation
import TestSupport
import Testing

@testable import Recordings

enum MATLABExample {
    static let isPossible = PythonOracle.has("scipy, h5py")
}

/// Hours in MATLAB's version 5 and their side files, see `Tests/Oracles/matlab.py`.
@Suite(.enabled(if: MATLABExample.isPossible, "skipped: no Python with scipy and h5py"))
struct MATLABTests {
    private static let kinds =
        ["published", "plain", "byTime", "long"]
        + (HDF5Example.isPossible ? ["infoOf7", "hourOf7"] : [])

    @Test(arguments: kinds) func weReadWhatOthersWriteAndRead(kind: String) throws {
        let folder = try TemporaryFolder()
        let example = try PythonExample("matlab.py", kind, in: folder)
        let recording = try Recording(opening: folder.file(example.file))
        #expect(recording.format == .swec)
        try example.check(recording)
        let side = kind == "byTime" || kind == "long" ? [] : [folder.file("ID04_info.mat")]
        #expect(recording.sidePaths == side)
        #expect(recording.dataPaths == [folder.file(example.file)])
    }

    /// Only the rate: that there is no seizure is not known then.
    @Test func missingMarksAreTold() throws {
        let folder = try TemporaryFolder()
        let example = try PythonExample("matlab.py", "noMarks", in: folder)
        let recording = try Recording(opening: folder.file(example.file))
        #expect(
            recording.warnings == [
                "\(folder.file("ID04_info.mat")): has no readable seizure_begin and seizure_end: no "
                    + "seizure is known"
            ])
        #expect(recording.annotations.isEmpty)
    }

    @Test func whoWaitsIsToldHowMuchIsDecompressed() throws {
        let folder = try TemporaryFolder()
        let file = folder.file(try PythonExample("matlab.py", "published", in: folder).file)
        var told: [Double] = []
        _ = try Recording(opening: file) { told.append($0) }
        #expect(told.last == 1 && told == told.sorted(), "\(told)")
        told = []
        let plain = folder.file(try PythonExample("matlab.py", "plain", in: folder).file)
        _ = try Recording(opening: plain) { told.append($0) }
        #expect(told.isEmpty, "\(told)")
    }

    @Test(arguments: [
        ("noMatrix", "without a matrix 'EEG'"), ("bytes", "'uint8'"), ("cube", "'4 x 2 x 300'"),
        ("noInfo", "ID04_info.mat beside it"),
    ])
    func whatCannotBeReadSaysWhy(kind: String, part: String) throws {
        let folder = try TemporaryFolder()
        let example = try PythonExample("matlab.py", kind, in: folder)
        let line = try #require(openingError(folder.file(example.file))).description
        #expect(line.contains(part), "\(line)")
    }

    /// A bit that zlib's checksum alone notices, the end cut off, a shape that promises more.
    @Test func whatIsDamagedIsNotRead() throws {
        let folder = try TemporaryFolder()
        let file = try PythonExample("matlab.py", "published", in: folder).file
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder.file(file))))
        try folder.write(Array(bytes.dropLast(2000)), to: file)
        #expect(openingError(folder.file(file))?.description.contains("ends too early") == true)
        var spoilt = bytes
        spoilt[bytes.count - 3] ^= 1
        try folder.write(spoilt, to: file)
        #expect(openingError(folder.file(file))?.description.contains("is damaged") == true)
        spoilt = bytes
        // The byte order's letters.
        spoilt.swapAt(126, 127)
        try folder.write(spoilt, to: file)
        #expect(openingError(folder.file(file))?.description.contains("'byte order'") == true)
    }
}

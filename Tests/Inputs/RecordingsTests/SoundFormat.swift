import Foundation
import TestSupport

@testable import Recordings

/// A small recording of a format of several files, which is in order, and the one of its files that is
/// spoilt.
struct SoundFormat {
    /// Of the whole, in the folder.
    let recording: String
    let name: String
    let bytes: [UInt8]

    private init(_ recording: String, _ name: String, in folder: TemporaryFolder) throws {
        self.recording = recording
        self.name = name
        bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder.file(name))))
    }

    init(_ target: HostileFileTests.Target, in folder: TemporaryFolder) throws {
        switch target {
        case .mefMetadata, .mefIndex, .mefData, .mefRecords:
            var builder = MEFBuilder.standard(blockSamples: 10)
            // Without a checksum the decoder sees what is spoilt.
            for segment in builder.channels[0].segments.keys {
                for index in builder.channels[0].segments[segment]!.indices {
                    builder.channels[0].segments[segment]![index].hasChecksum = false
                }
            }
            try builder.write(to: folder)
            let base = "rec.mefd/LA1.timd/LA1-000000.segd/LA1-000000"
            let name =
                switch target {
                case .mefMetadata: base + ".tmet"
                case .mefIndex: base + ".tidx"
                case .mefData: base + ".tdat"
                default: "rec.mefd/rec.rdat"
                }
            try self.init("rec.mefd", name, in: folder)
        case _ where target.isHDF5:
            let file = try HDF5Example.write(target.rawValue, to: folder).file
            try self.init(file, file, in: folder)
        case _ where target.isMATLAB:
            let kind = target == .matlabPlain ? "plain" : "published"
            let file = try PythonExample("matlab.py", kind, in: folder).file
            let name = target == .matlabInfo ? "ID04_info.mat" : file
            try self.init(file, name, in: folder)
        default:
            let kinds: [HostileFileTests.Target: (String, Int)] = [
                .blackrockEvents: ("blackrock", 1), .intanStamps: ("intanSignals", 1),
                .openEphysStamps: ("openEphys", 2), .openEphysTexts: ("openEphys", 3),
                .neuralynxEvents: ("neuralynx", 2),
            ]
            let (kind, index) = kinds[target] ?? (target.rawValue, 0)
            let file = try LaboratoryFile.write(kind, to: folder)
            let recording = file.path.dropFirst(folder.path.count + 1)
            try self.init(String(recording), file.files[index], in: folder)
        }
    }
}

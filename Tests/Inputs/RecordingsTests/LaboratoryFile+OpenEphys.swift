import Foundation
import TestSupport

@testable import Recordings

extension LaboratoryFile {
    static let structure = """
        {"GUI version": "0.6.4", "continuous": [{"folder_name": "Node-100.A/", "sample_rate": 1000.0,
         "source_processor_name": "A", "source_processor_id": 100, "stream_name": "A",
         "num_channels": 2, "channels": [
          {"channel_name": "LA1", "bit_volts": 0.195, "units": "uV"},
          {"channel_name": "LA2", "bit_volts": 0.195, "units": "uV"}]}],
         "events": [{"folder_name": "MessageCenter/", "type": "string", "sample_rate": 1000.0,
          "source_processor": "Message Center", "stream_name": "A", "num_channels": 1,
          "channel_name": "Messages"}], "spikes": []}
        """

    private static func numPy(_ kind: String, _ count: Int, _ content: [UInt8]) -> [UInt8] {
        let text = "{'descr': '\(kind)', 'fortran_order': False, 'shape': (\(count),), }"
        let padded = text.padding(toLength: 117, withPad: " ", startingAt: 0) + "\n"
        return [0x93] + Array("NUMPY".utf8) + [1, 0] + little(UInt16(118)) + Array(padded.utf8)
            + content
    }

    static func openEphys(_ folder: TemporaryFolder) throws -> LaboratoryFile {
        let root = "experiment1/recording1"
        for part in ["continuous/Node-100.A", "events/MessageCenter"] {
            try FileManager.default.createDirectory(
                atPath: folder.file("\(root)/\(part)"), withIntermediateDirectories: true)
        }
        let channels = (0..<2).map { counts($0, 100) }
        let stream = "\(root)/continuous/Node-100.A"
        let stamps = Array(Int64(7_000)..<7_040) + Array(7_540..<7_600)
        try folder.write(structure, to: "\(root)/structure.oebin")
        try folder.write(interleaved(channels, 0..<100), to: "\(stream)/continuous.dat")
        try folder.write(
            numPy("<i8", 100, stamps.flatMap { little($0) }), to: "\(stream)/sample_numbers.npy")
        let seconds = stamps.flatMap { little((Double($0) / 1000).bitPattern) }
        try folder.write(numPy("<f8", 100, seconds), to: "\(stream)/timestamps.npy")
        let messages = "\(root)/events/MessageCenter"
        try folder.write(numPy("|S8", 1, text("seizure", 8)), to: "\(messages)/text.npy")
        try folder.write(
            numPy("<i8", 1, little(Int64(7_020))), to: "\(messages)/sample_numbers.npy")
        try folder.write(
            numPy("<f8", 1, little(7.02.bitPattern)), to: "\(messages)/timestamps.npy")
        return LaboratoryFile(
            path: folder.file(root), frames: Array(0..<40) + Array(540..<600),
            values: channels.map { $0.map { 0.195 * Double($0) } }, hertz: 1000,
            remarks: [(0.02, "seizure")],
            files: [
                "\(root)/structure.oebin", "\(stream)/continuous.dat",
                "\(stream)/sample_numbers.npy", "\(messages)/text.npy",
                "\(messages)/sample_numbers.npy",
            ])
    }
}

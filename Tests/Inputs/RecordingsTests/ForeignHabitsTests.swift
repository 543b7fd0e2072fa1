import Foundation
import TestSupport
import Testing

@testable import Recordings

/// Recordings as other programs, machines and people leave them.
@Suite struct ForeignHabitsTests {
    // MARK: Persyst

    @Test(arguments: ["\n", "\r\n"], [false, true])
    func aLayoutOfWindowsIsRead(ending: String, isLatin: Bool) throws {
        let folder = try TemporaryFolder()
        let file = try LaboratoryFile.write("persyst", to: folder)
        let text = LaboratoryFile.layout.replacing("LA1-Ref", with: "Lésion-Ref")
            .replacing("after, the gap", with: "après")
            .replacing("File=p.dat", with: #"File=D:\Données\p.dat"#)
            .replacing("\n", with: ending)
        let bytes =
            isLatin
            ? Array(text.data(using: .isoLatin1) ?? Data()) : [0xEF, 0xBB, 0xBF] + text.utf8
        let recording = try Recording(opening: folder.write(bytes, to: "p.lay"))
        #expect(recording.channels.map(\.name) == ["Lésion", "LA2"])
        #expect(recording.annotations.map(\.text) == ["seizure", "après"])
        #expect(try readAll(recording, channels: [0, 1]).frames == file.frames)
        #expect(recording.startDate?.hasPrefix("2023-01-31T") == true)
    }

    /// DataType 7: 32 bits a sample.
    @Test func aLayoutOfWideSamplesIsRead() throws {
        let folder = try TemporaryFolder()
        let file = try LaboratoryFile.write("persyst", to: folder)
        let channels = (0..<2).map { LaboratoryFile.counts($0, 100).map { Int32($0) * 1000 } }
        try folder.write(
            (0..<100).flatMap { frame in channels.flatMap { LaboratoryFile.little($0[frame]) } },
            to: "p.dat")
        let layout = LaboratoryFile.layout.replacing("DataType=0", with: "DataType=7")
        let recording = try Recording(opening: folder.write(layout, to: "p.lay"))
        let (frames, values) = try readAll(recording, channels: [0, 1])
        #expect(frames == file.frames)
        for (ours, theirs) in zip(values, file.values) {
            #expect(ours == theirs.map { Float(1000 * $0) })
        }
    }

    /// A time is stated of a frame that no file has.
    @Test func aTimeBeyondEveryFileIsAnError() throws {
        let folder = try TemporaryFolder()
        _ = try LaboratoryFile.write("persyst", to: folder)
        try folder.write([], to: "p.dat")
        let layout = LaboratoryFile.layout.replacing("30=3", with: "\(Int64(1) << 53 - 1)=3")
            .replacing("WaveformCount=2", with: "WaveformCount=4096")
        let line = try #require(openingError(folder.write(layout, to: "p.lay"))).description
        #expect(line.contains("p.dat: ends too early: 8192 bytes are needed, 0"), "\(line)")
    }

    // MARK: Intan

    @Test func oneFilePerChannelOfIntanIsNamed() throws {
        let folder = try TemporaryFolder()
        let file = try LaboratoryFile.write("intanSignals", to: folder)
        try FileManager.default.removeItem(atPath: folder.file("amplifier.dat"))
        let without = try #require(openingError(file.path)).description
        #expect(without.contains("no amplifier.dat beside it"), "\(without)")
        try folder.write([0, 0], to: "amp-A-000.dat")
        let line = try #require(openingError(file.path)).description
        #expect(line.contains("one file per channel (amp-A-000.dat)"), "\(line)")
    }

    // MARK: Blackrock

    /// A PTP clock's recording may begin with single frames that were taken before it ran as it should.
    @Test func packetsOfOneFrameAndOfManyAreRead() throws {
        let folder = try TemporaryFolder()
        let file = try LaboratoryFile.write("blackrockPTP", to: folder)
        var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: file.path)))
        let header = 314 + 2 * 66
        let packet = 13 + 4
        // The last sixty frames, which come after a gap, as one packet.
        let rest = Array(bytes[(header + 40 * packet)...])
        bytes.removeSubrange((header + 40 * packet)...)
        bytes += rest[..<9] + LaboratoryFile.little(UInt32(60))
        for frame in 0..<60 { bytes += rest[(frame * packet + 13)..<((frame + 1) * packet)] }
        let path = try folder.write(bytes, to: "b.ns2")
        let (frames, values) = try readAll(Recording(opening: path), channels: [0, 1])
        #expect(frames == file.frames)
        #expect(values[1] == file.values[1].map { Float($0) })
    }

    /// A pause may leave a packet without frames; one at the end was never closed.
    @Test func packetsWithoutFramesAreNoFrames() throws {
        let folder = try TemporaryFolder()
        let file = try LaboratoryFile.write("blackrock", to: folder)
        var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: file.path)))
        let second = bytes.count - 9 - 60 * 4
        let empty = [1] + LaboratoryFile.little(UInt32(600 + 50 * 30)) + [0, 0, 0, 0]
        bytes.insert(contentsOf: empty + empty, at: second)
        let recording = try Recording(opening: folder.write(bytes, to: "b.ns2"))
        #expect(try readAll(recording, channels: [0, 1]).frames == file.frames)
        #expect(recording.warnings == [])
        bytes.removeSubrange(second..<second + empty.count * 2)
        bytes.put(UInt32(0), at: bytes.count - 60 * 4 - 4)
        let open = try Recording(opening: folder.write(bytes, to: "b.ns2"))
        #expect(try readAll(open, channels: [0, 1]).frames == file.frames)
        #expect(
            open.warnings.contains { $0.contains("last packet says 0 frames, the file has 60") })
    }

    // MARK: Open Ephys

    @Test func aFolderOfSeveralStreamsAndRecordingsIsChosenFrom() throws {
        let folder = try TemporaryFolder()
        let file = try LaboratoryFile.write("openEphys", to: folder)
        let manager = FileManager.default
        let stream = file.path + "/continuous/Node-100.A"
        try manager.copyItem(atPath: stream, toPath: file.path + "/continuous/Node-100.B")
        let second = LaboratoryFile.structure.replacing(
            #"{"folder_name": "Node-100.A/""#,
            with:
                #"{"folder_name": "Node-100.B/", "sample_rate": 1000.0, "channels": [{"channel_name": "LB1", "bit_volts": 0.195}, {"channel_name": "LB2", "bit_volts": 0.195}]}, {"folder_name": "Node-100.A/""#
        )
        try Data(second.utf8).write(to: URL(fileURLWithPath: file.path + "/structure.oebin"))
        let line = try #require(openingError(file.path)).description
        #expect(line.contains("holds 2 recordings (Node-100.B, Node-100.A)"), "\(line)")
        for (name, first) in [("A", "LA1"), ("B", "LB1")] {
            let one = try Recording(opening: file.path + "/continuous/Node-100.\(name)")
            #expect(one.channels.first?.name == first)
            #expect(try readAll(one, channels: [0, 1]).frames == file.frames)
        }
        try manager.copyItem(
            atPath: folder.file("experiment1/recording1"),
            toPath: folder.file("experiment2/recording2"), creating: folder.file("experiment2"))
        try manager.createSymbolicLink(
            atPath: folder.file("experiment2/again"), withDestinationPath: folder.path)
        let all = try #require(openingError(folder.path)).description
        #expect(all.contains("experiment1/recording1") && all.contains("experiment2/recording2"))
    }

    @Test(arguments: ["structure.oebin", "continuous/Node-100.A/continuous.dat"])
    func aFileOfAnOpenEphysRecordingNamesItsFolder(name: String) throws {
        let folder = try TemporaryFolder()
        let file = try LaboratoryFile.write("openEphys", to: folder)
        let line = try #require(openingError("\(file.path)/\(name)")).description
        #expect(line.contains("part of a recording; give the folder '\(file.path)"), "\(line)")
    }

    /// A width of texts that is none leaves the messages out, not the recording.
    @Test(arguments: ["|S-8", "|S0 ", "|S99"])
    func messagesOfNoWidthAreLeftOut(kind: String) throws {
        let folder = try TemporaryFolder()
        let file = try LaboratoryFile.write("openEphys", to: folder)
        let path = file.path + "/events/MessageCenter/text.npy"
        let text = String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
        #expect(text.contains("|S8'"))
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        let at = try #require(bytes.firstIndex(of: UInt8(ascii: "|")))
        try Data(bytes[..<at] + Array(kind.utf8) + bytes[(at + 3)...])
            .write(to: URL(fileURLWithPath: path))
        let recording = try Recording(opening: file.path)
        #expect(recording.annotations.map(\.text) == [])
        #expect(try readAll(recording, channels: [0]).frames == file.frames)
    }

    /// Where stamps are not there, gaps are not known, and that is said; `timestamps.npy` alone has
    /// seconds since version 0.6, and no frames.
    @Test func stampsThatAreMissingAreSaid() throws {
        let folder = try TemporaryFolder()
        let file = try LaboratoryFile.write("openEphys", to: folder)
        let stream = file.path + "/continuous/Node-100.A"
        try FileManager.default.removeItem(atPath: stream + "/timestamps.npy")
        #expect(try readAll(Recording(opening: file.path), channels: [0]).frames == file.frames)
        try FileManager.default.removeItem(atPath: stream + "/sample_numbers.npy")
        let recording = try Recording(opening: file.path)
        #expect(recording.warnings.contains { $0.contains("no time stamps: gaps are not known") })
        #expect(try readAll(recording, channels: [0]).frames == Array(0..<100))
    }

    // MARK: Micromed

    @Test func otherMicromedFilesAreReadOrRefused() throws {
        let folder = try TemporaryFolder()
        let file = try LaboratoryFile.write("micromed", to: folder)
        let sound = [UInt8](try Data(contentsOf: URL(fileURLWithPath: file.path)))
        for (at, value, says) in [
            (175, UInt8(3), "'header type' holds '3'"), (148, 3, "'bytes per sample' holds '3'"),
            (148, 4, "'bytes per sample' holds '4'"), (142, 0, "'number of channels' holds '0'"),
        ] {
            var bytes = sound
            bytes[at] = value
            let line = try #require(openingError(folder.write(bytes, to: "m.TRC"))).description
            #expect(line.contains(says) && line.contains("byte \(at)"), "\(line)")
        }
        // One byte a sample, 128 for zero.
        var bytes = sound
        bytes.removeLast(400)
        bytes += (0..<200).map { UInt8(truncatingIfNeeded: 28 + $0) }
        bytes.put(UInt16(1), at: 148)
        let recording = try Recording(opening: folder.write(bytes, to: "m.TRC"))
        let values = try readAll(recording, channels: [0, 1]).values
        #expect(values[0].count == 100)
        #expect(abs(values[0][50] - values[0][0] - 100 * 6_400 / 65_536) < 1e-3)
    }

    // MARK: MEF

    /// The name of a segment's folder is as foreign as what is in it.
    @Test func aSegmentOfAnyNumberIsRead() throws {
        let folder = try TemporaryFolder()
        let path = try MEFBuilder.standard().write(to: folder)
        let channel = folder.file("rec.mefd/LA1.timd")
        let (old, new) = ("LA1-000001", "LA1-9223372036854775807")
        for ending in ["tmet", "tidx", "tdat"] {
            try FileManager.default.moveItem(
                atPath: "\(channel)/\(old).segd/\(old).\(ending)",
                toPath: "\(channel)/\(old).segd/\(new).\(ending)")
        }
        try FileManager.default.moveItem(
            atPath: "\(channel)/\(old).segd", toPath: "\(channel)/\(new).segd")
        let recording = try Recording(opening: path)
        #expect(recording.segments.count == 3)
        #expect(recording.warnings.contains { $0.contains("segment(s) before the last") })
    }

    /// A section 2 that is encrypted is refused, one that is decrypted is read; without section 3 there
    /// is no zone, and no date.
    @Test(arguments: [(Int8(2), false), (1, false), (-1, true), (-2, true), (0, true)])
    func sectionsOfMetadataAreEncryptedOrNot(level: Int8, isRead: Bool) throws {
        let folder = try TemporaryFolder()
        var builder = MEFBuilder.standard()
        builder.channels[0].metadataEncryption = level
        let path = try builder.write(to: folder)
        if isRead {
            #expect(try Recording(opening: path).channels.count == 2)
        } else {
            let line = try #require(openingError(path)).description
            #expect(line.contains("byte 1024: is encrypted") && line.contains("LA1-000000.tmet"))
        }
    }
}

extension FileManager {
    fileprivate func copyItem(atPath: String, toPath: String, creating folder: String) throws {
        try createDirectory(atPath: folder, withIntermediateDirectories: true)
        try copyItem(atPath: atPath, toPath: toPath)
    }
}

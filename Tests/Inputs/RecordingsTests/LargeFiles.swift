import Foundation
import TestSupport

@testable import Recordings

/// Recordings of many bytes, all of them written: holes would be made by the kernel while they are read.
enum LargeFile {
    private static let channelCount = 16

    /// Written by h5py, which says how long it reads.
    static func hdf5(_ byteCount: Int, _ folder: TemporaryFolder) throws -> String {
        let example = try HDF5Example.write(
            "large", to: folder, "\(byteCount)", "\(Surroundings.largeRunCount)")
        print(
            "hdf5: h5py reads it at \(Int(example.megabytesPerSecond ?? 0)) MB/s of decoded counts")
        return folder.file(example.file)
    }

    private static func write(_ path: String, _ parts: (FileHandle) throws -> Void) throws {
        try Data().write(to: URL(fileURLWithPath: path))
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        try handle.seekToEnd()
        try parts(handle)
        try handle.close()
    }

    /// A second at 5 kHz is a block; the same one again and again, with its checksum.
    static func mef(_ byteCount: Int, _ folder: TemporaryFolder) throws -> String {
        var generator = SplitMix64(seed: 3)
        var value: Int32 = 0
        let samples = (0..<5000).map { _ -> Int32 in
            value += Int32.random(in: -9...9, using: &generator)
            value += Int32.random(in: -9...9, using: &generator) - value / 64
            return value
        }
        let block = MEFBuilder.encoded(
            MEFBuilder.Block(samples: samples, time: MEFBuilder.start), time: MEFBuilder.start)
        let count = byteCount / channelCount / block.count
        for number in 0..<channelCount {
            let channel = MEFBuilder.Channel(name: "LA\(number)", hertz: 5000, segments: [:])
            let path = folder.file("rec.mefd/LA\(number).timd/LA\(number)-000000.segd")
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            for (ending, bytes) in MEFBuilder.files(channel, number, []) {
                try write("\(path)/LA\(number)-000000.\(ending)") { file in
                    var start = bytes
                    if ending == "tidx" { start.put(Int64(count), at: 32) }
                    try file.write(contentsOf: start)
                    if ending == "tdat" {
                        let many = Data((0..<64).flatMap { _ in block })
                        for index in stride(from: 0, to: count, by: 64) {
                            try file.write(
                                contentsOf: many.prefix(min(64, count - index) * block.count))
                        }
                    } else if ending == "tidx" {
                        var index = [UInt8](repeating: 0, count: 56 * count)
                        for entry in 0..<count {
                            let at = 56 * entry
                            index.put(Int64(1024 + entry * block.count), at: at)
                            index.put(MEFBuilder.start + Int64(entry) * 1_000_000, at: at + 8)
                            index.put(Int64(entry) * 5000, at: at + 16)
                            index.put(UInt32(5000), at: at + 24)
                            index.put(UInt32(block.count), at: at + 28)
                        }
                        try file.write(contentsOf: index)
                    }
                }
            }
        }
        return folder.file("rec.mefd")
    }

    static func neuralynx(_ byteCount: Int, _ folder: TemporaryFolder) throws -> String {
        try FileManager.default.createDirectory(
            atPath: folder.file("nlx"), withIntermediateDirectories: true)
        let header = LaboratoryFile.neuralynxFile("LA", counts: [], records: [])
        let count = byteCount / channelCount / 1044
        for number in 0..<channelCount {
            try write(folder.file("nlx/LA\(number).ncs")) { file in
                try file.write(contentsOf: header)
                var records = [UInt8](repeating: 1, count: 1044 * 1000)
                for first in stride(from: 0, to: count, by: 1000) {
                    for index in 0..<1000 {
                        records.put(UInt64(1_000_000 + (first + index) * 256_000), at: 1044 * index)
                        records.put(UInt32(512), at: 1044 * index + 16)
                    }
                    try file.write(contentsOf: records.prefix(1044 * min(1000, count - first)))
                }
            }
        }
        return folder.file("nlx")
    }

    /// Samples that are not all alike; a file of holes is made by the kernel while it is read.
    private static func append(_ byteCount: Int, to path: String) throws {
        var generator = SplitMix64(seed: 3)
        let piece = Data((0..<1 << 20).map { _ in UInt8.random(in: 0...255, using: &generator) })
        if !FileManager.default.fileExists(atPath: path) {
            try Data().write(to: URL(fileURLWithPath: path))
        }
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        try handle.seekToEnd()
        for start in stride(from: 0, to: byteCount, by: piece.count) {
            try handle.write(contentsOf: piece.prefix(byteCount - start))
        }
        try handle.close()
    }

    /// A small recording whose last stretch goes on and on.
    static func longer(
        _ kind: String, _ byteCount: Int, _ folder: TemporaryFolder
    ) throws -> String {
        let file = try LaboratoryFile.write(kind, to: folder, channels: channelCount)
        let frameBytes = 2 * channelCount
        switch kind {
        case "intan":
            // Blocks of 128 stamps, amplifiers and other channels.
            let blockBytes = 128 * (4 + frameBytes) + 322
            try appendStamped(byteCount, to: file.path, every: blockBytes) {
                Int32(2128 + 128 * $0)
            }
        case "intanSignals":
            let frames = byteCount / frameBytes
            try append(frames * frameBytes, to: folder.file("amplifier.dat"))
            try appendStamped(4 * frames, to: folder.file("time.dat"), every: 4) { Int32(605 + $0) }
        case "blackrockPTP":
            try appendStamped(
                byteCount, to: file.path, every: 13 + frameBytes, at: 1,
                template: [1] + [UInt8](repeating: 0, count: 8) + LaboratoryFile.little(UInt32(1))
            ) { UInt64(1_700_000_000_600_000_000 + 1_000_000 * $0) }
        default:
            var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: file.path)))
            // Its last packet has 60 frames.
            if kind == "blackrock" {
                bytes.put(
                    UInt32(60 + byteCount / frameBytes), at: bytes.count - 60 * frameBytes - 4)
            }
            try Data(bytes).write(to: URL(fileURLWithPath: file.path))
            try append(byteCount / frameBytes * frameBytes, to: file.path)
        }
        return file.path
    }

    /// Records of some bytes, each with its stamp at a place in it.
    private static func appendStamped(
        _ byteCount: Int, to path: String, every recordBytes: Int, at place: Int = 0,
        template: [UInt8] = [], stamp: (Int) -> some FixedWidthInteger
    ) throws {
        let count = min(byteCount / recordBytes, max(1, (1 << 20) / recordBytes))
        let record = template + [UInt8](repeating: 7, count: recordBytes - template.count)
        var records = [UInt8]((0..<count).map { _ in record }.joined())
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        try handle.seekToEnd()
        for first in stride(from: 0, to: byteCount / recordBytes, by: count) {
            for index in 0..<count {
                records.put(stamp(first + index), at: index * recordBytes + place)
            }
            let length = min(count, byteCount / recordBytes - first)
            try handle.write(contentsOf: records.prefix(length * recordBytes))
        }
        try handle.close()
    }

    static func persyst(_ byteCount: Int, _ folder: TemporaryFolder) throws -> String {
        try append(byteCount, to: folder.file("p.dat"))
        let layout = LaboratoryFile.layout.replacing("WaveformCount=2", with: "WaveformCount=16")
            .replacing("30=3\n", with: "")
        return try folder.write(layout, to: "p.lay")
    }

    static func openEphys(_ byteCount: Int, _ folder: TemporaryFolder) throws -> String {
        let path = folder.file("r/continuous/A")
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try append(byteCount, to: path + "/continuous.dat")
        let channels = (0..<channelCount).map {
            #"{"channel_name": "LA\#($0)", "bit_volts": 0.195}"#
        }
        try folder.write(
            #"{"continuous": [{"folder_name": "A/", "sample_rate": 1000, "channels": ["#
                + channels.joined(separator: ",") + "]}]}", to: "r/structure.oebin")
        return folder.file("r")
    }
}

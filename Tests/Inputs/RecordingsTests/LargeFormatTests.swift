import Foundation
import TestSupport
import Testing

@testable import Recordings

extension Surroundings {
    /// Of the files of `LargeFormatTests`.
    static let largeByteCount = number("QUENCH_LARGE_BYTES")
    /// How often each is read.
    static let largeRunCount = max(1, number("QUENCH_LARGE_RUNS") ?? 1)

    private static func number(_ name: String) -> Int? {
        ProcessInfo.processInfo.environment[name].flatMap { Int($0) }
    }
}

/// Large recordings in each way of keeping samples: memory stays where it was. Prints the speed too.
///
/// `make bench-memory` and `make bench-formats` run it, optimised; `QUENCH_LARGE_BYTES` is the size,
/// `QUENCH_LARGE_RUNS` how often each is read, from the page cache where that has room.
@Suite(
    .serialized,
    .enabled(if: Surroundings.largeByteCount != nil, "skipped: QUENCH_LARGE_BYTES is not set"))
struct LargeFormatTests {
    private static let channelCount = 16

    @Test(
        arguments: [
            "mef", "neuralynx", "persyst", "openEphys", "blackrock", "blackrockPTP", "micromed",
            "intan", "intanSignals",
        ]
            + (HDF5Example.isPossible ? ["hdf5"] : []))
    func memoryDoesNotGrowWithTheFile(kind: String) throws {
        let folder = try TemporaryFolder()
        let byteCount = Surroundings.largeByteCount ?? 0
        let path =
            switch kind {
            case "mef": try Self.mef(byteCount, folder)
            case "neuralynx": try Self.neuralynx(byteCount, folder)
            case "persyst": try Self.persyst(byteCount, folder)
            case "hdf5": try Self.hdf5(byteCount, folder)
            case "openEphys": try Self.openEphys(byteCount, folder)
            default: try Self.longer(kind, byteCount, folder)
            }
        let clock = ContinuousClock()
        var recording: Recording?
        let opening = try clock.measure { recording = try Recording(opening: path) }
        let opened = try #require(recording)
        #expect(opened.samples.byteCount >= Int64(byteCount) * 9 / 10)
        let width = kind == "mef" ? 4 : 2
        var (speeds, samples, early, late): ([Double], Int, Int, Int) = ([], 0, 0, 0)
        let processorStart = Glibc.clock()
        for run in 0..<Surroundings.largeRunCount {
            samples = 0
            var start = 0
            let reading = try clock.measure {
                try Self.readAll(opened, &samples, early: &start, late: &late)
            }
            // What the first run began with is what later ones must not grow from either.
            if run == 0 { early = start }
            speeds.append(Double(samples * width) / 1e6 / (reading / .seconds(1)))
        }
        speeds.sort()
        // Of this process alone: libhdf5 reads in another.
        let processorSeconds = Double(Glibc.clock() - processorStart) / Double(CLOCKS_PER_SEC)
        let busy = Double(samples * width * speeds.count) / 1e6 / processorSeconds
        let perProcessor = kind == "hdf5" ? "" : ", \(Int(busy)) in a second of a processor"
        print(
            "\(kind): \(Int(speeds[speeds.count / 2])) MB/s of decoded counts (\(Int(speeds[0])) to "
                + "\(Int(speeds[speeds.count - 1])), \(speeds.count) runs\(perProcessor)); "
                + "\(opened.channels.count) channels, opened in \(opening), "
                + "resident \(early >> 20) MiB at the start and \(late >> 20) MiB at the end")
        #expect(samples > 0 && early > 0)
        #expect(late < early + 8 << 20)
    }

    /// Reads all of it; `early` and `late` are the most memory in its first and its last tenth.
    private static func readAll(
        _ recording: Recording, _ samples: inout Int, early: inout Int, late: inout Int
    ) throws(RecordingError) {
        let channels = Array(recording.channels.indices)
        var reader = try recording.makeReader(channels: channels)
        var block = SampleBlock(channelCount: channels.count, capacityFrames: 4096)
        var blocks = 0
        while try reader.read(into: &block) {
            samples += block.frameCount * channels.count
            blocks += 1
            if blocks % 256 != 1 { continue }
            let share = Double(reader.nextFrame) / Double(reader.frameRange.upperBound)
            if share < 0.1 { early = max(early, residentBytes) }
            if share > 0.9 { late = max(late, residentBytes) }
        }
    }

    /// Written by h5py, which says how long it reads.
    private static func hdf5(_ byteCount: Int, _ folder: TemporaryFolder) throws -> String {
        let example = try HDF5Example.write(
            "large", to: folder, "\(byteCount)", "\(Surroundings.largeRunCount)")
        print(
            "hdf5: h5py reads it at \(Int(example.megabytesPerSecond ?? 0)) MB/s of decoded counts")
        return folder.file(example.file)
    }

    /// Of this process and of those that it started.
    private static var residentBytes: Int {
        let tasks = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task")) ?? []
        let children = tasks.flatMap {
            text("/proc/self/task/\($0)/children").split(separator: " ")
        }
        return (["self"] + children).reduce(0) { sum, process in
            let pages = text("/proc/\(process)/statm").split(separator: " ").dropFirst().first
            return sum + (pages.flatMap { Int($0) } ?? 0) * 4096
        }
    }

    /// Foundation's reading of a file of no stated length loses a page each time.
    private static func text(_ path: String) -> String {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = unsafe bytes.withUnsafeMutableBytes {
            unsafe read(file, $0.baseAddress, $0.count)
        }
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }

    private static func write(_ path: String, _ parts: (FileHandle) throws -> Void) throws {
        try Data().write(to: URL(fileURLWithPath: path))
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        try handle.seekToEnd()
        try parts(handle)
        try handle.close()
    }

    /// A second at 5 kHz is a block; the same one again and again, with its checksum.
    private static func mef(_ byteCount: Int, _ folder: TemporaryFolder) throws -> String {
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

    private static func neuralynx(_ byteCount: Int, _ folder: TemporaryFolder) throws -> String {
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
    private static func longer(
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

    private static func persyst(_ byteCount: Int, _ folder: TemporaryFolder) throws -> String {
        try append(byteCount, to: folder.file("p.dat"))
        let layout = LaboratoryFile.layout.replacing("WaveformCount=2", with: "WaveformCount=16")
            .replacing("30=3\n", with: "")
        return try folder.write(layout, to: "p.lay")
    }

    private static func openEphys(_ byteCount: Int, _ folder: TemporaryFolder) throws -> String {
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

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
            case "mef": try LargeFile.mef(byteCount, folder)
            case "neuralynx": try LargeFile.neuralynx(byteCount, folder)
            case "persyst": try LargeFile.persyst(byteCount, folder)
            case "hdf5": try LargeFile.hdf5(byteCount, folder)
            case "openEphys": try LargeFile.openEphys(byteCount, folder)
            default: try LargeFile.longer(kind, byteCount, folder)
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
}

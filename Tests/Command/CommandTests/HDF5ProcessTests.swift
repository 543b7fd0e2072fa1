import Foundation
import TestSupport
import Testing

private enum HDF5Run {
    static let isPossible =
        Quench.executable != nil && PythonOracle.has("h5py, pynwb, hdf5plugin")
        && ["libhdf5_serial.so.103", "libhdf5.so"].contains { (name: String) in
            unsafe dlopen(name, RTLD_NOW) != nil
        }
}

/// The process that reads an HDF5 file for a run ends with the run, however that ends.
@Suite(.enabled(if: HDF5Run.isPossible, "skipped: no quench, libhdf5 or Python with h5py"))
struct HDF5ProcessTests {
    private let folder: TemporaryFolder

    /// More than the reader takes at a time, so that it asks again and again.
    init() throws {
        folder = try TemporaryFolder()
        _ = try PythonOracle.run(
            "hdf5.py", arguments: ["large", folder.path, "40000000", "1"], input: Data())
    }

    private func start() throws -> (running: Running, reader: Int32) {
        let running = try Running(
            ["replay", "large.h5", "--output", "out", "--pace", "30x"], in: folder)
        #expect(running.wait(for: .runStarted, in: folder.file("out/journal.jsonl")))
        let tasks = "/proc/\(running.process.processIdentifier)/task"
        let children = try FileManager.default.contentsOfDirectory(atPath: tasks).flatMap {
            let text = try? String(contentsOfFile: "\(tasks)/\($0)/children", encoding: .utf8)
            return (text ?? "").split(separator: " ").compactMap { Int32($0) }
        }
        return (running, try #require(children.first))
    }

    /// Nothing answers the run, which says so instead of waiting.
    @Test(arguments: [(SIGSTOP, "was stopped"), (SIGKILL, "was killed")])
    func aRunWhoseReaderIsHeldEndsAndSaysWhy(signal: Int32, part: String) throws {
        let (running, reader) = try start()
        kill(reader, signal)
        let result = try running.result()
        #expect(result.status != 0 && !result.wasKilled)
        #expect(result.errors.contains(part), "\(result.errors)")
        #expect(kill(reader, 0) == -1 && errno == ESRCH)
    }

    /// A stop is no reason to wait with a run that somebody ends.
    @Test func aRunWhoseReaderIsStoppedEndsByASignal() throws {
        let (running, reader) = try start()
        kill(reader, SIGSTOP)
        running.send(SIGTERM)
        let result = try running.result()
        #expect(result.status != 0 && !result.wasKilled)
        #expect(kill(reader, 0) == -1 && errno == ESRCH)
    }

    /// Also one that is stopped: the kernel wakes it when the run is gone, and it sees that.
    @Test(arguments: [0, SIGSTOP]) func aRunThatIsKilledLeavesNoReader(signal: Int32) throws {
        let (running, reader) = try start()
        kill(reader, signal)
        running.send(SIGKILL)
        #expect(try running.result().wasKilled)
        // Its last act is to be reaped by whoever took it over; until then it shows no command line.
        while let line = FileManager.default.contents(atPath: "/proc/\(reader)/cmdline"),
            !line.isEmpty
        { usleep(2_000) }
    }
}

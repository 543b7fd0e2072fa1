import Acquisition
import Alsa
import Foundation
import TestSupport
import Testing

/// A virtual amplifier for one test, with files of its own that go with it.
final class Amplifier {
    /// The built plug-in, beside the test bundle; nil where it is not.
    static let plugIn: String? = {
        let bundle = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
        let found = [bundle, Surroundings.packageRoot.appending(path: ".build/debug")]
            .map { $0.appending(path: AmplifierConfiguration.plugInName).path }
            .first { FileManager.default.fileExists(atPath: $0) }
        guard let found else { return nil }
        // ALSA reads its configuration once; the name's arguments make the difference.
        let path = FileManager.default.temporaryDirectory
            .appendingPathComponent("quench-amplifier-\(getpid()).conf").path
        let text = AmplifierConfiguration.text(plugIn: found) + AlsaPlugIns.devices
        try? Data(text.utf8).write(to: URL(fileURLWithPath: path))
        unsafe setenv("ALSA_CONFIG_PATH", path, 1)
        // PulseAudio's client writes one, and shall not do so in the home of whoever tests.
        unsafe setenv("PULSE_COOKIE", path + ".cookie", 1)
        return found
    }()

    let folder: String
    private let name = "test-\(UUID().uuidString.prefix(8))"
    var channels: Int
    var rateHertz: Int
    var arguments: [String: String] = [:]

    init(channels: Int, rateHertz: Int) throws {
        _ = try #require(Self.plugIn, "the virtual amplifier is not built")
        self.channels = channels
        self.rateHertz = rateHertz
        folder =
            FileManager.default.temporaryDirectory
            .appendingPathComponent("amplifier-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func file(_ name: String) -> String { "\(folder)/\(name)" }

    func write(_ bytes: [UInt8], to name: String) throws -> String {
        try Data(bytes).write(to: URL(fileURLWithPath: file(name)))
        return file(name)
    }

    /// Faults to inject, "FRAME KIND [NUMBER]" a line, and a ledger of what was lost.
    func inject(_ faults: [String]) throws {
        let text = faults.map { $0 + "\n" }.joined()
        arguments["FAULTS"] = try write(Array(text.utf8), to: "faults")
        arguments["LEDGER"] = file("ledger")
    }

    /// Kind, the frame that would have come next, the frame that came, a row each.
    func ledger() throws -> [(kind: String, from: Int64, to: Int64)] {
        let text = try String(contentsOfFile: file("ledger"), encoding: .utf8)
        return text.split(separator: "\n").compactMap { line in
            let cells = line.split(separator: "\t")
            guard cells.count == 3, let from = Int64(cells[1]), let to = Int64(cells[2]) else {
                return nil
            }
            return (String(cells[0]), from, to)
        }
    }

    var device: String {
        let all = arguments.merging(
            ["NAME": name, "CHANNELS": "\(channels)", "RATE": "\(rateHertz)"]) { own, _ in own }
        let list = all.sorted { $0.key < $1.key }.map { "\($0)=\($1)" }
        return "quench:" + list.joined(separator: ",")
    }

    var request: StreamRequest {
        StreamRequest(device: device, channels: channels, rateHertz: rateHertz)
    }
}

/// `CLOCK_MONOTONIC` in nanoseconds.
func monotonicNow() -> Int64 {
    var now = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &now)
    return Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec)
}

extension CaptureStream {
    /// Reads until so many frames are there, or something else comes.
    func read(frames: Int) -> (bytes: [UInt8], outcome: StreamOutcome) {
        var bytes: [UInt8] = []
        while bytes.count < frames * grant.frameBytes {
            let waited = wait(milliseconds: 2_000)
            guard waited == .frames(0) else { return (bytes, waited) }
            var room = [UInt8](repeating: 0, count: frames * grant.frameBytes - bytes.count)
            let outcome = unsafe room.withUnsafeMutableBytes { unsafe read(into: $0) }
            guard case .frames(let count) = outcome else { return (bytes, outcome) }
            bytes += room.prefix(count * grant.frameBytes)
        }
        return (bytes, .frames(frames))
    }
}

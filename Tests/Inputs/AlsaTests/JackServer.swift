import Alsa
import Foundation
import Testing

/// A JACK server of its own, without hardware: its dummy driver, at a rate that any machine keeps, waiting
/// for its clients however slow they are; ended with the object, by its process id.
final class JackServer: @unchecked Sendable {
    static let rateHertz = 8_000
    /// Of the server's cycle, the least that a device of it has.
    static let periodFrames = 256
    /// All servers of this process, one after the other, and those that ask for them.
    static let name = "quench-test-\(getpid())"

    static let executable = (["/usr/bin", "/usr/local/bin"] + paths)
        .map { "\($0)/jackd" }
        .first { FileManager.default.isExecutableFile(atPath: $0) }

    /// The server, and the plug-in that leads ALSA to it.
    static let isInstalled = executable != nil && AlsaPlugIns.has("jack")

    private static let paths =
        (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)

    private let process = Process()

    init() throws {
        let executable = try #require(Self.executable)
        process.executableURL = URL(fileURLWithPath: executable)
        process.arguments = [
            "-n", Self.name, "-r", "-S", "-t", "60000", "-d", "dummy",
            "-r", "\(Self.rateHertz)", "-p", "\(Self.periodFrames)", "-C", "2", "-P", "2",
        ]
        process.environment = ProcessInfo.processInfo.environment.merging(
            ["JACK_NO_AUDIO_RESERVATION": "1"]) { own, _ in own }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        // When a client is taken, all else is there.
        for _ in 0..<2_000 where process.isRunning {
            if (try? CaptureStream(Self.input)) != nil { return }
            usleep(10_000)
        }
        end()
        throw ServerError()
    }

    struct ServerError: Error {}

    static var input: StreamRequest { request("jackin") }
    static var output: StreamRequest { request("jackout") }

    private static func request(_ device: String) -> StreamRequest {
        var request = StreamRequest(device: device, channels: 2, rateHertz: rateHertz)
        request.periodFrames = 2 * periodFrames
        // More than a test plays.
        request.bufferSeconds = 2
        return request
    }

    func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

    /// Ends the server, whatever state it is in.
    func end() {
        send(SIGCONT)
        send(SIGKILL)
        for _ in 0..<1_000 where process.isRunning { usleep(10_000) }
    }

    deinit { if process.isRunning { end() } }
}

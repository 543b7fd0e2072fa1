import Foundation
import TestSupport
import Testing

/// A JACK server of its own with the dummy driver: 8,000 Hz, cycles of 1,024 frames, waiting for its clients
/// however slow they are. This process becomes its client.
final class JackServer {
    static let isInstalled = SoundServer.jack != nil && SoundServer.hasPlugIn("jack")
    static let cycleFrames = 1_024

    private let folder: TemporaryFolder
    private let process = Process()

    /// - Parameter devices: what leads to it, in libasound's words.
    init(_ devices: String) throws {
        folder = try TemporaryFolder()
        let name = "quench-\(UUID().uuidString.prefix(8))"
        let configuration = try folder.write(devices, to: "asound.conf")
        unsafe setenv("ALSA_CONFIG_PATH", configuration, 1)
        for (name, value) in SoundServer.jackEnvironment(server: name) {
            unsafe setenv(name, value, 1)
        }
        process.executableURL = URL(fileURLWithPath: try #require(SoundServer.jack))
        process.arguments =
            ["-n", name, "-r", "-S", "-t", "60000", "-d", "dummy", "-r", "8000"]
            + ["-p", "\(Self.cycleFrames)", "-C", "2", "-P", "2"]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
    }

    var isRunning: Bool { process.isRunning }

    func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

    /// Ends it in order: one that is killed stays in JACK's list, which has room for eight.
    func end() {
        send(SIGCONT)
        send(SIGTERM)
        process.waitUntilExit()
    }
}

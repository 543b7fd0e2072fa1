import Foundation
import Testing

/// A PulseAudio server of its own, without hardware, whose one source is fed from a FIFO; ended with
/// the object, by its process id.
///
/// One thread at a time feeds it.
final class PulseServer: @unchecked Sendable {
    static let executable = ["/usr/bin/pulseaudio", "/usr/local/bin/pulseaudio"]
        .first { FileManager.default.isExecutableFile(atPath: $0) }

    /// The server, and the plug-in that leads ALSA to it.
    static let isInstalled = executable != nil && AlsaPlugIns.has("pulse")

    /// The channel map in ALSA's order: another one reads zeros, without an error.
    private static let map = [
        "front-left", "front-right", "rear-left", "rear-right", "front-center", "lfe",
        "side-left", "side-right",
    ]

    private let folder: String
    private let process = Process()
    private let feed: Int32

    /// The source as an ALSA device.
    var device: String { "hil:unix:\(folder)/native" }
    /// A sink that takes 48,000 frames of two channels a second, as an ALSA device.
    var output: String { "out:unix:\(folder)/native" }

    init(channels: Int, rateHertz: Int) throws {
        let executable = try #require(Self.executable)
        folder =
            FileManager.default.temporaryDirectory
            .appendingPathComponent("pulse-\(getpid())-\(UUID().uuidString.prefix(6))").path
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        let map = (0..<channels).map { $0 < 8 ? Self.map[$0] : "aux\($0 - 8)" }
            .joined(separator: ",")
        let script = """
            load-module module-native-protocol-unix socket=\(folder)/native auth-anonymous=1
            load-module module-null-sink sink_name=out rate=48000 channels=2
            load-module module-pipe-source source_name=hil file=\(folder)/feed format=s32le \
            rate=\(rateHertz) channels=\(channels) channel_map=\(map)

            """
        try Data(script.utf8).write(to: URL(fileURLWithPath: "\(folder)/script.pa"))
        process.executableURL = URL(fileURLWithPath: executable)
        process.arguments = [
            "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no", "--disallow-exit",
            "-n", "-F", "\(folder)/script.pa",
        ]
        var environment = ProcessInfo.processInfo.environment
        for name in ["XDG_RUNTIME_DIR", "PULSE_RUNTIME_PATH", "PULSE_STATE_PATH", "HOME"] {
            environment[name] = folder
        }
        process.environment = environment
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        // The source is the script's last line: when its FIFO is there, so is all else.
        for _ in 0..<2_000
        where process.isRunning && !FileManager.default.fileExists(atPath: "\(folder)/feed") {
            usleep(10_000)
        }
        feed = unsafe open("\(folder)/feed", O_RDWR | O_NONBLOCK | O_CLOEXEC)
        guard process.isRunning, feed >= 0 else {
            end()
            throw ServerError()
        }
    }

    struct ServerError: Error {}

    /// Feeds the source. False: the server has ended, or has taken nothing for ten seconds.
    @discardableResult
    func write(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        var attempts = 0
        while !rest.isEmpty, attempts < 10_000, process.isRunning {
            let count = unsafe rest.withUnsafeBytes {
                unsafe Foundation.write(feed, $0.baseAddress, $0.count)
            }
            attempts = count > 0 ? 0 : attempts + 1
            if count > 0 { rest = rest.dropFirst(count) } else { usleep(1_000) }
        }
        return rest.isEmpty
    }

    func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

    /// Ends the server, whatever state it is in.
    func end() {
        send(SIGCONT)
        send(SIGKILL)
        for _ in 0..<1_000 where process.isRunning { usleep(10_000) }
    }

    deinit {
        if process.isRunning { end() }
        if feed >= 0 { close(feed) }
        try? FileManager.default.removeItem(atPath: folder)
    }
}

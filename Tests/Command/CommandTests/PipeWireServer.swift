import Foundation
import TestSupport
import Testing

/// A PipeWire of a test's own, without hardware, D-Bus or anything of the machine's settings: a source that
/// is a sine of 440 Hz, and a sink whose monitor is a cable. Its graph runs at 8,000 Hz in cycles of 512
/// frames, which a busy machine keeps too.
final class PipeWireServer {
    static let cycleFrames = 512

    /// Where `make sound` has unpacked it, since as a package it would push PulseAudio out.
    private static let root = SoundServer.unpacked.path
    private static let libraries: String? = {
        let folder = "\(root)/usr/lib"
        return ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
            .map { "\(folder)/\($0)" }
            .first { FileManager.default.fileExists(atPath: "\($0)/pipewire-0.3") }
    }()
    private static var plugIn: String {
        "\(libraries ?? "")/alsa-lib/libasound_module_pcm_pipewire.so"
    }

    static let isUnpacked =
        FileManager.default.isExecutableFile(atPath: "\(root)/usr/bin/pipewire-media-session")
        && FileManager.default.fileExists(atPath: plugIn)

    /// The devices that lead to its source, to its sink, and to what the sink played.
    static let devices = """
        pcm_type.pipewire { lib "\(plugIn)" }
        pcm.sine { type pipewire capture_node "sine" }
        pcm.sink { type pipewire playback_node "sink" }
        pcm.monitor { type pipewire capture_node "sink" }

        """

    private let folder: TemporaryFolder
    private var processes: [Running] = []

    /// Starts it, and waits until its session manager has made it ready.
    init(in folder: TemporaryFolder) throws {
        self.folder = folder
        for (name, text) in Self.configurations { try folder.write(text, to: name) }
        processes.append(
            try start("'\(Self.root)/usr/bin/pipewire' -c '\(folder.file("pipewire.conf"))'"))
        while processes[0].process.isRunning, !names(in: folder.path).contains("pipewire-0") {
            usleep(2_000)
        }
        processes.append(try start("'\(Self.root)/usr/bin/pipewire-media-session'"))
        try wait(for: ["sine:capture_1", "sink:playback_FL", "sink:monitor_FL"], in: "-io")
    }

    struct NotReady: Error {}

    /// Runs a line of the shell, in which nothing but this server is found; a program at its end takes the
    /// shell's place, so that a signal reaches it.
    func start(_ line: String) throws -> Running {
        let libraries = try #require(Self.libraries)
        let words = [
            "XDG_RUNTIME_DIR": folder.path, "PIPEWIRE_CONFIG_DIR": folder.path,
            "MEDIA_SESSION_CONFIG_DIR": folder.path, "HOME": folder.path,
            "PIPEWIRE_MODULE_DIR": "\(libraries)/pipewire-0.3",
            "SPA_PLUGIN_DIR": "\(libraries)/spa-0.2", "LD_LIBRARY_PATH": libraries,
            "DBUS_SESSION_BUS_ADDRESS": "disabled:", "ALSA_CONFIG_PATH": "amplifier.conf",
        ]
        let environment = words.map { "\($0.key)='\($0.value)'" }.joined(separator: " ")
        return try Running(
            URL(fileURLWithPath: "/bin/sh"), ["-c", "exec env \(environment) \(line)"], in: folder)
    }

    /// Waits until a program's streams are linked to the sink, and to what it played.
    func waitForLinks() throws {
        try wait(for: ["ALSA Playback:output_FL", "ALSA Capture:input_FL"], in: "-l")
    }

    private func wait(for ports: [String], in list: String) throws {
        while processes.allSatisfy(\.process.isRunning) {
            let listed = try start("'\(Self.root)/usr/bin/pw-link' \(list)").result().output
            if ports.allSatisfy(listed.contains) { return }
            usleep(20_000)
        }
        throw NotReady()
    }

    func send(_ signal: Int32) { processes[0].send(signal) }

    /// Ends it, whatever state it is in.
    func end() {
        for one in processes {
            one.send(SIGKILL)
            one.process.waitUntilExit()
        }
    }
}

extension PipeWireServer {
    private static let libraryNames =
        "audio.convert.* = audioconvert/libspa-audioconvert support.* = support/libspa-support"
    private static func modules(_ more: String...) -> String {
        let names =
            ["protocol-native", "client-node", "adapter", "metadata", "session-manager"] + more
        return names.map { "{ name = libpipewire-module-\($0) }" }.joined(separator: " ")
    }

    /// Those of the server, its clients and its session manager, by the names that they look for.
    private static let configurations: [String: String] = {
        let client = """
            context.spa-libs = { \(libraryNames) }
            context.modules = [ \(modules("client-device")) ]

            """
        return [
            "client.conf": client, "client-rt.conf": client,
            "media-session.conf": client + "session.modules = { default = [ policy-node ] }\n",
            "pipewire.conf": """
            context.properties = {
                core.daemon = true core.name = pipewire-0 support.dbus = false
                default.clock.rate = 8000 default.clock.allowed-rates = [ 8000 ]
                default.clock.quantum = \(cycleFrames)
                default.clock.min-quantum = \(cycleFrames)
                default.clock.max-quantum = \(cycleFrames)
            }
            context.spa-libs = {
                \(libraryNames) audiotestsrc = audiotestsrc/libspa-audiotestsrc
            }
            context.modules = [
                \(modules("spa-node-factory", "access", "link-factory"))
            ]
            context.objects = [
                { factory = adapter args = {
                    factory.name = audiotestsrc node.name = sine media.class = Audio/Source
                    audio.channels = 2 audio.rate = 8000 } }
                { factory = adapter args = {
                    factory.name = support.null-audio-sink node.name = sink
                    media.class = Audio/Sink audio.position = [ FL FR ] audio.rate = 8000 } }
                { factory = spa-node-factory args = {
                    factory.name = support.node.driver node.name = Dummy-Driver
                    node.group = pipewire.dummy priority.driver = 20000 } }
            ]

            """,
        ]
    }()
}

import Foundation

/// What of sound servers is installed, or unpacked for the tests.
public enum SoundServer {
    /// Where `make sound` unpacks those that would not do as packages.
    public static let unpacked = Surroundings.packageRoot.appending(path: ".sound")

    /// Whether a server that is missing is a failure rather than a reason to skip its tests.
    public static let areExpected = ProcessInfo.processInfo.environment["QUENCH_EXPECTS"] == "sound"

    /// JACK's server; nil where it is not.
    public static let jack =
        (["/usr/bin", "/usr/local/bin", unpacked.appending(path: "usr/bin").path]
        + (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init))
        .map { "\($0)/jackd" }
        .first { FileManager.default.isExecutableFile(atPath: $0) }

    /// What JACK is to be told in its environment: never to start a server of its own, and where its
    /// drivers are, if it is unpacked.
    ///
    /// - Parameter server: the server's name.
    public static func jackEnvironment(server: String) -> [String: String] {
        var words = [
            "JACK_DEFAULT_SERVER": server, "JACK_NO_START_SERVER": "1",
            "JACK_NO_AUDIO_RESERVATION": "1",
        ]
        guard let jack, jack.hasPrefix(unpacked.path) else { return words }
        let libraries = unpacked.appending(path: "usr/lib").path
        words["JACK_DRIVER_DIR"] =
            ((try? FileManager.default.contentsOfDirectory(atPath: libraries)) ?? [])
            .map { "\(libraries)/\($0)/jack" }
            .first { FileManager.default.fileExists(atPath: "\($0)/jack_dummy.so") }
        return words
    }

    /// Whether ALSA finds a way to a server.
    ///
    /// - Parameter type: of a device in ALSA's configuration, such as `jack`.
    public static func hasPlugIn(_ type: String) -> Bool {
        let files = FileManager.default
        let folders = ["/usr/lib", "/usr/lib64", "/usr/local/lib"].flatMap { folder in
            [folder]
                + ((try? files.contentsOfDirectory(atPath: folder)) ?? []).map { "\(folder)/\($0)" }
        }
        return folders.contains {
            files.fileExists(atPath: "\($0)/alsa-lib/libasound_module_pcm_\(type).so")
        }
    }
}

import Foundation

/// What of sound servers is installed.
enum SoundServer {
    /// JACK's server; nil where it is not.
    static let jack =
        (["/usr/bin", "/usr/local/bin"]
        + (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init))
        .map { "\($0)/jackd" }
        .first { FileManager.default.isExecutableFile(atPath: $0) }

    /// Whether ALSA finds a way to a server.
    ///
    /// - Parameter type: of a device in ALSA's configuration, such as `jack`.
    static func hasPlugIn(_ type: String) -> Bool {
        let files = FileManager.default
        let folders = (try? files.contentsOfDirectory(atPath: "/usr/lib")) ?? []
        return (["."] + folders).contains {
            files.fileExists(atPath: "/usr/lib/\($0)/alsa-lib/libasound_module_pcm_\(type).so")
        }
    }
}

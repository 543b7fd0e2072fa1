import Foundation
import TestSupport
import Testing

/// A folder with the virtual amplifier's configuration, and commands that are run in it.
struct AmplifierBench {
    let folder: TemporaryFolder

    /// - Parameters:
    ///   - devices: more of them, in libasound's words.
    ///   - folder: nil for one of its own.
    init(_ devices: String = "", in folder: TemporaryFolder? = nil) throws {
        let folder = try folder ?? TemporaryFolder()
        self.folder = folder
        let configuration = try Quench.run("amplifier", in: folder)
        try #require(configuration.status == 0, "\(configuration.errors)")
        try folder.write(configuration.output + devices, to: "amplifier.conf")
    }

    func run(_ line: String) throws -> Quench.Result {
        try Quench.shell("ALSA_CONFIG_PATH=amplifier.conf timeout 120 $quench \(line)", in: folder)
    }
}

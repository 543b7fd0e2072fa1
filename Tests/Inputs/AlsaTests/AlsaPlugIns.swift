import Foundation

/// What of libasound's plug-ins is installed.
enum AlsaPlugIns {
    /// - Parameter type: of a device in ALSA's configuration, such as `pulse`.
    static func has(_ type: String) -> Bool {
        let files = FileManager.default
        let folders = ["/usr/lib", "/usr/lib64", "/usr/local/lib"].flatMap { folder in
            [folder]
                + ((try? files.contentsOfDirectory(atPath: folder)) ?? []).map { "\(folder)/\($0)" }
        }
        return folders.contains {
            files.fileExists(atPath: "\($0)/alsa-lib/libasound_module_pcm_\(type).so")
        }
    }

    /// Devices that lead to PulseAudio's source `hil` and sink `out` at a socket, for ALSA's configuration.
    static let devices = """
        pcm.hil { @args [ SERVER ] @args.SERVER { type string } type pulse server $SERVER device "hil" }
        pcm.out { @args [ SERVER ] @args.SERVER { type string } type pulse server $SERVER device "out" }

        """
}

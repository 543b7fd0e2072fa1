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

    /// Devices that lead to sound servers, for ALSA's configuration: PulseAudio's source `hil` at a socket,
    /// and two of JACK's, the second a cable to the first.
    static let devices = """
        pcm.hil { @args [ SERVER ] @args.SERVER { type string } type pulse server $SERVER device "hil" }
        pcm.out { @args [ SERVER ] @args.SERVER { type string } type pulse server $SERVER device "out" }
        pcm.jackin { type jack name "in" capture_ports { 0 "system:capture_1" 1 "system:capture_2" } }
        pcm.jackout { type jack name "out" playback_ports { 0 "in:in_000" 1 "in:in_001" } }
        pcm.jacklost { type jack name "lost" capture_ports { 0 "nobody:out_1" } }

        """
}

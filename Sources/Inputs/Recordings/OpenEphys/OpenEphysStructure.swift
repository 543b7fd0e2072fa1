import Foundation

/// What `structure.oebin` says, JSON.
struct OpenEphysStructure {
    struct Stream {
        /// In `continuous`.
        let folder: String
        let rate: StatedRate
        let channels: [ScaledChannel]
    }

    let streams: [Stream]
    /// In `events`.
    let textFolders: [String]

    init(_ bytes: [UInt8], path: String) throws(RecordingError) {
        guard let root = (try? JSONSerialization.jsonObject(with: Data(bytes))) as? [String: Any],
            let continuous = root["continuous"] as? [[String: Any]]
        else {
            throw RecordingError(
                path, field: "continuous", .missingField(expected: "JSON with a list of streams"))
        }
        var streams: [Stream] = []
        for stream in continuous { streams.append(try Self.stream(stream, path)) }
        self.streams = streams
        let events = root["events"] as? [[String: Any]] ?? []
        textFolders = events.compactMap { event in
            let folder = Self.folder(event)
            let isText =
                (event["type"] as? String) == "string" || folder?.contains("Message") == true
            return isText ? folder : nil
        }
    }

    /// A path below the recording's folder; nil for one that leads out of it.
    private static func folder(_ entry: [String: Any]) -> String? {
        guard let name = entry["folder_name"] as? String else { return nil }
        let parts = name.split(separator: "/")
        let isSafe =
            !parts.isEmpty && !name.hasPrefix("/") && !name.utf8.contains(0)
            && !parts.contains("..")
        return isSafe ? parts.joined(separator: "/") : nil
    }

    private static func stream(
        _ entry: [String: Any], _ path: String
    ) throws(RecordingError) -> Stream {
        guard let folder = folder(entry) else {
            throw RecordingError(
                path, field: "folder_name",
                .unsafeFileName(found: "\(entry["folder_name"] ?? "nothing")"))
        }
        guard let hertz = (entry["sample_rate"] as? NSNumber)?.doubleValue, hertz > 0,
            hertz <= Limits.samplesPerSecondMax, let rate = StatedRate(hertz: hertz)
        else {
            throw RecordingError(
                path, field: "sample_rate",
                .badValue(
                    found: "\(entry["sample_rate"] ?? "nothing")",
                    expected: "a rate of at most \(Limits.samplesPerSecondMax) Hz"))
        }
        let list = entry["channels"] as? [[String: Any]] ?? []
        guard (1...Limits.channelsMax).contains(list.count) else {
            throw RecordingError(
                path, field: "channels",
                .badValue(found: "\(list.count)", expected: "1 to \(Limits.channelsMax)"))
        }
        var channels: [ScaledChannel] = []
        for (index, channel) in list.enumerated() {
            let name = ForeignText.safe(channel["channel_name"] as? String ?? "CH\(index + 1)")
            guard let gain = (channel["bit_volts"] as? NSNumber)?.doubleValue, gain.isFinite,
                abs(gain) < 1e9
            else {
                throw RecordingError(
                    path, field: "bit_volts of '\(ForeignText.quoted(name))'",
                    .badValue(
                        found: "\(channel["bit_volts"] ?? "nothing")", expected: "a number"))
            }
            // In spite of its name, `bit_volts` is in `units`: microvolts of an electrode, volts of an
            // analogue input.
            let stated = ForeignText.safe(channel["units"] as? String ?? "")
            let isInput = name.uppercased().contains("ADC")
            channels.append(
                ScaledChannel(
                    name: name, unit: stated.isEmpty ? (isInput ? "V" : "uV") : stated, gain: gain,
                    byteOffset: Int64(2 * index)))
        }
        return Stream(
            folder: folder.split(separator: "/").last.map(String.init) ?? folder, rate: rate,
            channels: channels)
    }
}

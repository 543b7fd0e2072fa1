import Foundation

/// Names and other texts of channels, as a format can hold them.
enum ChannelText {
    /// In ASCII, of at most `length` bytes.
    static func ascii(_ text: String, length: Int) -> String {
        var result = ""
        for scalar in SeizureText.unmarked(text) where result.utf8.count < length {
            // Both micro signs are a Greek letter in compatibility form.
            let scalar = scalar == "\u{3BC}" ? "u" : scalar
            result.append(scalar.isASCII && scalar.value >= 0x20 ? Character(scalar) : "_")
        }
        return result
    }

    /// Names for EDF's 16 characters; those that would become alike get a number.
    static func edfNames(_ names: [String]) -> (names: [String], changed: [(String, String)]) {
        var taken: [String: String] = [:]
        var changed: [(String, String)] = []
        let result = names.map { name in
            var short = ascii(name, length: 16)
            var number = 1
            while short == "EDF Annotations" || taken[short].map({ $0 != name }) ?? false {
                number += 1
                short = ascii(name, length: 15 - "\(number)".utf8.count) + "~\(number)"
            }
            taken[short] = name
            if short != name { changed.append((name, short)) }
            return short
        }
        return (result, changed)
    }

    /// What is left of a filter description that holds nothing but filters: "HP:0.1Hz LP:75Hz".
    static func filters(_ text: String) -> String {
        let words = text.split(separator: " ")
        let areFilters = words.allSatisfy { word in
            let upper = word.uppercased()
            let kind =
                ["HP", "LP", "BP", "BS", "N", "NOTCH"].filter { upper.hasPrefix($0) }
                .map(\.count).max() ?? 0
            var rest = upper.dropFirst(kind)
            for unit in ["KHZ", "HZ", "S"] where rest.hasSuffix(unit) {
                rest = rest.dropLast(unit.count)
                break
            }
            return rest.allSatisfy { $0.isASCII && ($0.isNumber || ":=.,-".contains($0)) }
        }
        return areFilters ? text : ""
    }
}

extension RecordingChannel {
    /// Without the texts in which a recorder's user may have written anything. The name is kept.
    var anonymised: RecordingChannel {
        var channel = self
        channel.transducer = ""
        channel.prefiltering = ChannelText.filters(prefiltering)
        if let type, !Self.types.contains(type) { channel.type = "OTHER" }
        let isUnit = microvoltsPerUnit != nil || unit.isEmpty || Self.units.contains(unit)
        if !isUnit { channel.unit = "n/a" }
        return channel
    }

    /// BIDS' types of channels.
    private static let types: Set<String> = [
        "EEG", "IEEG", "ECOG", "SEEG", "DBS", "EOG", "VEOG", "HEOG", "ECG", "EKG", "EMG", "TRIG",
        "REF", "AUDIO", "PD", "PPG", "GSR", "RESP", "TEMP", "EYEGAZE", "PUPIL", "ADC", "DAC",
        "SYSCLOCK", "MISC", "OTHER",
    ]

    /// Units of what is recorded beside voltages.
    private static let units: Set<String> = [
        "n/a", "%", "mmHg", "cmH2O", "kPa", "bpm", "BPM", "C", "degC", "\u{B0}C", "K", "Hz", "s",
        "ms", "l/min", "L/min", "g", "m/s^2", "Ohm", "kOhm", "uS", "A", "mA", "uA", "dB", "Boolean",
    ]
}

/// `_channels.tsv` for what a recording's header cannot say: types and states of channels.
struct ChannelsFile {
    let path: String
    let text: String

    /// Nil where nothing is known beyond the header.
    init?(besides path: String, _ channels: [RecordingChannel], names: [String]) {
        guard channels.contains(where: { $0.type != nil || $0.status != .unknown }) else {
            return nil
        }
        let url = URL(fileURLWithPath: path)
        var stem = url.deletingPathExtension().lastPathComponent
        for suffix in ["_ieeg", "_eeg", "_meg"] where stem.hasSuffix(suffix) {
            stem.removeLast(suffix.count)
            break
        }
        self.path =
            url.deletingLastPathComponent().appendingPathComponent("\(stem)_channels.tsv").path
        let rows = zip(channels, names).map { channel, name in
            let status = channel.status == .unknown ? "n/a" : channel.status.rawValue
            let unit = channel.unit.isEmpty ? "n/a" : channel.unit
            return "\(name)\t\(channel.type ?? "n/a")\t\(unit)\t\(status)\n"
        }
        text = "name\ttype\tunits\tstatus\n" + rows.joined()
    }
}

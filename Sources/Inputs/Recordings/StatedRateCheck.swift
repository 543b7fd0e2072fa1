import Foundation

/// What side files say of sampling rates, held against the recording's own, which holds.
struct StatedRateCheck {
    private var differences = 0
    private var first = ""

    /// Side files round ("399.61"): what is nearer than this says the same.
    private static let toleranceRelative = 1e-4

    mutating func compare(_ text: String, _ channel: RecordingChannel) {
        let stated = DecimalNumber(parsing: text)?.value
        let own = channel.samplesPerSecond
        if let stated, Self.isSame(stated, own) { return }
        if differences == 0 {
            first =
                "'\(ForeignText.quoted(text))' for \(ForeignText.quoted(channel.name)) of \(own) Hz"
        }
        differences += 1
    }

    func summarise(into warnings: inout WarningList, file: String) {
        guard differences > 0 else { return }
        warnings.add(
            "\(file): sampling_frequency differs from the recording's in \(differences) row(s), the "
                + "first \(first); the recording's holds")
    }

    private static func isSame(_ stated: Double, _ own: Double) -> Bool {
        abs(stated - own) <= toleranceRelative * own
    }

    /// `SamplingFrequency` of the JSON files about the recording, the last that has it.
    static func compareMetadata(_ paths: [String], with opened: inout OpenedRecording) {
        struct Metadata: Decodable {
            let samplingFrequency: Double?
            enum CodingKeys: String, CodingKey { case samplingFrequency = "SamplingFrequency" }
        }
        var last: (path: String, hertz: Double)?
        for path in paths {
            do throws(RecordingError) {
                let bytes = TextLines.utf8(
                    try RecordingFile(opening: path).allBytes(limit: Limits.metadataBytesMax))
                let text = Data(ForeignText.decoded(bytes).utf8)
                guard let metadata = try? JSONDecoder().decode(Metadata.self, from: text) else {
                    opened.warnings.add(
                        "\(path): is no JSON object with a number as SamplingFrequency; the file was "
                            + "left out")
                    continue
                }
                last = metadata.samplingFrequency.map { (path, $0) } ?? last
            } catch {
                opened.warnings.add("\(error); the file was left out")
            }
        }
        guard let last, !opened.channels.isEmpty,
            !opened.channels.contains(where: { isSame(last.hertz, $0.samplesPerSecond) })
        else { return }
        opened.warnings.add(
            "\(last.path): SamplingFrequency is \(last.hertz) Hz, which no channel of the recording "
                + "has; the recording's rates hold")
    }
}

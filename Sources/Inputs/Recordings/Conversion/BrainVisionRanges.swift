/// The section of a header in which Quench keeps a scale in EDF's terms.
enum BrainVisionRanges {
    static let section = "Quench Digital Ranges"

    static func text(_ range: DigitalRange, unit: String) -> String {
        [
            EDFAnnotationText.plain(range.physicalMinimum),
            EDFAnnotationText.plain(range.physicalMaximum), "\(range.digitalMinimum)",
            "\(range.digitalMaximum)", unit,
        ].joined(separator: ",")
    }

    /// Channels with the ranges, and their units, that fit what the header says besides: its
    /// resolution, or floats in microvolts.
    static func applied(
        _ sections: HeaderSections, _ header: BrainVisionHeader, _ encoding: SampleEncoding,
        to channels: [RecordingChannel]
    ) -> [RecordingChannel] {
        var channels = channels
        for entry in sections.entries(in: section) {
            guard entry.key.hasPrefix("ch"), let number = Int(entry.key.dropFirst(2)),
                channels.indices.contains(number - 1), let (range, unit) = parsed(entry.value)
            else { continue }
            var channel = channels[number - 1]
            let resolution = header.channels[number - 1].resolution
            let scale = VoltageUnit.microvoltsPerUnit(unit)
            let fits =
                encoding == .float32
                ? resolution == 1 && channel.microvoltsPerUnit == scale.map { _ in 1 }
                : channel.microvoltsPerUnit == scale
                    && abs(range.gain - resolution) <= 1e-12 * abs(resolution)
            guard fits else { continue }
            // Samples are handed out in microvolts all the same.
            if scale != nil { channel.unit = unit }
            channel.microvoltsPerUnit = scale
            channel.physicalMinimum = range.physicalMinimum
            channel.physicalMaximum = range.physicalMaximum
            channel.digitalMinimum = range.digitalMinimum
            channel.digitalMaximum = range.digitalMaximum
            channels[number - 1] = channel
        }
        return channels
    }

    /// Nil for what is no range.
    private static func parsed(_ text: String) -> (DigitalRange, unit: String)? {
        let cells = text.split(separator: ",", omittingEmptySubsequences: false)
            .map(\.trimmingSpaces)
        let parts = cells.prefix(4).map { DecimalNumber(parsing: $0) }
        guard cells.count == 5, let low = parts[0], let high = parts[1],
            let digitalLow = parts[2]?.wholeNumber, let digitalHigh = parts[3]?.wholeNumber,
            abs(digitalLow) <= 1 << 31, abs(digitalHigh) <= 1 << 31, digitalLow < digitalHigh,
            low.value != high.value
        else { return nil }
        let range = DigitalRange(
            physicalMinimum: low.value, physicalMaximum: high.value,
            digitalMinimum: Int(digitalLow), digitalMaximum: Int(digitalHigh))
        return (range, cells[4])
    }
}

/// From microvolts, or a channel's own unit, to its digital counts.
struct EDFWriterScale: Sendable {
    private let unitsPerValue: Double
    private let physicalMinimum: Double
    private let gain: Double
    private let digitalMinimum: Double
    private let digitalMaximum: Double

    init(_ channel: EDFWriter.Channel) {
        unitsPerValue = 1 / (VoltageUnit.microvoltsPerUnit(channel.unit) ?? 1)
        physicalMinimum = channel.physicalMinimum
        digitalMinimum = Double(channel.digitalMinimum)
        digitalMaximum = Double(channel.digitalMaximum)
        gain =
            (channel.physicalMaximum - channel.physicalMinimum)
            / (digitalMaximum - digitalMinimum)
    }

    /// The nearest count inside the digital range (ties to even, as the front end rounds), and whether the value lay outside.
    func digital(_ value: Double) -> (value: Int16, isSaturated: Bool) {
        let exact = (value * unitsPerValue - physicalMinimum) / gain + digitalMinimum
        let rounded = exact.rounded(.toNearestOrEven)
        let inside = min(max(rounded, digitalMinimum), digitalMaximum)
        return (Int16(inside), inside != rounded)
    }

    /// What a reader makes of a count, in the unit of `digital`'s values.
    func value(_ count: Int16) -> Float {
        // As the reader computes it, so that equal counts are equal to the last bit.
        let scale = 1 / unitsPerValue
        let offset = physicalMinimum - digitalMinimum * gain
        return Float(Double(count) * (gain * scale) + offset * scale)
    }
}

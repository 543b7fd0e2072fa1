/// An edge on a channel as a person asks for it: `CHANNEL[:rising|falling][:LEVEL]`, the level in
/// microvolts at the electrodes.
package struct TriggerRequest: Sendable, Hashable {
    package enum Slope: String, Sendable {
        case rising, falling
    }

    /// A name, or the number of a channel from 1 on.
    package var channel: String
    package var slope = Slope.rising
    /// Nil for half of the device's full scale.
    package var levelMicrovolts: Double?
    /// As it was asked for.
    package let text: String

    /// Nil where the text is none.
    package init?(_ text: String) {
        self.text = text
        var parts = text.split(separator: ":", omittingEmptySubsequences: false)
        if parts.count > 1, let last = parts.last, let level = Double(last) {
            guard level.isFinite else { return nil }
            levelMicrovolts = level
            parts.removeLast()
        }
        if parts.count > 1, let last = parts.last, let slope = Slope(rawValue: String(last)) {
            self.slope = slope
            parts.removeLast()
        }
        // A word that is no slope is a mistake rather than part of a name.
        guard parts.count == 1, let name = parts.first, !name.isEmpty else { return nil }
        channel = String(name)
    }
}

/// Why a trigger cannot be had, in one line.
package struct TriggerError: Error, Equatable, CustomStringConvertible {
    package let description: String
}

import Foundation

/// EDF's way to state a scale: two counts and the values that they stand for.
struct DigitalRange: Sendable, Equatable {
    var physicalMinimum: Double
    var physicalMaximum: Double
    var digitalMinimum: Int
    var digitalMaximum: Int

    /// Value of one count, in the channel's unit.
    var gain: Double {
        (physicalMaximum - physicalMinimum) / Double(digitalMaximum - digitalMinimum)
    }
    /// Value of count 0.
    var offset: Double { physicalMinimum - Double(digitalMinimum) * gain }

    /// What an EDF header can state of a 16-bit channel.
    var fitsEDF: Bool {
        digitalMinimum >= -32768 && digitalMaximum <= 32767 && digitalMinimum < digitalMaximum
            && physicalMinimum != physicalMaximum
            && Self.text(physicalMinimum) != nil && Self.text(physicalMaximum) != nil
    }

    /// A number in a header's eight characters, nil where it does not go in exactly.
    static func text(_ value: Double) -> String? {
        let text = EDFAnnotationText.plain(value)
        return text.utf8.count <= 8 && Double(text) == value ? text : nil
    }

    /// The nearest number that goes into eight characters, or the nearest beyond it.
    static func rounded(
        _ value: Double, _ rule: FloatingPointRoundingRule = .toNearestOrAwayFromZero
    ) -> Double? {
        if text(value) != nil { return value }
        for decimals in (0...7).reversed() {
            let power = Double(DecimalNumber.power(decimals))
            let text = String(format: "%.\(decimals)f", (value * power).rounded(rule) / power)
            if text.utf8.count <= 8, let number = Double(text), Self.text(number) != nil {
                return number
            }
        }
        return nil
    }
}

extension DigitalRange {
    /// A range that says `value = count * gain + offset` for counts of an extent, to the last bit
    /// where there is one in eight characters; else the nearest, with all 16 bits.
    ///
    /// Nil where the counts have no 16 bits, or the values no eight characters. Cost: up to 33,000
    /// attempts.
    static func stating(
        gain: Double, offset: Double, counts: ClosedRange<Int>
    ) -> (range: DigitalRange, isExact: Bool)? {
        guard counts.lowerBound >= -32768, counts.upperBound <= 32767 else { return nil }
        func range(_ low: Int, _ high: Int) -> DigitalRange? {
            guard let minimum = rounded(Double(low) * gain + offset),
                let maximum = rounded(Double(high) * gain + offset), minimum != maximum
            else { return nil }
            return DigitalRange(
                physicalMinimum: minimum, physicalMaximum: maximum, digitalMinimum: low,
                digitalMaximum: high)
        }
        func isExact(_ range: DigitalRange) -> Bool {
            range.gain == gain && abs(range.offset - offset) <= 1e-9 * abs(gain)
        }
        let widest = range(-32768, 32767)
        if let widest, isExact(widest) { return (widest, true) }
        let least = max(1, -counts.lowerBound, counts.upperBound)
        if least <= 32767 {
            for end in (least...32767).reversed() {
                if let symmetric = range(-end, end), isExact(symmetric) { return (symmetric, true) }
            }
        }
        return widest.map { ($0, false) }
    }

    /// All 16 bits for values of an extent.
    static func holding(_ values: ClosedRange<Double>) -> DigitalRange? {
        let high = values.upperBound > values.lowerBound ? values.upperBound : values.lowerBound + 1
        guard let minimum = rounded(values.lowerBound, .down), let maximum = rounded(high, .up),
            minimum < maximum
        else { return nil }
        return DigitalRange(
            physicalMinimum: minimum, physicalMaximum: maximum, digitalMinimum: -32768,
            digitalMaximum: 32767)
    }
}

extension RecordingChannel {
    var digitalRange: DigitalRange? {
        guard let physicalMinimum, let physicalMaximum, let digitalMinimum, let digitalMaximum,
            digitalMinimum < digitalMaximum, physicalMinimum != physicalMaximum
        else { return nil }
        return DigitalRange(
            physicalMinimum: physicalMinimum, physicalMaximum: physicalMaximum,
            digitalMinimum: digitalMinimum, digitalMaximum: digitalMaximum)
    }
}

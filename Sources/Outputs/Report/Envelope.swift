/// The extremes of a series over equal spans of time: a picture's worth of a series of any length.
///
/// Values may be appended one by one for ever: when the bins are full, pairs of them are joined and
/// each new bin covers twice the time, so memory is bounded and no extreme is lost.
package struct Envelope: Sendable, Hashable {
    package let firstSeconds: Double
    /// Time between two appended values.
    package let stepSeconds: Double
    package let binCountMax: Int
    /// Values that a bin covers.
    package private(set) var valuesPerBin = 1
    /// Smallest and largest finite value of each bin; NaN where it has none.
    package private(set) var minimum: [Float] = []
    package private(set) var maximum: [Float] = []
    private var valuesInLastBin = 0

    package init(firstSeconds: Double = 0, stepSeconds: Double, binCountMax: Int = 2048) {
        precondition(binCountMax >= 2, "An envelope has at least two bins")
        self.firstSeconds = firstSeconds
        self.stepSeconds = stepSeconds
        self.binCountMax = binCountMax
        minimum.reserveCapacity(binCountMax)
        maximum.reserveCapacity(binCountMax)
    }

    package var binSeconds: Double { stepSeconds * Double(valuesPerBin) }
    package var isEmpty: Bool { minimum.isEmpty }

    /// Appends the next value. Cost: constant on average.
    package mutating func append(_ value: Float) { append(minimum: value, maximum: value) }

    /// Appends the extremes of the next step.
    package mutating func append(minimum low: Float, maximum high: Float) {
        if minimum.isEmpty || valuesInLastBin == valuesPerBin {
            if minimum.count == binCountMax { halve() }
            if minimum.isEmpty || valuesInLastBin == valuesPerBin {
                minimum.append(.nan)
                maximum.append(.nan)
                valuesInLastBin = 0
            }
        }
        let last = minimum.count - 1
        if low.isFinite { minimum[last] = Float.minimum(minimum[last], low) }
        if high.isFinite { maximum[last] = Float.maximum(maximum[last], high) }
        valuesInLastBin += 1
    }

    /// Appends steps without a value. Cost: that of the bins they fill, not of the steps.
    package mutating func skip(_ count: Int) {
        var left = count
        while left > 0 {
            if minimum.isEmpty || valuesInLastBin == valuesPerBin {
                append(.nan)
                left -= 1
            }
            let filling = min(left, valuesPerBin - valuesInLastBin)
            valuesInLastBin += filling
            left -= filling
        }
    }

    /// Makes zero the smallest value of every bin that has one.
    mutating func lowerToZero() {
        for bin in minimum.indices where minimum[bin].isFinite {
            minimum[bin] = Float.minimum(0, minimum[bin])
        }
    }

    private mutating func halve() {
        let half = (minimum.count + 1) / 2
        for bin in 0..<half {
            let left = 2 * bin
            let right = min(left + 1, minimum.count - 1)
            minimum[bin] = Float.minimum(minimum[left], minimum[right])
            maximum[bin] = Float.maximum(maximum[left], maximum[right])
        }
        if minimum.count.isMultiple(of: 2) { valuesInLastBin += valuesPerBin }
        minimum.removeSubrange(half...)
        maximum.removeSubrange(half...)
        valuesPerBin *= 2
    }
}

extension Envelope {
    /// The envelope of whole arrays of extremes in at most `binCountMax` bins.
    package init(
        minimum low: [Float], maximum high: [Float], firstSeconds: Double = 0, stepSeconds: Double,
        binCountMax: Int = 2048
    ) {
        // Bins of equal size that fill the picture, where doubling would leave up to half of it
        // unused.
        let count = min(low.count, high.count)
        let size = max(1, (count + binCountMax - 1) / binCountMax)
        self.init(
            firstSeconds: firstSeconds, stepSeconds: stepSeconds, binCountMax: binCountMax)
        valuesPerBin = size
        for index in 0..<count { append(minimum: low[index], maximum: high[index]) }
    }

    package init(
        _ values: [Float], firstSeconds: Double = 0, stepSeconds: Double, binCountMax: Int = 2048
    ) {
        self.init(
            minimum: values, maximum: values, firstSeconds: firstSeconds,
            stepSeconds: stepSeconds, binCountMax: binCountMax)
    }
}

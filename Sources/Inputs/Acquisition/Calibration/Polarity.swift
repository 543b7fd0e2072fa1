/// Which of several channels that have the same signal are inverted.
package enum Polarity {
    /// Why that cannot be told: the place of the channel, and how far its phase is off, degrees.
    package struct Unclear: Error, Equatable {
        package let place: Int
        package let degrees: Double
    }

    /// From the phases of one sine on all channels, radians. A sine upside down is a sine half a period
    /// later, so that only channels against one another can be told apart: the larger part counts as
    /// not inverted, and of two equal parts that of the first channel.
    package static func inverted(phases: [Double]) throws(Unclear) -> [Bool] {
        guard let first = phases.first else { return [] }
        var isOpposite: [Bool] = []
        for (place, phase) in phases.enumerated() {
            let difference = (phase - first).remainder(dividingBy: 2 * .pi)
            let isNear = abs(difference) < .pi / 4
            guard isNear || abs(difference) > 3 * .pi / 4 else {
                throw Unclear(place: place, degrees: difference * 180 / .pi)
            }
            isOpposite.append(!isNear)
        }
        let opposite = isOpposite.count { $0 }
        return 2 * opposite > phases.count ? isOpposite.map { !$0 } : isOpposite
    }

    /// From pulses that went up: whether they came down; nil where neither side stands out. A high-pass
    /// makes a pulse overshoot, but never as far as it went.
    package static func isInverted(pulses samples: [Double]) -> Bool? {
        let sorted = samples.sorted()
        guard let least = sorted.first, let most = sorted.last else { return nil }
        let middle = sorted[sorted.count / 2]
        let up = most - middle
        let down = middle - least
        // Between pulses there is only noise: half of the samples lie within this.
        let noise = sorted[sorted.count * 3 / 4] - sorted[sorted.count / 4]
        guard max(up, down) > 4 * noise, max(up, down) > 1.2 * min(up, down) else { return nil }
        return down > up
    }
}

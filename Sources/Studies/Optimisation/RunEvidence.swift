import Foundation
import Planning

/// What one run showed of the therapy that it gave.
package struct RunEvidence: Sendable {
    package let dose: TherapyDose
    /// Time in seizures of equal parts of the run, s.
    package let parts: [Double]
    /// Length of such a part, s.
    package let partSeconds: Double
    package let seizures: Int

    package init(dose: TherapyDose, parts: [Double], partSeconds: Double, seizures: Int) {
        self.dose = dose
        self.parts = parts
        self.partSeconds = partSeconds
        self.seizures = seizures
    }

    package var hours: Double { Double(parts.count) * partSeconds / 3_600 }
    package var secondsInSeizure: Double { parts.reduce(0, +) }

    /// Half a short seizure: where none was seen one may have been missed by so much.
    private static let unseenSeconds = 10.0

    /// Natural logarithm of the share of time in seizures.
    var logBurden: Double {
        log((secondsInSeizure + Self.unseenSeconds) / (Double(parts.count) * partSeconds))
    }

    /// Of the logarithm: parts differ as chance has it, a sum of them by so many times their variance
    /// (the delta method). Seizures that come by chance leave no less than one in their number.
    var variance: Double {
        let count = Double(parts.count)
        let mean = secondsInSeizure / count
        let spread = parts.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / max(1, count - 1)
        let sum = secondsInSeizure + Self.unseenSeconds
        let ofParts =
            (count * spread + Self.unseenSeconds * Self.unseenSeconds) / (sum * sum)
        return max(ofParts, 1 / Double(max(1, seizures)))
    }
}

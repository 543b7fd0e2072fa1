import Detection
import Foundation
import Planning

/// Background with what hands and cables add, made from the background itself: the detector learns
/// that a rise of the low bands alone, on all channels at once, or of one channel alone, is no seizure.
/// A few minutes of a recording seldom hold enough of either.
///
/// A movement falls by a factor of 2 to 4 an octave, over all channels by different shares: the bands'
/// filters are of the first order, and leave half an octave further up of what lies far below them. A
/// contact's jump falls by 2 an octave, on one channel. Sizes are spread evenly over five octaves
/// above the background's. Of the rhythm neither tells anything: it stays the background's. Fast
/// activity loses what slow activity rises more. The same rows give the same disturbances.
struct Disturbances {
    /// Rows made for each row of background.
    static let share = 0.3

    /// From what is slow to fast activity.
    private static let octavesToFast = 2.5

    private var state: UInt64 = 0x51_7c_c1_b7_27_22_0a_95

    /// For one patient's model.
    static func rows(from background: TrainingRows, rateHertz: Double) -> TrainingRows {
        var disturbances = Disturbances()
        return disturbances.rows(
            from: background, bandCount: LearnedDesign.bandShifts(rateHertz: rateHertz).count)
    }

    /// For a travelling model: of each recording from its own background alone.
    static func rows(travellingFrom background: TrainingRows) -> TrainingRows {
        var made = TrainingRows(
            channels: background.channels, inputCount: background.inputCount)
        for recording in Set(background.rows.map(\.recording)).sorted() {
            var disturbances = Disturbances()
            made.append(
                disturbances.rows(
                    from: background.filtered { $0.recording == recording },
                    bandCount: LearnedInput.count - 1, leavesOutSilent: true))
        }
        return made
    }

    /// - Parameter leavesOutSilent: whether a channel, or an input, that is 0 is one that there is not,
    ///   as for a travelling model.
    mutating func rows(
        from background: TrainingRows, bandCount: Int, leavesOutSilent: Bool = false
    ) -> TrainingRows {
        var made = TrainingRows(
            channels: background.channels, inputCount: background.inputCount)
        guard !background.rows.isEmpty else { return made }
        let count = Int(Double(background.rows.count) * Self.share)
        for _ in 0..<count {
            let index = Int(uniform() * Double(background.rows.count))
            var values = Array(background.values(ofRow: index))
            if leavesOutSilent {
                disturbSpeaking(&values, bandCount: bandCount, inputCount: background.inputCount)
            } else {
                disturb(&values, bandCount: bandCount, inputCount: background.inputCount)
            }
            made.append(background.rows[index], values)
        }
        return made
    }

    private mutating func disturbSpeaking(
        _ values: inout [Int16], bandCount: Int, inputCount: Int
    ) {
        let columns = stride(from: 0, to: values.count, by: inputCount)
            .map { $0..<$0 + inputCount }
            .filter { values[$0].contains { $0 != 0 } }
            .flatMap { Array($0) }
        let before = columns.map { values[$0] }
        var disturbed = before
        disturb(&disturbed, bandCount: bandCount, inputCount: inputCount)
        for (place, column) in columns.enumerated() where before[place] != 0 {
            values[column] = disturbed[place]
        }
    }

    private mutating func disturb(_ values: inout [Int16], bandCount: Int, inputCount: Int) {
        let channelCount = values.count / inputCount
        let isJump = uniform() < 0.5
        let fall = isJump ? 1 : 1 + uniform()
        let size = exp2(5 * uniform())
        let only = Int(uniform() * Double(channelCount))
        for channel in 0..<channelCount {
            let share = isJump ? (channel == only ? 1 : 0) : 0.3 + 0.7 * uniform()
            guard share > 0 else { continue }
            for input in 0...bandCount {
                // Line length weighs what is fast, like the highest band.
                let octavesUp = Double(bandCount - max(1, input))
                let added = size * share * exp2(-fall * octavesUp)
                let place = channel * inputCount + input
                let before = exp2(Double(values[place]) / 1_024)
                let after = (log2(before + added) * 1_024).rounded()
                values[place] = Int16(max(-2_048, min(2_048, after)))
            }
            let fast = Int(LearnedInput.fastActivity.rawValue)
            guard inputCount > fast else { continue }
            let rise = log2(1 + size * share * exp2(-fall * Self.octavesToFast))
            let lost = ((log2(1 + size * share) - rise) * 1_024).rounded()
            let place = channel * inputCount + fast
            values[place] = Int16(max(-2_048, Double(values[place]) - lost))
        }
    }

    /// SplitMix64 (Steele, Lea, Flood 2014), 0 to 1.
    private mutating func uniform() -> Double {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return Double((z ^ (z >> 31)) >> 11) / 9_007_199_254_740_992
    }
}

import FixedPoint

/// The score of a travelling model: one set of weights for every channel, and of the channels' sums
/// the k-th largest, so that neither a channel's name nor how many there are matters.
extension Detector {
    /// The largest value that a share of the channels, and one at least, reaches. Channels that say
    /// nothing (`LearnedGroup.speaks`) do not count; 0 where none does.
    ///
    /// The value is found bit by bit from the uppermost: whether enough channels reach it decides
    /// each. 32 passes over the channels, whatever the values.
    @_noLocks
    @inline(never)
    mutating func pooledScore() -> Int32 {
        let inputCount = Int(plan.learned.bandCount) &+ 1
        let channelCount = groupCount &* laneCount
        var speaking: Int32 = 0
        for group in 0..<groupCount {
            let speaks = unsafe learned[group].speaks(inputCount: inputCount)
            let sums = unsafe learned[group].weightedSums(inputCount: inputCount)
            for lane in 0..<laneCount {
                let channel = group &* laneCount &+ lane
                var counts = speaks[lane] != 0
                var sum = sums[lane]
                if hasFeatureInputs {
                    if featureInputs.speaks(ofChannel: channel) { counts = true }
                    sum = sum &+ featureInputs.weightedSum(ofChannel: channel)
                }
                unsafe values[channel] = counts ? sum : Int32.min
                speaking &+= counts ? 1 : 0
            }
        }
        guard speaking > 0 else { return 0 }
        let share = unsafe Int32(bitPattern: splits[0])
        let rank = max(1, (speaking &* share &+ 999) / 1_000)
        // Counted up from the lowest number, which nobody misses.
        let lowest: UInt32 = 0x8000_0000
        var above: UInt32 = 0
        var bit: UInt32 = 0x8000_0000
        while bit > 0 {
            let asked = Int32(bitPattern: (above | bit) ^ lowest)
            var count: Int32 = 0
            for channel in 0..<channelCount where unsafe values[channel] >= asked { count &+= 1 }
            if count >= rank { above |= bit }
            bit = bit &>> 1
        }
        return Int32(bitPattern: above ^ lowest)
    }
}

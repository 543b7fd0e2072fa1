import FixedPoint

/// The score of a travelling model: one set of weights for every channel, and of the channels' sums
/// the k-th largest, so that neither a channel's name nor how many there are matters.
extension Detector {
    /// The largest value that a share of the channels, and one at least, reaches. Channels that say
    /// nothing do not count; 0 where none does.
    ///
    /// The value is found bit by bit from the uppermost: how many of those that are left have the bit
    /// tells whether it is among them, and the others are left out. 32 passes, whatever the values.
    @_noLocks
    @inline(never)
    mutating func pooledScore() -> Int32 {
        let channelCount = groupCount &* laneCount
        var speaking: Int32 = 0
        for group in 0..<groupCount {
            if lanesRunInTurn {
                for lane in 0..<laneCount { pool(SingleLane.self, group, from: lane) }
            } else {
                pool(Lanes.self, group, from: 0)
            }
        }
        let values = unsafe values
        for channel in 0..<channelCount where unsafe values[channel] > Int32.min { speaking &+= 1 }
        guard speaking > 0 else { return 0 }
        let share = unsafe Int32(bitPattern: splits[0])
        var rank = max(1, (speaking &* share &+ 999) / 1_000)
        var left = channelCount
        // The sign is the uppermost bit, and those without it are the larger.
        var bit: Int32 = Int32.min
        while bit != 0 && left > 1 {
            let large = bit < 0 ? 0 : bit
            var count: Int32 = 0
            for index in 0..<left where unsafe values[index] & bit == large { count &+= 1 }
            let isLarge = count >= rank
            if !isLarge { rank &-= count }
            if Int(count) != (isLarge ? left : 0) {
                var kept = 0
                for index in 0..<left
                where unsafe (values[index] & bit == large) == isLarge {
                    unsafe values[kept] = values[index]
                    kept &+= 1
                }
                left = kept
            }
            bit = Int32(bitPattern: UInt32(bitPattern: bit) &>> 1)
        }
        return unsafe values[0]
    }

    /// What channels reach, into `values`; the lowest number, which no sum can be, where they say
    /// nothing.
    @inline(__always)
    private mutating func pool<Slice: LaneSlice>(
        _: Slice.Type, _ group: Int, from lane: Int
    ) {
        let (sum, bits): (Slice, Slice) = channelSums(group, from: lane)
        let zero = Slice(repeating: 0)
        let speaks = zero.isGreater(than: bits) | bits.isGreater(than: zero)
        let place = unsafe SliceWords<Slice>(
            UnsafeMutableRawPointer(values).assumingMemoryBound(to: Lanes.self), from: lane)
        unsafe place[group] = Slice(repeating: Int32.min).replaced(by: sum, where: speaks)
    }
}

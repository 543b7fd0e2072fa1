import FixedPoint

/// The seeded generator of the tests (SplitMix64, G. Steele et al. 2014).
struct SplitMix64: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// Any 32-bit number, small ones and the extremes as likely as large ones.
    mutating func number() -> Int32 {
        switch next() % 8 {
        case 0: [Int32.min, .min + 1, .max, .max - 1, 0, 1, -1][Int(next() % 7)]
        case 1: Int32(truncatingIfNeeded: next()) >> Int32(next() % 31)
        default: Int32(truncatingIfNeeded: next())
        }
    }

    mutating func lanes() -> Lanes {
        var lanes = Lanes()
        for lane in 0..<laneCount { lanes[lane] = number() }
        return lanes
    }
}

/// Numbers in lanes of eight, the last filled up with 1.
func inLanes(_ numbers: [Int32]) -> [Lanes] {
    stride(from: 0, to: numbers.count, by: laneCount).map { start in
        var lanes = Lanes(repeating: 1)
        for lane in 0..<min(laneCount, numbers.count - start) {
            lanes[lane] = numbers[start + lane]
        }
        return lanes
    }
}

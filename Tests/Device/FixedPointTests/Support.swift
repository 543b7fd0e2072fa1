import FixedPoint
import TestSupport

extension SplitMix64 {
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

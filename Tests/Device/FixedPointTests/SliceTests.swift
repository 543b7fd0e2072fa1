import FixedPoint
import TestSupport
import Testing

/// Kernels are written once for a group, half of it and a single lane: each operation must do the same
/// in all three.
@Suite("Slices of a group's lanes")
struct SliceTests {
    private static let pairs: [(Lanes, Lanes)] = {
        var random = SplitMix64(seed: 11)
        return (0..<300).map { _ in (random.lanes(), random.lanes()) }
    }()

    private func check(
        _ name: String, whole: (Lanes, Lanes) -> Lanes, half: (HalfLanes, HalfLanes) -> HalfLanes,
        single: (SingleLane, SingleLane) -> SingleLane
    ) {
        for (first, second) in Self.pairs {
            let expected = whole(first, second)
            #expect(half(first.lowHalf, second.lowHalf) == expected.lowHalf, "\(name)")
            #expect(half(first.highHalf, second.highHalf) == expected.highHalf, "\(name)")
            for lane in 0..<laneCount {
                let result = single(
                    SingleLane(repeating: first[lane]), SingleLane(repeating: second[lane]))
                #expect(result.value == expected[lane], "\(name)")
            }
        }
    }

    @Test("arithmetic")
    func arithmetic() {
        check("sum", whole: { $0 &+ $1 }, half: { $0 &+ $1 }, single: { $0 &+ $1 })
        check("difference", whole: { $0 &- $1 }, half: { $0 &- $1 }, single: { $0 &- $1 })
        check("product", whole: { $0 &* $1 }, half: { $0 &* $1 }, single: { $0 &* $1 })
        check("left", whole: { $0 &<< $1 }, half: { $0 &<< $1 }, single: { $0 &<< $1 })
        check("right", whole: { $0 &>> $1 }, half: { $0 &>> $1 }, single: { $0 &>> $1 })
        for fraction in [0, 1, 1 << 29, 1 << 30, Int32.max, -1, .min] {
            check(
                "scaled by \(fraction)", whole: { first, _ in first.scaled(byQ30: fraction) },
                half: { first, _ in first.scaled(byQ30: fraction) },
                single: { first, _ in first.scaled(byQ30: fraction) })
        }
    }

    @Test("bits, order and choice")
    func order() {
        check("and", whole: { $0 & $1 }, half: { $0 & $1 }, single: { $0 & $1 })
        check("or", whole: { $0 | $1 }, half: { $0 | $1 }, single: { $0 | $1 })
        check("xor", whole: { $0 ^ $1 }, half: { $0 ^ $1 }, single: { $0 ^ $1 })
        check(
            "greater", whole: { $0.isGreater(than: $1) }, half: { $0.isGreater(than: $1) },
            single: { $0.isGreater(than: $1) })
        check(
            "choice", whole: { $0.replaced(by: $1, where: $0.isGreater(than: $1)) },
            half: { $0.replaced(by: $1, where: $0.isGreater(than: $1)) },
            single: { $0.replaced(by: $1, where: $0.isGreater(than: $1)) })
        check(
            "magnitude", whole: { first, _ in first.laneMagnitude },
            half: { first, _ in first.laneMagnitude }, single: { first, _ in first.laneMagnitude })
        check(
            "maximum", whole: { $0.laneMaximum($1) }, half: { $0.laneMaximum($1) },
            single: { $0.laneMaximum($1) })
        check(
            "minimum", whole: { $0.laneMinimum($1) }, half: { $0.laneMinimum($1) },
            single: { $0.laneMinimum($1) })
        check(
            "leading zeros", whole: { first, _ in first.laneLeadingZeros },
            half: { first, _ in first.laneLeadingZeros },
            single: { first, _ in first.laneLeadingZeros })
    }

    @Test("logarithm and its inverse")
    func logarithms() {
        check(
            "log2", whole: { first, _ in log2(first) }, half: { first, _ in log2(first) },
            single: { first, _ in log2(first) })
        check(
            "exp2", whole: { first, _ in exp2(first) }, half: { first, _ in exp2(first) },
            single: { first, _ in exp2(first) })
    }
}

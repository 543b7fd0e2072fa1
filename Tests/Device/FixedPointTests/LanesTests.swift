import FixedPoint
import TestSupport
import Testing

@Suite("Lanes")
struct LanesTests {
    private static let pairs: [(Lanes, Lanes)] = {
        var random = SplitMix64(seed: 7)
        return (0..<300).map { _ in (random.lanes(), random.lanes()) }
    }()

    @Test("each operation does to every lane what it does to a number")
    func operations() {
        for (first, second) in Self.pairs {
            let mask = first .> second
            let signs = Lanes(mask: mask)
            for lane in 0..<laneCount {
                let (one, other) = (first[lane], second[lane])
                #expect(signs[lane] == (one > other ? -1 : 0))
                #expect(first.kept(where: mask)[lane] == (one > other ? one : 0))
                #expect(first.negated(where: signs)[lane] == (one > other ? 0 &- one : one))
                #expect(first.laneMagnitude[lane] == (one < 0 ? 0 &- one : one))
                #expect(first.laneMaximum(second)[lane] == max(one, other))
                #expect(first.laneMinimum(second)[lane] == min(one, other))
            }
        }
    }

    @Test(
        "channels fill whole groups",
        arguments: [(0, 0), (1, 1), (8, 1), (9, 2), (128, 16), (1_024, 128)])
    func groups(channelCount: Int, expected: Int) {
        #expect(laneGroups(channelCount: channelCount) == expected)
    }
}

import FixedPoint
import TestSupport
import Testing

@testable import Detection

/// Kernels at a hop's end: eight lanes at once, half of them, or one after the other.
@Suite("Kernels of a hop's end")
struct SliceKernelTests {
    private static func lanes(_ random: inout SplitMix64, in range: ClosedRange<Int32>) -> Lanes {
        var lanes = Lanes()
        for lane in 0..<laneCount { lanes[lane] = Int32.random(in: range, using: &random) }
        return lanes
    }

    private static func bits<Value: BitwiseCopyable>(of value: Value) -> [Int32] {
        var value = value
        return unsafe withUnsafeBytes(of: &value) { unsafe Array($0.bindMemory(to: Int32.self)) }
    }

    /// The same group worked on in each of the three ways.
    private static func ways(_ work: (_ lanes: (any SliceKernel) -> Void) -> [Int32]) -> [[Int32]] {
        [
            work { $0.run(Lanes.self, from: 0) },
            work { kernel in for half in 0..<2 { kernel.run(HalfLanes.self, from: 4 * half) } },
            work { kernel in
                for lane in 0..<laneCount { kernel.run(SingleLane.self, from: lane) }
            },
        ]
    }

    @Test("the words of a hop lie where the judgement looks for them")
    func places() {
        func place(_ path: PartialKeyPath<HopSums>) -> Int? {
            MemoryLayout<HopSums>.offset(of: path).map { $0 / MemoryLayout<Lanes>.size }
        }
        let places = [place(\.lowest), place(\.highest), place(\.bandArea)]
        #expect(places + [place(\.mainsCosine), place(\.mainsSine)] == [0, 1, 2, 3, 4])
        let isGood = MemoryLayout<ChannelQuality>.offset(of: \ChannelQuality.isGood)
        #expect(isGood == MemoryLayout<Lanes>.size)
        #expect(MemoryLayout<ChannelQuality>.size == 11 * MemoryLayout<Lanes>.size)
    }

    @Test("a hop is judged the same in halves and lane by lane", arguments: UInt64(0)..<8)
    func quality(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var plan = QualityPlan()
        plan.railCount = 30_000
        plan.contactRange = 20_000
        plan.levelMax = 100
        plan.recoveryWeight = 3
        plan.saturationWeight = 40
        plan.flatWeight = 30
        plan.contactWeight = 60
        plan.mainsWeight = 100
        plan.mainsHops = seed % 2 == 0 ? 25 : 0
        plan.mainsShare = 20
        let hops = (0..<200).map { hop in
            var sums = HopSums()
            // Also flat, saturated, missing, and without a frame.
            let spread: Int32 = hop % 7 == 0 ? 0 : 18_000
            if hop % 11 != 0 {
                sums.lowest = Self.lanes(&random, in: -32_768...(-14_000))
                sums.highest = sums.lowest &+ Self.lanes(&random, in: 0...spread)
                if hop % 13 == 0 { sums.highest = Lanes(repeating: 30_000) }
                if hop % 17 == 0 { sums.lowest = Lanes(repeating: -32_768) }
            }
            sums.bandArea = Self.lanes(&random, in: 0...40_000)
            sums.mainsCosine = Self.lanes(&random, in: -900_000...900_000)
            sums.mainsSine = Self.lanes(&random, in: -900_000...900_000)
            return sums
        }
        let ways = Self.ways { run in
            let group = Group()
            var seen: [Int32] = []
            for (index, hop) in hops.enumerated() {
                unsafe group.place.pointee.hop = hop
                run(
                    unsafe QualityJudgement(
                        &group.place.pointee.quality, hop: &group.place.pointee.hop, plan))
                if index % 25 == 24 {
                    run(
                        unsafe QualityJudgement(
                            &group.place.pointee.quality, endsMains: true, plan))
                    unsafe group.place.pointee.quality.abandonMains()
                }
                seen += Self.bits(of: unsafe group.place.pointee.quality)
            }
            return seen
        }
        #expect(ways[1] == ways[0] && ways[2] == ways[0])
        #expect(Set(ways[0]).count > 40, "the hops must tell channels apart")
    }

    @Test("trends move the same in halves and lane by lane", arguments: UInt64(0)..<8)
    func trends(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var group = ChannelGroup()
        for feature in 0..<Feature.count {
            group.trends[feature] = Self.lanes(&random, in: 0...(Int32.max / 2))
            group.levels[feature] = Self.lanes(&random, in: 0...(Int32.max / 2))
        }
        group.hasTrend = Self.lanes(&random, in: -1...0)
        group.quality.isGood = Self.lanes(&random, in: -1...0)
        let rate = Int32.random(in: 0...(1 << 30), using: &random)
        let ways = Self.ways { run in
            let moved = Group()
            unsafe moved.place.pointee = group
            run(unsafe TrendStep(&moved.place.pointee, .all, rate))
            return Self.bits(of: unsafe moved.place.pointee.trends)
        }
        #expect(ways[1] == ways[0] && ways[2] == ways[0])
        for feature in 0..<Feature.count {
            for lane in 0..<laneCount {
                let (old, level) = (group.trends[feature][lane], group.levels[feature][lane])
                var expected = old
                if group.quality.isGood[lane] != 0 && feature != Int(Feature.fastActivity.rawValue)
                {
                    let step = ((Int64(level) - Int64(old)) * Int64(rate)) >> 30
                    expected = group.hasTrend[lane] == 0 ? level : old + Int32(step)
                }
                #expect(ways[0][feature * laneCount + lane] == expected)
            }
        }
    }
}

/// A group of channels that stays where it is.
@safe
private final class Group {
    let place = UnsafeMutablePointer<ChannelGroup>.allocate(capacity: 1)

    init() { unsafe place.initialize(to: ChannelGroup()) }

    deinit { unsafe place.deallocate() }
}

/// Numbers of a group that stay where they are.
@safe
final class LanesPlace {
    let words: UnsafeMutablePointer<Lanes>

    init(_ count: Int) {
        unsafe words = .allocate(capacity: count)
        unsafe words.initialize(repeating: Lanes(), count: count)
    }

    deinit { unsafe words.deallocate() }
}

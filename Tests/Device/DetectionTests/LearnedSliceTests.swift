import FixedPoint
import TestSupport
import Testing

@testable import Detection

/// A learned detector's kernels, which a processor without vectors runs a lane at a time.
@Suite("Lanes of a learned detector in turn")
struct LearnedSliceTests {
    private var plan: LearnedPlan {
        var plan = LearnedPlan()
        plan.bandCount = 5
        for band in 0..<5 { plan.bandShifts[band] = Int32(band) + 1 }
        plan.inputMax = 2_048
        return plan
    }

    private func lanes(_ random: inout SplitMix64, in range: ClosedRange<Int32>) -> Lanes {
        var lanes = Lanes()
        for lane in 0..<laneCount { lanes[lane] = Int32.random(in: range, using: &random) }
        return lanes
    }

    private func bits(of group: UnsafeMutablePointer<LearnedGroup>) -> [Int32] {
        let bytes = unsafe UnsafeRawBufferPointer(
            start: group, count: MemoryLayout<LearnedGroup>.size)
        return unsafe Array(bytes.bindMemory(to: Int32.self))
    }

    @Test("the words lie where the kernels look for them")
    func places() {
        func place(_ path: PartialKeyPath<LearnedGroup>) -> Int? {
            MemoryLayout<LearnedGroup>.offset(of: path).map { $0 / MemoryLayout<Lanes>.size }
        }
        #expect(place(\.poles) == LearnedWord.poles && place(\.sums) == LearnedWord.sums)
        #expect(LearnedWord.bandSums == LearnedWord.sums + 1)
        #expect(place(\.means) == LearnedWord.means && place(\.baselines) == LearnedWord.baselines)
        #expect(place(\.hasBaseline) == LearnedWord.hasBaseline)
        #expect(place(\.inputs) == LearnedWord.inputs && place(\.members) == LearnedWord.members)
        #expect(place(\.weights) == LearnedWord.weights && place(\.isGood) == LearnedWord.isGood)
    }

    @Test("one lane after the other, and band after band in a sample, are the same arithmetic")
    func inTurn() {
        var random = SplitMix64(seed: 5)
        let groups = UnsafeMutablePointer<LearnedGroup>.allocate(capacity: 2)
        defer { unsafe groups.deallocate() }
        unsafe groups.initialize(repeating: LearnedGroup(), count: 2)
        let (together, turn) = unsafe (groups, groups + 1)
        var context = LearnedContext()
        var inputs: Set<Int32> = []
        for hop in 0..<60 {
            let frames = (0..<10).map { _ in lanes(&random, in: -90_000...90_000) }
            let lineLength = lanes(&random, in: 0...9_000_000)
            let good = lanes(&random, in: hop % 5 == 0 ? -1...0 : -1 ... -1)
            let members = lanes(&random, in: -1...0)
            for index in 0..<2 {
                unsafe groups[index].sums[0] = lineLength
                unsafe groups[index].isGood = good
                unsafe groups[index].members = members
            }
            context.meanRate = Int32(1 << 30) / Int32(min(hop + 1, 20))
            context.baselineRate = hop % 7 == 3 ? 0 : Int32(1 << 30) / Int32(hop + 1)
            context.stepMax = hop < 20 ? Int32.max : 1 << 25
            var samples = frames
            unsafe samples.withUnsafeMutableBufferPointer { samples in
                let slice = unsafe LearnedSlice<Lanes>(together, from: 0)
                unsafe slice.measure(
                    .init(samples.baseAddress!, from: 0), frameCount: frames.count, plan)
                slice.completeHop(context, plan)
            }
            samples = frames
            unsafe samples.withUnsafeMutableBufferPointer { samples in
                for lane in 0..<laneCount {
                    let slice = unsafe LearnedSlice<SingleLane>(turn, from: lane)
                    unsafe slice.measureFiveBands(
                        .init(samples.baseAddress!, from: lane), frameCount: frames.count, plan)
                    slice.completeHop(context, plan)
                }
            }
            let isSame = unsafe bits(of: together) == bits(of: turn)
            #expect(isSame, "hop \(hop)")
            for input in 0..<6 {
                for lane in 0..<laneCount {
                    unsafe inputs.insert(together.pointee.inputs[input][lane])
                }
            }
        }
        #expect(inputs.count > 300)
    }
}

import FixedPoint

/// The sliding window of one feature: its last hops' values of every group, [hop][group], in the
/// detector's working memory.
@safe
struct FeatureWindow {
    private let values: UnsafeMutablePointer<Lanes>
    private let hopCount: Int
    private let groupCount: Int
    /// Where the hop under way goes; a full window's oldest hop leaves from there.
    private var slot = 0
    private var fill = 0
    /// log2 of the hops in the window, the latest among them, Q5.26.
    private var logarithmOfFill: Int32 = 0

    /// - Parameter values: `hopCount` x `groupCount` of them.
    init(_ values: UnsafeMutablePointer<Lanes>, hopCount: Int, groupCount: Int) {
        unsafe self.values = values
        self.hopCount = hopCount
        self.groupCount = groupCount
    }

    mutating func empty() { fill = 0 }

    /// What the hop under way takes the place of.
    var memoryOfHop: UnsafeRawBufferPointer {
        unsafe UnsafeRawBufferPointer(
            UnsafeBufferPointer(start: values + slot &* groupCount, count: groupCount))
    }

    /// Stands as another of its size does, whose values were copied.
    mutating func stand(as other: FeatureWindow) {
        (slot, fill, logarithmOfFill) = (other.slot, other.fill, other.logarithmOfFill)
    }

    /// Before the groups' values of a hop are taken.
    mutating func beginHop() {
        guard fill < hopCount else { return }
        logarithmOfFill = log2(Int32(truncatingIfNeeded: fill &+ 1))
    }

    mutating func endHop() {
        slot = slot &+ 1 < hopCount ? slot &+ 1 : 0
        fill = min(fill &+ 1, hopCount)
    }

    /// Takes a hop's value of one group into the window's sum. Returns the level, log2 of the mean.
    @inline(__always)
    func slide(_ sum: inout Lanes, _ value: Lanes, ofGroup group: Int) -> Lanes {
        let place = slot &* groupCount &+ group
        var next = sum &+ value
        if fill == hopCount { unsafe next = next &- values[place] }
        unsafe values[place] = value
        sum = next
        return (log2(next) &- Lanes(repeating: logarithmOfFill)).laneMaximum(Lanes())
    }
}

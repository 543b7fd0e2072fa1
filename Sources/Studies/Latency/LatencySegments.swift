import Journal

/// A measurement in stretches of time, in order: what follows one another within seconds is alike, so a
/// comparison draws whole stretches and not single decisions.
package struct LatencySegments: Equatable, Sendable {
    /// What one stretch had.
    package struct Segment: Equatable, Sendable {
        /// Compute latencies, dropped hops counted.
        var compute = LatencyBins()
        /// How late the bare thread woke up.
        var floor = LatencyBins()
    }

    package let segments: [Segment]

    /// As many as a measurement is cut into, where it lasts long enough.
    static var countMost: Int { 30 }
    /// The fewest that a comparison takes.
    package static var countMin: Int { 10 }
    /// None is shorter.
    private static var nanosecondsMin: Int64 { 1_000_000_000 }

    /// Hops of a segment, of so many in all.
    package static func hopsPerSegment(of hopCount: Int, hopNanoseconds: Int64) -> Int {
        let least = (nanosecondsMin + hopNanoseconds - 1) / hopNanoseconds
        return max(1, Int(least), (hopCount + countMost - 1) / countMost)
    }

    init(_ segments: [Segment]) { self.segments = segments }

    /// Whether there is a latency and a floor to hold it against.
    var isMeasured: Bool {
        segments.contains { !$0.compute.counts.isEmpty }
            && segments.contains { !$0.floor.counts.isEmpty }
    }

    /// What is left of the last segment counts with the one before.
    init(
        _ hops: [HopTrace], _ floorNanoseconds: [Int64], hopFrames: Int, hopNanoseconds: Int64
    ) {
        let start = hops.first?.stamps.acquiredLast ?? 0
        let last = hops.last.map { Int(($0.stamps.acquiredLast - start) / hopNanoseconds) } ?? 0
        let hopCount = max(last + 1, floorNanoseconds.count)
        let length = Self.hopsPerSegment(of: hopCount, hopNanoseconds: hopNanoseconds)
        var segments = Array(repeating: Segment(), count: max(1, hopCount / length))
        func place(_ hop: Int) -> Int { min(max(0, hop) / length, segments.count - 1) }
        for hop in hops {
            let index = place(Int((hop.stamps.acquiredLast - start) / hopNanoseconds))
            for value in hop.computeNanoseconds(hopFrames, hopNanoseconds) {
                segments[index].compute.record(value)
            }
        }
        for (index, value) in floorNanoseconds.enumerated() {
            segments[place(index)].floor.record(value)
        }
        self.segments = segments
    }

    var json: JSONValue {
        .list(
            segments.map {
                .object([
                    .init("compute", .text($0.compute.text)), .init("floor", .text($0.floor.text)),
                ])
            })
    }
}

extension HopTrace {
    /// The compute latency of the hop, and of those before it that the full ring dropped: they count
    /// with the time until this decision.
    func computeNanoseconds(_ hopFrames: Int, _ hopNanoseconds: Int64) -> [Int64] {
        let missing = (droppedFrames + Int64(hopFrames) - 1) / Int64(hopFrames)
        return (0...missing).map { stamps.computeNanoseconds + $0 * hopNanoseconds }
    }
}

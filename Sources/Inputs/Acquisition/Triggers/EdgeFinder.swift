/// Finds the edges of a line, sample by sample as the device gave them.
///
/// An edge is the first sample at the level or beyond it after one that lay further than the
/// hysteresis on the other side. What was before the first sample, or in a gap, is not known: a line
/// that comes up beyond its level has no edge there.
package struct EdgeFinder: Sendable {
    private let level: Int64
    private let rearm: Int64
    private let sign: Int64
    private var isArmed = false
    /// Samples since the line was last on its other side; 0 while it is there.
    package private(set) var samplesBeyond: Int64 = 0

    /// - Parameters:
    ///   - level: in samples of 32 bits.
    ///   - hysteresis: positive.
    package init(level: Int64, hysteresis: Int64, isRising: Bool) {
        sign = isRising ? 1 : -1
        self.level = level * sign
        rearm = level * sign - hysteresis
    }

    /// Whether this sample is an edge. O(1), allocates nothing.
    package mutating func take(_ sample: Int32) -> Bool {
        let value = Int64(sample) * sign
        if value < rearm {
            isArmed = true
            samplesBeyond = 0
            return false
        }
        // Between the two a line is where it was.
        guard !isArmed || value >= level else { return false }
        samplesBeyond += 1
        defer { isArmed = false }
        return isArmed
    }

    /// Samples are missing here.
    package mutating func forget() {
        isArmed = false
        samplesBeyond = 0
    }
}

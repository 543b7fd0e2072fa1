import FixedPoint

/// Where the next hop's work lies.
extension Detector {
    /// Hands out the memory that the next hop reads and writes, piece by piece: all but the hops in the
    /// windows that stay, which are most of it.
    package func forEachPieceOfHop(_ use: (UnsafeRawBufferPointer) -> Void) {
        unsafe use(UnsafeRawBufferPointer(UnsafeBufferPointer(start: groups, count: groupCount)))
        for feature in 0..<Feature.count where plan.windowed.contains(feature) {
            unsafe use(meters.windows[feature].memoryOfHop)
        }
        unsafe use(meters.rhythm.memory)
        unsafe use(meters.fastActivity.memory)
        let frames = Int(plan.hopFrames)
        unsafe use(UnsafeRawBufferPointer(UnsafeBufferPointer(start: samples, count: frames)))
        guard hasModel else { return }
        unsafe use(UnsafeRawBufferPointer(UnsafeBufferPointer(start: learned, count: groupCount)))
    }
}

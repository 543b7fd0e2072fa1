/// What the caps count, from one run to the next.
extension Stimulator {
    /// What the caps count, as of the tick last advanced to.
    public var doses: DoseMemory { given }

    /// Takes up what earlier runs gave, as of `tick`; before the first therapy. False, and nothing
    /// changes, where the words are no memory's.
    public mutating func restoreDoses(_ words: Span<Int32>, at tick: Int64) -> Bool {
        guard given.restore(words, at: tick) else { return false }
        limiter.recall(&given, at: tick)
        return true
    }

    /// What earlier runs gave is not known: no stimulation for a day from `tick`.
    public mutating func withholdForADay(from tick: Int64) {
        given.withholdForADay(from: tick)
        limiter.recall(&given, at: tick)
    }

    /// Moves the doses to `tick` and hands out their words in order. At most 98 steps a window.
    @inlinable
    @inline(__always)
    public mutating func forEachDoseWord(at tick: Int64, _ take: (Int32) -> Void) {
        given.advance(to: tick)
        given.forEachWord(at: tick, take)
    }
}

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

    /// Word `index` of the doses as they are at `tick`, the one last advanced to.
    @inlinable
    @inline(__always)
    public mutating func doseWord(_ index: Int, at tick: Int64) -> Int32 {
        given.word(index, at: tick)
    }

    /// Moves the doses to `tick`, so that their words can be had. At most 98 steps a window.
    public mutating func advanceDoses(to tick: Int64) { given.advance(to: tick) }
}

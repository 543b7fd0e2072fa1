import Stimulation

/// What the caps count, from one run to the next. See `DoseMemory`.
extension ClosedLoop {
    /// Takes up what earlier runs gave, as of the frame to come; before the first one. False, and
    /// nothing changes, where the words are no memory's.
    public mutating func restoreDoses(_ words: Span<Int32>) -> Bool {
        stimulator.restoreDoses(words, at: clock.tick(ofFrame: nextFrame))
    }

    /// What earlier runs gave is not known: no stimulation for a day of the device clock.
    public mutating func withholdForADay() {
        stimulator.withholdForADay(from: clock.tick(ofFrame: nextFrame))
    }

    /// Brings the doses to the frame to come, so that their words can be had. Returns its tick.
    public mutating func advanceDoses() -> Int64 {
        let tick = clock.tick(ofFrame: nextFrame)
        stimulator.advanceDoses(to: tick)
        return tick
    }

    /// Word `index` of `DoseMemory.wordCount`, at the tick that `advanceDoses` returned. Constant time.
    public mutating func doseWord(_ index: Int, at tick: Int64) -> Int32 {
        stimulator.doseWord(index, at: tick)
    }
}

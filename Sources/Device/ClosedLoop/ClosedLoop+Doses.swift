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

    /// Hands out the `DoseMemory.wordCount` words of the doses, as of the frame to come, in order.
    @inline(__always)
    public mutating func forEachDoseWord(_ take: (Int32) -> Void) {
        stimulator.forEachDoseWord(at: clock.tick(ofFrame: nextFrame), take)
    }
}

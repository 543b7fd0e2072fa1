import Stimulation

/// What a device keeps from one run to the next: the doses that the patient was given, and what a
/// learned detector has adapted to.
public struct KeptState: Sendable {
    /// What is known of the doses.
    public enum Doses: String, Sendable {
        /// A new patient, to whom nothing was given.
        case new
        case kept
        /// Not known: no stimulation until a day has passed.
        case unknown
    }

    /// Whether it is known what was given.
    public var doses: Doses
    /// `DoseMemory`'s words; empty for a new patient.
    public var doseWords: [Int32] = []
    /// `ClosedLoop`'s state of the detector; empty to adapt anew.
    public var adaptation: [Int32] = []
    /// Of the detector that adapts, the size of its counts included.
    public let detector: UInt64
    /// Of the signal: its channels, rate and scale.
    public let signal: UInt64
    /// One line for whoever runs the device.
    public var remark: String

    init(_ doses: Doses, _ detector: UInt64, _ signal: UInt64, remark: String) {
        self.doses = doses
        self.detector = detector
        self.signal = signal
        self.remark = remark
    }

    /// Nothing is known of what was given.
    ///
    /// - Parameter what: what is the matter with the file.
    static func withheld(
        _ detector: UInt64, _ signal: UInt64, because what: String
    ) -> KeptState {
        var memory = DoseMemory()
        memory.withholdForADay(from: 0)
        var state = KeptState(
            .unknown, detector, signal,
            remark: what
                + ", so what was given before is not known: no stimulation for 24 h of the "
                + "device's time")
        state.doseWords = memory.words(at: 0)
        return state
    }

    /// The memory as it is when the run begins at `tick`.
    public func memory(at tick: Int64) -> DoseMemory {
        var memory = DoseMemory()
        if !doseWords.isEmpty {
            let isTaken = memory.restore(doseWords.span, at: tick)
            precondition(isTaken, "the words are no doses")
        }
        memory.advance(to: tick)
        return memory
    }
}

extension DoseMemory {
    /// All words at `tick`, the one last advanced to.
    public mutating func words(at tick: Int64) -> [Int32] {
        var words: [Int32] = []
        words.reserveCapacity(Self.wordCount)
        forEachWord(at: tick) { words.append($0) }
        return words
    }
}

import CMachine
import ClosedLoop
import FixedPoint
import Hardware
import Stimulation

/// Keeps what the caps count in the page that outlives a reset. Each copy of the page holds a mark, a
/// sequence number, the words of `DoseMemory` and a checksum of both; the mark is written last.
struct DoseKeeper {
    private var sequence: UInt32
    /// The page is written at this tick though no therapy starts, so that little of the time that
    /// passes is lost with a reset.
    private var dueTick: Int64

    private static var mark: UInt32 { 0x45_53_4F_44 }
    private static var everyMicroseconds: Int64 { 900_000_000 }
    private static var wordCount: UInt { UInt(DoseMemory.wordCount) }
    private static var checksumPlace: UInt { 2 + wordCount }

    /// Gives the loop what the page holds, and writes it back to both copies.
    ///
    /// - Parameter tick: now.
    init(
        _ loop: inout ClosedLoop, at tick: Int64, resetCause: UInt32, found: inout DosesFound
    ) {
        let first = Self.sequence(ofCopy: 0)
        let second = Self.sequence(ofCopy: 1)
        let lead = Int32(bitPattern: (second ?? 0) &- (first ?? 0))
        let isSecondNewest = second != nil && (first == nil || lead > 0)
        let newest: UInt = isSecondNewest ? 1 : 0
        sequence = (isSecondNewest ? second : first) ?? 0
        dueTick = tick &+ Self.everyMicroseconds
        if first == nil && second == nil {
            found = resetCause == ResetCause.powerOn && Self.isErased ? .none : .lost
            if found == .lost { loop.withholdForADay() }
        } else {
            let words = unsafe DosePage.words(from: 2, DoseMemory.wordCount, ofCopy: newest)
            found = first == nil || second == nil ? .inOneCopy : .inBothCopies
            if unsafe !loop.restoreDoses(words.span) {
                found = .lost
                loop.withholdForADay()
            }
        }
        write(&loop)
    }

    /// Writes both copies before a therapy that was decided on can begin.
    mutating func keep(_ decision: Decision, _ loop: inout ClosedLoop) {
        if case .started = decision.response {
            write(&loop)
        } else if decision.tick >= dueTick {
            write(&loop)
        } else {
            return
        }
        dueTick = decision.tick &+ Self.everyMicroseconds
    }

    @inline(never)
    private mutating func write(_ loop: inout ClosedLoop) {
        sequence &+= 1
        DosePage.word(0, ofCopy: 0).value = 0
        DosePage.word(1, ofCopy: 0).value = sequence
        var checksum = WordChecksum()
        checksum.mix(sequence)
        var place: UInt = 2
        loop.forEachDoseWord { word in
            let word = UInt32(bitPattern: word)
            checksum.mix(word)
            DosePage.word(place, ofCopy: 0).value = word
            place += 1
        }
        DosePage.word(Self.checksumPlace, ofCopy: 0).value = checksum.value
        DosePage.word(0, ofCopy: 0).value = Self.mark
        // Only now, so that a reset at any instant finds one copy whole.
        DosePage.word(0, ofCopy: 1).value = 0
        machine_barrier()
        DosePage.repeatWords(1...Self.checksumPlace)
        machine_barrier()
        DosePage.word(0, ofCopy: 1).value = Self.mark
    }

    /// Nil where the copy is not whole.
    private static func sequence(ofCopy copy: UInt) -> UInt32? {
        guard DosePage.word(0, ofCopy: copy).value == mark else { return nil }
        var checksum = WordChecksum()
        for index in 1..<checksumPlace { checksum.mix(DosePage.word(index, ofCopy: copy).value) }
        guard DosePage.word(checksumPlace, ofCopy: copy).value == checksum.value else { return nil }
        return DosePage.word(1, ofCopy: copy).value
    }

    /// As it left the factory.
    private static var isErased: Bool {
        for index in 0..<DosePage.byteCount / 4
        where DosePage.word(index, ofCopy: 0).value != .max { return false }
        return true
    }
}

/// What the page of doses held when the device started.
enum DosesFound: UInt32 {
    /// Nothing: it is new, and so is the patient.
    case none = 0
    case inBothCopies = 1
    /// The other copy is damaged, or was being written.
    case inOneCopy = 2
    /// Nothing that can be trusted: no stimulation for a day.
    case lost = 3
}

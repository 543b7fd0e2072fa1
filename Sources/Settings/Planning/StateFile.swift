import ClosedLoop
import FixedPoint
import Foundation
import PlanImage
import Stimulation

/// The file of `--state`, little-endian words: a mark, 1 while a run is under way, the identity of
/// the detector that adapted or, where none did, of the signal (two words), how many words it adapted, the doses' words,
/// those, and a checksum of all before.
public enum StateFile {
    private static let mark: Int32 = 0x32_54_53_51
    private static let headCount = 5
    /// More than any plan's state has.
    private static let byteCountMax = 1 << 24

    /// What the file keeps, checked against the plan. A damaged file is no error: it is told of, and
    /// stimulation is withheld for a day. One that another detector adapted to is refused, and so is a
    /// file of another kind: the run would write over it.
    ///
    /// - Parameters:
    ///   - lsbNanovolts: of a count; what a detector adapted to at another size is not its own.
    ///   - channelNames: of the signal, in order. Where nothing adapted, a signal that is another one
    ///     than before is told of: doses count whatever they were decided from, but the file may be
    ///     another patient's.
    ///   - isExpected: the file has been there, so that without it nothing is known.
    public static func read(
        _ path: String, for plan: LoopPlan, lsbNanovolts: Double, channelNames: [String] = [],
        isExpected: Bool = false
    ) throws(SettingsError) -> KeptState {
        let name = path.oneLine
        let detector = (plan.detectorIdentity ^ lsbNanovolts.bitPattern) &* 0x100_0000_01B3
        let signal = signalIdentity(plan, lsbNanovolts, channelNames)
        guard let bytes = try contents(path) else {
            guard !isExpected else {
                return .withheld(
                    detector, signal,
                    because: "\(name): is not there, though a run has written it (remove "
                        + "\(name).lock for a new patient)")
            }
            return KeptState(
                .new, detector, signal,
                remark: "\(name): is not there yet; the patient counts as new, with nothing given")
        }
        guard let parts = parse(bytes) else {
            guard bytes.isEmpty || resembles([UInt8](bytes)) else {
                throw SettingsError(
                    field: "--state",
                    problem: "is no state that a run left, and is not written over; give another "
                        + "file", file: name)
            }
            return .withheld(detector, signal, because: "\(name): is damaged")
        }
        if !parts.adaptation.isEmpty {
            guard parts.identity == detector, isFit(parts.adaptation, for: plan) else {
                throw SettingsError(
                    field: "--state",
                    problem:
                        "is of another model, channels, scale or detector settings; run it with "
                        + "these, or give another file", file: name)
            }
        }
        var state = KeptState(.kept, detector, signal, remark: "")
        state.doseWords = parts.doses
        state.adaptation = parts.adaptation
        let memory = state.memory(at: 0)
        let hours = Double(memory.withheldUntilMicroseconds) / 3.6e9
        state.remark =
            "\(name): \(memory.therapiesOfDay) therapies of the last 24 h of the device's time count"
        if hours > 0 {
            state.doses = .unknown
            state.remark =
                "\(name): what was given before is not known: no stimulation for another "
                + "\(String(format: "%.1f", hours)) h of the device's time"
        }
        if parts.isOpen { state.remark += "; the run before did not end in order" }
        if parts.adaptation.isEmpty, parts.identity != 0, parts.identity != signal {
            state.remark +=
                "; the run before had other channels, rate or scale: see that it was this patient's"
        }
        return state
    }

    /// Of channels, rate and scale: all that a signal tells of whose it is. Never 0.
    private static func signalIdentity(
        _ plan: LoopPlan, _ lsbNanovolts: Double, _ channelNames: [String]
    ) -> UInt64 {
        var hash = DecisionHash()
        for word in [
            UInt64(bitPattern: plan.clock.rateNumerator),
            UInt64(bitPattern: plan.clock.rateDenominator), lsbNanovolts.bitPattern,
        ] { hash.mix(word) }
        for name in channelNames {
            for byte in name.utf8 { hash.mix(UInt64(byte)) }
            hash.mix(256)
        }
        return max(1, hash.value)
    }

    /// The file's bytes for a run of the plan.
    ///
    /// - Parameters:
    ///   - state: as the run began with it: whose detector and signal these are.
    ///   - isOpen: the run goes on.
    public static func bytes(
        doses: [Int32], adaptation: [Int32], of state: KeptState, isOpen: Bool
    ) -> [UInt8] {
        let identity = adaptation.isEmpty ? state.signal : state.detector
        var words = [mark, isOpen ? 1 : 0, Int32(truncatingIfNeeded: identity)]
        words += [Int32(truncatingIfNeeded: identity >> 32), Int32(adaptation.count)]
        words += doses + adaptation
        words.append(checksum(words[...]))
        return words.flatMap { word in
            stride(from: Int32(0), to: 32, by: 8).map { UInt8(truncatingIfNeeded: word >> $0) }
        }
    }

    private static func contents(_ path: String) throws(SettingsError) -> Data? {
        var status = stat()
        guard unsafe stat(path, &status) == 0 || errno != ENOENT else { return nil }
        do throws(RegularFile.Problem) {
            return try RegularFile.read(path, bytesMax: byteCountMax)
        } catch {
            throw error.error(path, field: "--state", advice: "check its permissions")
        }
    }

    private struct Parts {
        var isOpen: Bool
        var identity: UInt64
        var doses: [Int32]
        var adaptation: [Int32]
    }

    /// Nil where the file is damaged, cut, or none of these.
    private static func parse(_ data: Data) -> Parts? {
        let bytes = [UInt8](data)
        let words = stride(from: 0, to: bytes.count - 3, by: 4).map { place in
            Int32(
                bitPattern: bytes[place..<place + 4].reversed().reduce(0) { $0 << 8 | UInt32($1) })
        }
        let dosesEnd = headCount + DoseMemory.wordCount
        guard bytes.count % 4 == 0, words.count > dosesEnd, words[0] == mark,
            words[words.count - 1] == checksum(words.dropLast()), (0...1).contains(words[1]),
            Int(words[4]) == words.count - dosesEnd - 1
        else { return nil }
        let doses = Array(words[headCount..<dosesEnd])
        var memory = DoseMemory()
        guard memory.restore(doses.span, at: 0) else { return nil }
        return Parts(
            isOpen: words[1] == 1,
            identity: UInt64(UInt32(bitPattern: words[3])) << 32
                | UInt64(UInt32(bitPattern: words[2])),
            doses: doses, adaptation: Array(words[dosesEnd..<words.count - 1]))
    }

    /// Whether it was a state once: its mark is there, or its length is what it says.
    private static func resembles(_ bytes: [UInt8]) -> Bool {
        func word(_ index: Int) -> Int32? {
            guard bytes.count >= 4 * index + 4 else { return nil }
            return Int32(
                bitPattern: bytes[4 * index..<4 * index + 4].reversed()
                    .reduce(0) { $0 << 8 | UInt32($1) })
        }
        if word(0) == mark { return true }
        guard let adapted = word(4), adapted >= 0 else { return false }
        return bytes.count == 4 * (headCount + DoseMemory.wordCount + Int(adapted) + 1)
    }

    private static func checksum(_ words: ArraySlice<Int32>) -> Int32 {
        var checksum = WordChecksum()
        for word in words { checksum.mix(UInt32(bitPattern: word)) }
        return Int32(bitPattern: checksum.value)
    }

    /// Whether a loop of the plan takes the words.
    private static func isFit(_ words: [Int32], for plan: LoopPlan) -> Bool {
        let memory = UnsafeMutableRawBufferPointer.allocate(
            byteCount: ClosedLoop.memoryBytes(for: plan), alignment: WorkingMemory.alignment)
        defer { unsafe memory.deallocate() }
        var loop = unsafe ClosedLoop(plan: plan, memory: memory)
        return loop.restoreState(words.span, of: plan.detectorIdentity)
    }
}

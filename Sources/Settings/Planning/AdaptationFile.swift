import ClosedLoop
import FixedPoint
import Foundation
import PlanImage

/// What a learned detector has adapted to, kept across a restart: the words that `ClosedLoop` saves,
/// little-endian. They carry a checksum and the mark of their plan.
public enum AdaptationFile {
    /// The words, checked; nil where there is no file yet.
    public static func read(
        _ path: String, for plan: LoopPlan
    ) throws(SettingsError) -> [Int32]? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        let count = ClosedLoop.stateWordCount(for: plan)
        guard let file = FileHandle(forReadingAtPath: path),
            let data = try? file.read(upToCount: 4 * count + 1) ?? Data()
        else {
            throw SettingsError(field: "--state", problem: "cannot be read", file: path.oneLine)
        }
        var words: [Int32] = []
        for place in stride(from: 0, to: data.count - data.count % 4, by: 4) {
            let bytes = data[data.startIndex + place..<data.startIndex + place + 4]
            let word = bytes.reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            words.append(Int32(bitPattern: word))
        }
        guard data.count == 4 * count, isFit(words, for: plan) else {
            throw SettingsError(
                field: "--state",
                problem:
                    "is damaged, or belongs to another model, channels or settings; delete it to "
                    + "start anew", file: path.oneLine)
        }
        return words
    }

    /// Writes the file in one piece.
    public static func write(_ words: [Int32], to path: String) throws(SettingsError) {
        var data = Data()
        for word in words {
            for shift in stride(from: 0, to: 32, by: 8) {
                data.append(UInt8(truncatingIfNeeded: word >> Int32(shift)))
            }
        }
        do {
            try data.write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw SettingsError(field: "--state", problem: "cannot be written", file: path.oneLine)
        }
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

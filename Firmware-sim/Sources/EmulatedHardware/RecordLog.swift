import Hardware
import Stimulation

/// Records of 24 words for the host, written to its file some at a time: what came through the
/// telemetry mailbox, what the pulse generator delivered, and resets.
struct RecordLog {
    private var file = HostFile()
    private var words = InlineArray<1536, UInt32>(repeating: 0)
    private var count = 0

    /// Kinds beyond those of the firmware's own records.
    static var pulseKind: UInt32 { 100 }
    static var resetKind: UInt32 { 101 }

    mutating func open() -> Bool { file.open("records.bin", mode: 5) }

    mutating func appendTelemetry() {
        let start = place()
        for index in 0..<Int(Telemetry.wordCount) {
            words[start + index] = Telemetry.word(UInt(index)).value
        }
        finish()
    }

    /// Words: 1 start (two words), 3 amplitude, 4 first phase, 5 gap, 6 second phase, 7 cathodes,
    /// 8 anodes, 9 cut.
    mutating func append(_ pulse: Pulse) {
        let start = place()
        words[start] = Self.pulseKind
        words[start + 1] = UInt32(truncatingIfNeeded: pulse.startMicroseconds)
        words[start + 2] = UInt32(truncatingIfNeeded: pulse.startMicroseconds >> 32)
        words[start + 3] = UInt32(bitPattern: pulse.amplitudeMicroamperes)
        words[start + 4] = UInt32(bitPattern: pulse.firstPhaseMicroseconds)
        words[start + 5] = UInt32(bitPattern: pulse.interphaseGapMicroseconds)
        words[start + 6] = UInt32(bitPattern: pulse.secondPhaseMicroseconds)
        words[start + 7] = pulse.cathodes.rawValue
        words[start + 8] = pulse.anodes.rawValue
        words[start + 9] = pulse.wasCut ? 1 : 0
        finish()
    }

    /// Words: 1 next frame (two words), 3 cause.
    mutating func appendReset(cause: UInt32, nextFrame: Int64) {
        let start = place()
        words[start] = Self.resetKind
        words[start + 1] = UInt32(truncatingIfNeeded: nextFrame)
        words[start + 2] = UInt32(truncatingIfNeeded: nextFrame >> 32)
        words[start + 3] = cause
        finish()
    }

    mutating func close() {
        flush()
        file.close()
    }

    private mutating func place() -> Int {
        let start = count
        for index in 0..<Int(Telemetry.wordCount) { words[start + index] = 0 }
        return start
    }

    private mutating func finish() {
        count += Int(Telemetry.wordCount)
        if count == words.count { flush() }
    }

    private mutating func flush() {
        unsafe withUnsafePointer(to: &words) {
            unsafe file.write(UnsafeRawPointer($0), count * 4)
        }
        count = 0
    }
}

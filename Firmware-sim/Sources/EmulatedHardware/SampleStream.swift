import FixedPoint

/// What the electrodes deliver: frames from the host's file, which follow one another but for gaps.
///
/// The file, little-endian: 64 bytes of `StreamHeader`, then blocks of a first frame's index (8
/// bytes), a number of frames (4), nothing (4), and the frames' counts, padded to whole groups of
/// eight channels.
struct SampleStream {
    private var file = HostFile()
    private(set) var header = StreamHeader()
    private var buffer = InlineArray<2048, CountLanes>(repeating: CountLanes())
    private var wordsInBuffer = 0
    private var wordsTaken = 0
    private var framesLeft: Int32 = 0
    private var frame: Int64 = 0
    /// The latest frame read is waiting for its edge.
    private var isPending = false

    mutating func open() -> Bool {
        guard file.open("stream.bin", mode: 1) else { return false }
        var raw = StreamHeader()
        let count = unsafe withUnsafeMutablePointer(to: &raw) {
            unsafe file.read(into: $0, MemoryLayout<StreamHeader>.size)
        }
        header = raw
        return count == MemoryLayout<StreamHeader>.size && raw.magic == StreamHeader.magic
    }

    /// The index of the frame that is next in the file; nil at its end.
    mutating func nextFrame() -> Int64? {
        if isPending { return frame }
        if framesLeft == 0 {
            guard let word = nextWord() else { return nil }
            frame =
                Int64(UInt16(bitPattern: word[0])) | Int64(UInt16(bitPattern: word[1])) << 16
                | Int64(UInt16(bitPattern: word[2])) << 32 | Int64(word[3]) << 48
            framesLeft = Int32(UInt16(bitPattern: word[4])) | Int32(word[5]) << 16
            guard framesLeft > 0 else { return nil }
        } else {
            frame &+= 1
        }
        isPending = true
        return frame
    }

    /// Takes that frame: copies its counts, or drops them.
    mutating func take(into place: UnsafeMutablePointer<CountLanes>?) {
        isPending = false
        framesLeft &-= 1
        for group in 0..<Int(header.groupCount) {
            guard let word = nextWord() else { return }
            if let place = unsafe place { unsafe place[group] = word }
        }
    }

    private mutating func nextWord() -> CountLanes? {
        if wordsTaken == wordsInBuffer {
            let size = MemoryLayout<CountLanes>.size
            let bytes = unsafe withUnsafeMutablePointer(to: &buffer) {
                unsafe file.read(into: $0, 2_048 * size)
            }
            wordsInBuffer = bytes / size
            wordsTaken = 0
            guard wordsInBuffer > 0 else { return nil }
        }
        defer { wordsTaken += 1 }
        return buffer[wordsTaken]
    }
}

/// What stands before the frames: the layout of the file, and the fault to play.
struct StreamHeader: BitwiseCopyable {
    static var magic: UInt32 { 0x5254_5351 }

    var magic: UInt32 = 0
    var groupCount: UInt32 = 0
    var firstFrame: Int64 = 0
    var fault: UInt32 = 0
    /// 1: not before a therapy plays; 2: not before a pulse's first edge was and its last was not.
    var faultWaits: UInt32 = 0
    var faultFrame: Int64 = 0
    /// Edges of the sample clock that the fault lasts.
    var faultEdges: UInt32 = 0
    /// Copies of the page of doses, a bit each, of which a reset flips a bit.
    var pageDamage: UInt32 = 0
    /// What a fault of memory looks for in RAM, two neighbouring words, and writes over the first.
    var corruptFirst: UInt32 = 0
    var corruptSecond: UInt32 = 0
    var corruptValue: UInt32 = 0
    var unused: InlineArray<3, UInt32> = InlineArray(repeating: 0)
}

/// What can go wrong, on purpose.
enum Fault {
    /// An interrupt takes the processor away from the loop.
    static var hog: UInt32 { 1 }
    /// The converter repeats the frame at which the fault began.
    static var stuckValue: UInt32 { 2 }
    /// The converter delivers no frames.
    static var stuckClock: UInt32 { 3 }
    /// The supply falls and the device is reset.
    static var brownOut: UInt32 { 4 }
    /// The stack's guard: an instruction that does not exist.
    static var crash: UInt32 { 5 }
    /// A word of RAM is written over.
    static var memory: UInt32 { 6 }
}

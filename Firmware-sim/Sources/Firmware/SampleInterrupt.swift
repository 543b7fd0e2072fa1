import FixedPoint
import FrameRing
import Hardware

/// What the sample interrupt does: takes frames from the front end's FIFO, collects them into
/// blocks, and hands each block to the ring when it is full or its hop is.
struct SampleInterrupt: ~Copyable {
    private var ring: FrameProducer
    private let groupCount: Int
    private let hopFrames: Int32
    private let blockFrames: Int32
    private var taken: UInt32
    /// Index of the frame that comes next if there is no gap.
    private var nextFrame: Int64
    private var framesInBlock: Int32 = 0
    private var framesInHop: Int32 = 0
    /// When the interrupt for the latest hop's last frame began.
    private(set) var hopEndCycles: UInt32 = 0
    private(set) var cost = InterruptCost()

    init(
        ring: consuming FrameProducer, groupCount: Int, hopFrames: Int32, blockFrames: Int32,
        firstFrame: Int64
    ) {
        self.ring = ring
        self.groupCount = groupCount
        self.hopFrames = hopFrames
        self.blockFrames = blockFrames
        nextFrame = firstFrame
        taken = FrontEnd.taken.value
    }

    mutating func run() {
        let start = CycleCounter.now
        while FrontEnd.written.value != taken { takeFrame(start) }
        cost.enter(CycleCounter.now &- start)
    }

    private mutating func takeFrame(_ start: UInt32) {
        let frame = FrontEnd.entryFrame(taken).value
        if frame != nextFrame {
            // The hop begins anew after a gap, here as in the loop.
            commit()
            framesInHop = 0
        }
        if framesInBlock == 0 { ring.beginWrite() }
        unsafe Self.copy(
            FrontEnd.entryCounts(taken), groupCount, to: &ring,
            at: Int(framesInBlock) &* groupCount)
        nextFrame = frame &+ 1
        taken &+= 1
        FrontEnd.taken.value = taken
        framesInBlock &+= 1
        framesInHop &+= 1
        let endsHop = framesInHop == hopFrames
        if endsHop {
            framesInHop = 0
            hopEndCycles = start
        }
        if endsHop || framesInBlock == blockFrames { commit() }
    }

    private static func copy(
        _ counts: UnsafeMutablePointer<CountLanes>, _ groupCount: Int,
        to ring: inout FrameProducer, at place: Int
    ) {
        var payload = ring.payload
        for group in 0..<groupCount {
            unsafe payload[unchecked: place &+ group] = counts[group]
        }
    }

    /// A block that finds the ring full is lost: the loop is stuck, so stimulation ends here and
    /// now, not when the loop comes to see it.
    private mutating func commit() {
        guard framesInBlock > 0 else { return }
        let header = FrameBlockHeader(
            firstFrame: nextFrame &- Int64(framesInBlock), frameCount: framesInBlock)
        framesInBlock = 0
        if !ring.commit(header) {
            PulseGenerator.stop.value = 1
            framesInHop = 0
        }
    }

    /// The cost since the last call.
    mutating func takeCost() -> InterruptCost {
        let taken = cost
        cost = InterruptCost()
        return taken
    }
}

/// Ticks of the cycle counter that interrupts took.
struct InterruptCost {
    var count: UInt32 = 0
    var sum: UInt32 = 0
    var lowest = UInt32.max
    var highest: UInt32 = 0

    mutating func enter(_ cycles: UInt32) {
        count &+= 1
        sum &+= cycles
        lowest = min(lowest, cycles)
        highest = max(highest, cycles)
    }
}

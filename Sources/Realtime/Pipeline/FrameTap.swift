import ClosedLoop
import FrameRing
import SignalSources

/// What a run's loop was given before its first frame, so that another can do the same.
package struct LoopStart: Sendable {
    package let plan: LoopPlan
    package let firstFrame: Int64
    /// What a learned detector adapted to in an earlier run; empty for nothing.
    package let adaptation: [Int32]
    /// `DoseMemory`'s words of earlier runs; empty for nothing.
    package let doses: [Int32]
    /// Whether a device plays the pulses, so that they cannot be taken back.
    package let plays: Bool
}

/// Copies of the frames that the loop is handed, for one reader that may be slow. A block that finds no
/// room is left out, which the indices of the next ones tell: nobody waits.
@safe
package final class FrameTap: @unchecked Sendable {
    /// Words of eight channels in a frame.
    package let groupCount: Int
    /// How the loop began.
    package let start: LoopStart
    private let memory: UnsafeMutableRawBufferPointer
    /// The source's thread alone.
    private var producer: FrameProducer
    private var isBegun = false
    /// The reader alone.
    private var consumer: FrameConsumer

    /// What the ring takes at most, bytes.
    private static let bytesMax = 16 << 20

    /// - Parameter seconds: what may wait for the reader, as far as 16 MiB hold it.
    init(_ start: LoopStart, groupCount: Int, framesPerBlock: Int, seconds: Double) {
        self.start = start
        self.groupCount = groupCount
        let clock = start.plan.clock
        let frames = Int(
            seconds * Double(clock.rateNumerator) / Double(clock.rateDenominator))
        func layout(_ slotCount: Int) -> FrameRingLayout {
            FrameRingLayout(
                framesPerSlot: framesPerBlock, laneCount: groupCount * 8, slotCount: slotCount)
        }
        var slotCount = 4
        while slotCount * framesPerBlock < frames,
            layout(slotCount * 2).ring.memoryByteCount <= Self.bytesMax
        {
            slotCount *= 2
        }
        let layout = layout(slotCount)
        unsafe memory = .allocate(byteCount: layout.ring.memoryByteCount, alignment: 64)
        let ends = unsafe FrameEndpoints(memory: memory, layout: layout)
        producer = ends.producer
        consumer = ends.consumer
    }

    /// Frames a second of the stream.
    package var rateHertz: Double {
        Double(start.plan.clock.rateNumerator) / Double(start.plan.clock.rateDenominator)
    }

    deinit { unsafe memory.deallocate() }

    /// Copies a block, which `commit` passes on once the loop has it.
    func copy(_ counts: Span<SIMD8<Int16>>, _ frames: SourceFrames) {
        guard frames.frameCount > 0 else { return }
        if !isBegun { producer.beginWrite() }
        isBegun = true
        Self.copy(counts, words: frames.frameCount * groupCount, into: &producer)
    }

    private static func copy(
        _ counts: Span<SIMD8<Int16>>, words: Int, into producer: inout FrameProducer
    ) {
        var own = producer.payload
        for index in 0..<words { own[index] = counts[index] }
    }

    func commit(_ frames: SourceFrames) {
        guard frames.frameCount > 0 else { return }
        isBegun = false
        producer.commit(
            FrameBlockHeader(firstFrame: frames.firstFrame, frameCount: Int32(frames.frameCount)))
    }

    /// Hands over everything that is there, block by block: the first frame's index, and the counts laid
    /// out [frame][group].
    package func drain(_ use: (_ firstFrame: Int64, _ counts: Span<SIMD8<Int16>>) -> Void) {
        while consumer.beginRead() {
            use(consumer.header.firstFrame, consumer.payload)
            consumer.release()
        }
    }
}

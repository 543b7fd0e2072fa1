/// Both ends of a new ring of frame blocks: a typed view of a ring of raw slots.
@frozen
public struct FrameEndpoints: ~Copyable {
    /// The writing end, for one thread or interrupt.
    public let producer: FrameProducer
    /// The reading end, for one thread.
    public let consumer: FrameConsumer
    /// The counters, for any thread.
    public let monitor: RingMonitor

    /// Builds an empty ring in `memory`; the promises and preconditions are those of
    /// `RingEndpoints.init`, with `layout.ring`. Every count is zero at first, so that padding lanes
    /// which no source writes stay zero.
    @unsafe
    public init(
        memory: UnsafeMutableRawBufferPointer, layout: FrameRingLayout, startingAt index: UInt = 0
    ) {
        let raw = unsafe RingEndpoints(memory: memory, layout: layout.ring, startingAt: index)
        var slot = unsafe raw.producer.spare
        for _ in 0...layout.ring.slotCount {
            unsafe slot.bindMemory(to: FrameBlockHeader.self, capacity: 1)
            unsafe (slot + FrameRingLayout.headerByteCount).bindMemory(
                to: SIMD8<Int16>.self, capacity: layout.framesPerSlot * layout.groupsPerFrame)
            unsafe slot += layout.ring.slotStride
        }
        monitor = raw.monitor
        producer = FrameProducer(ring: raw.producer, layout: layout)
        consumer = FrameConsumer(ring: raw.consumer, layout: layout)
    }
}

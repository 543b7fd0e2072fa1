/// Both ends of a new single-producer single-consumer ring of raw slots.
///
/// A ring is split once, here; each end then moves to the one thread or interrupt that uses it.
/// `RingProducer` fills slots in place, `RingConsumer` reads them in place, `RingMonitor` reads the
/// counters from anywhere. Nothing allocates, locks or waits.
@frozen
public struct RingEndpoints: ~Copyable {
    /// The writing end, for one thread or interrupt.
    public let producer: RingProducer
    /// The reading end, for one thread.
    public let consumer: RingConsumer
    /// The counters, for any thread.
    public let monitor: RingMonitor

    /// Builds an empty ring in `memory`, which is filled with zeros (so that its pages are present).
    /// Cost: linear in `layout.memoryByteCount`.
    ///
    /// The memory belongs to the ring: it must not be touched otherwise, nor be freed before both
    /// ends and every monitor are gone. That is the caller's promise; the compiler cannot check it.
    ///
    /// - Parameter index: the index of the first slot. It only matters to whoever wants to see the
    ///   indices wrap.
    /// - Precondition: `memory` has at least `layout.memoryByteCount` bytes and begins at a multiple
    ///   of `RingLayout.alignment`.
    @unsafe
    public init(
        memory: UnsafeMutableRawBufferPointer, layout: RingLayout, startingAt index: UInt = 0
    ) {
        guard let base = memory.baseAddress, memory.count >= layout.memoryByteCount else {
            preconditionFailure("a ring's memory is smaller than its layout")
        }
        precondition(
            UInt(bitPattern: base) % UInt(RingLayout.alignment) == 0,
            "a ring's memory must begin on a cache line")
        precondition(
            MemoryLayout<ProducerLine>.size <= RingLayout.alignment
                && MemoryLayout<ConsumerLine>.size <= RingLayout.alignment,
            "a ring's indices must fit in one cache line each")
        unsafe base.initializeMemory(as: UInt8.self, repeating: 0, count: layout.memoryByteCount)
        let producerLine = unsafe (base + RingLayout.producerLineOffset)
            .bindMemory(to: ProducerLine.self, capacity: 1)
        unsafe producerLine.initialize(to: ProducerLine(startingAt: index))
        let consumerLine = unsafe (base + RingLayout.consumerLineOffset)
            .bindMemory(to: ConsumerLine.self, capacity: 1)
        unsafe consumerLine.initialize(to: ConsumerLine(startingAt: index))

        let spare = unsafe base + RingLayout.slotsOffset
        producer = unsafe RingProducer(
            producerLine: producerLine, consumerLine: consumerLine, spare: spare, layout: layout,
            startingAt: index)
        consumer = unsafe RingConsumer(
            producerLine: producerLine, consumerLine: consumerLine,
            slots: spare + layout.slotStride, layout: layout, startingAt: index)
        monitor = unsafe RingMonitor(
            producerLine: producerLine, consumerLine: consumerLine, startingAt: index)
    }
}

import FrameRing

/// Memory for one ring, freed when it goes away: after both ends.
@safe
final class RingMemory: @unchecked Sendable {
    let bytes: UnsafeMutableRawBufferPointer

    init(_ layout: RingLayout) {
        unsafe bytes = .allocate(
            byteCount: layout.memoryByteCount, alignment: RingLayout.alignment)
    }

    deinit { unsafe bytes.deallocate() }
}

/// A ring of 64-bit values with both ends on one thread, in a shape that `#expect` can call.
final class ValueRing {
    private let memory: RingMemory
    private var producer: RingProducer
    private var consumer: RingConsumer
    private let monitor: RingMonitor

    init(slotCount: Int, startingAt index: UInt = 0) {
        let layout = RingLayout(slotByteCount: 8, slotCount: slotCount)
        memory = RingMemory(layout)
        let ends = unsafe RingEndpoints(
            memory: memory.bytes, layout: layout, startingAt: index)
        monitor = ends.monitor
        producer = ends.producer
        consumer = ends.consumer
    }

    var counters: RingCounters { monitor.counters }
    var hasFreeSlot: Bool { producer.hasFreeSlot() }
    var isFinished: Bool { consumer.isFinished() }

    func close() { producer.close() }
    func begin() -> Bool { producer.beginWrite() }
    func commit(frameCount: Int = 0) -> Bool { producer.commit(frameCount: frameCount) }
    func store(_ value: UInt64) { producer.store(value) }

    @discardableResult
    func push(_ value: UInt64, frameCount: Int = 0) -> Bool {
        _ = begin()
        store(value)
        return commit(frameCount: frameCount)
    }

    /// The value in the oldest slot.
    var front: UInt64 { consumer.front() }
    func release() { consumer.release() }

    /// The value in the oldest slot, which is released; nil from an empty ring.
    func pop() -> UInt64? {
        guard consumer.beginRead() else { return nil }
        defer { release() }
        return front
    }
}

/// A ring of frame blocks with both ends on one thread, in a shape that `#expect` can call.
final class BlockRing {
    private let memory: RingMemory
    private var producer: FrameProducer
    private var consumer: FrameConsumer
    private let monitor: RingMonitor

    init(_ layout: FrameRingLayout) {
        memory = RingMemory(layout.ring)
        let ends = unsafe FrameEndpoints(memory: memory.bytes, layout: layout)
        monitor = ends.monitor
        producer = ends.producer
        consumer = ends.consumer
    }

    var counters: RingCounters { monitor.counters }
    var header: FrameBlockHeader { consumer.header }
    var words: [SIMD8<Int16>] { consumer.words() }

    func write(_ body: (inout FrameProducer) -> Bool) -> Bool { body(&producer) }
    func read<Result>(_ body: (inout FrameConsumer) -> Result) -> Result { body(&consumer) }
    func release() { consumer.release() }
}

/// A span lives as long as its end is borrowed, which a class cannot lend beyond one call.
extension RingProducer {
    fileprivate mutating func store(_ value: UInt64) {
        var bytes = slot
        bytes.storeBytes(of: value, as: UInt64.self)
    }
}

extension RingConsumer {
    fileprivate func front() -> UInt64 { unsafe slot.unsafeLoad(as: UInt64.self) }
}

extension FrameConsumer {
    fileprivate func words() -> [SIMD8<Int16>] {
        let payload = payload
        return payload.indices.map { payload[$0] }
    }
}

import FrameRing

/// Counts of all channels on their way from the source's thread to whoever writes them to a file,
/// through a ring that holds some seconds; neither side waits for the other.
@safe
package final class CaptureTap: @unchecked Sendable {
    package let channelCount: Int
    private let framesPerSlot: Int
    private let memory: UnsafeMutableRawBufferPointer
    /// The source's thread alone.
    private var producer: RingProducer
    /// The writer alone.
    private var consumer: RingConsumer
    private var values: [Int16] = []
    /// Frames that were handed over; the writer's alone, or anybody's once it has ended.
    package private(set) var framesTaken: Int64 = 0

    private static let headerBytes = 16

    /// - Parameters:
    ///   - framesPerSlot: what comes at once as a rule; more takes several slots.
    ///   - frames: how many the ring shall hold.
    package init(channelCount: Int, framesPerSlot: Int, frames: Int) {
        self.channelCount = channelCount
        self.framesPerSlot = framesPerSlot
        var slotCount = 64
        while slotCount * framesPerSlot < frames { slotCount *= 2 }
        let layout = RingLayout(
            slotByteCount: Self.headerBytes + 2 * framesPerSlot * channelCount,
            slotCount: slotCount)
        unsafe memory = .allocate(byteCount: layout.memoryByteCount, alignment: 64)
        let ends = unsafe RingEndpoints(memory: memory, layout: layout)
        producer = ends.producer
        consumer = ends.consumer
    }

    deinit { unsafe memory.deallocate() }

    /// Passes on counts laid out [channel][stride]; the frames that find no room are lost, which the
    /// indices of the next ones tell.
    package func put(_ counts: [Int16], stride: Int, frames: Int, firstFrame: Int64) {
        for start in Swift.stride(from: 0, to: frames, by: framesPerSlot) {
            let count = min(framesPerSlot, frames - start)
            producer.beginWrite()
            var slot = producer.slot
            slot.storeBytes(of: firstFrame + Int64(start), toByteOffset: 0, as: Int64.self)
            slot.storeBytes(of: Int64(count), toByteOffset: 8, as: Int64.self)
            var place = Self.headerBytes
            for channel in 0..<channelCount {
                for frame in start..<start + count {
                    slot.storeBytes(
                        of: counts[channel * stride + frame], toByteOffset: place, as: Int16.self)
                    place += 2
                }
            }
            producer.commit()
        }
    }

    /// Hands over everything that is there, piece by piece: first frame, frames, and the counts laid
    /// out [channel][frames].
    package func drain<Problem: Error>(
        _ use: (_ firstFrame: Int64, _ frames: Int, _ counts: [Int16]) throws(Problem) -> Void
    ) throws(Problem) {
        while consumer.beginRead() {
            let (firstFrame, frames) = Self.copy(
                consumer.slot, channelCount: channelCount, into: &values)
            consumer.release()
            framesTaken += Int64(frames)
            try use(firstFrame, frames, values)
        }
    }

    /// No other bytes than `put`'s can stand in a slot.
    private static func copy(
        _ slot: RawSpan, channelCount: Int, into values: inout [Int16]
    ) -> (firstFrame: Int64, frames: Int) {
        let firstFrame = unsafe slot.unsafeLoad(as: Int64.self)
        let frames = Int(unsafe slot.unsafeLoad(fromByteOffset: 8, as: Int64.self))
        values.removeAll(keepingCapacity: true)
        for index in 0..<frames * channelCount {
            values.append(
                unsafe slot.unsafeLoad(fromByteOffset: headerBytes + 2 * index, as: Int16.self))
        }
        return (firstFrame, frames)
    }
}

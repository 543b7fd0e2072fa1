import FrameRing
import Testing

@Suite struct FrameBlockTests {
    static let layout = FrameRingLayout(framesPerSlot: 4, laneCount: 16, slotCount: 2)

    /// The hot path as the loop and a source use it; that this compiles, in debug as in release and
    /// in a module of its own, is the test of `@_noLocks`.
    @_noLocks
    static func write(_ producer: inout FrameProducer, _ header: FrameBlockHeader) -> Bool {
        _ = producer.hasFreeSlot()
        producer.beginWrite()
        var words = producer.payload
        for frame in 0..<Int(header.frameCount) {
            for group in 0..<2 {
                let stamp = Int16(truncatingIfNeeded: header.firstFrame &+ Int64(frame))
                words[frame * 2 + group] = SIMD8(repeating: stamp &* 10 &+ Int16(group))
            }
        }
        return producer.commit(header)
    }

    @_noLocks
    static func sum(_ words: Span<SIMD8<Int16>>) -> Int16 {
        var total = SIMD8<Int16>.zero
        for index in words.indices { total &+= words[index] }
        return total[0]
    }

    @_noLocks
    static func nextHeader(_ consumer: inout FrameConsumer) -> FrameBlockHeader {
        consumer.beginRead()
            ? consumer.header : FrameBlockHeader(firstFrame: -1, frameCount: 0)
    }

    /// A record of fixed size into a ring of raw slots, as the loop sends telemetry.
    @_noLocks
    static func send(_ producer: inout RingProducer, _ record: FrameBlockHeader) -> Bool {
        producer.beginWrite()
        var bytes = producer.slot
        bytes.storeBytes(of: record, as: FrameBlockHeader.self)
        return producer.commit()
    }

    @Test func aBlockPassesUnchanged() {
        let ring = BlockRing(Self.layout)
        let header = FrameBlockHeader(
            firstFrame: 1 << 40, frameCount: 3, scheduledNanosecondsFirst: 1,
            scheduledNanosecondsLast: 2, enqueuedNanoseconds: 3)
        #expect(ring.write { Self.write(&$0, header) })
        #expect(ring.read { Self.nextHeader(&$0) } == header)
        #expect(ring.words == [0, 1, 10, 11, 20, 21].map { SIMD8(repeating: $0) })
        #expect(ring.read { Self.sum($0.payload) } == 63)
        ring.release()
        #expect(ring.read { Self.nextHeader(&$0) }.firstFrame == -1)
    }

    @Test(arguments: [1, 3])
    func afterAnOverrunTheNextBlockShowsTheGap(dropped: Int) {
        let ring = BlockRing(Self.layout)
        var frame: Int64 = 0
        func write() -> Bool {
            defer { frame += 4 }
            return ring.write {
                Self.write(&$0, FrameBlockHeader(firstFrame: frame, frameCount: 4))
            }
        }
        func read() -> FrameBlockHeader {
            defer { ring.release() }
            return ring.read { Self.nextHeader(&$0) }
        }
        for _ in 0..<2 { #expect(write()) }
        for _ in 0..<dropped { #expect(!write()) }
        for expected in [0, 4] as [Int64] {
            let header = read()
            #expect(header.firstFrame == expected)
            #expect(!header.isAfterOverrun)
        }
        for isAfterOverrun in [true, false] {
            let expected = frame
            #expect(write())
            let header = read()
            #expect(header.firstFrame == expected)
            #expect(header.isAfterOverrun == isAfterOverrun)
        }
        #expect(ring.counters.droppedSlots == UInt(dropped))
        #expect(ring.counters.droppedFrames == UInt(4 * dropped))
    }

    @Test func aRecordPassesThroughARingOfRawSlots() {
        let record = FrameBlockHeader(firstFrame: 7, frameCount: 9)
        let layout = RingLayout(
            slotByteCount: MemoryLayout<FrameBlockHeader>.size, slotCount: 2)
        let memory = RingMemory(layout)
        let ends = unsafe RingEndpoints(memory: memory.bytes, layout: layout)
        var producer = ends.producer
        var consumer = ends.consumer
        let isSent = Self.send(&producer, record)
        let isFound = consumer.beginRead()
        #expect(isSent && isFound)
        let found = unsafe consumer.slot.unsafeLoad(as: FrameBlockHeader.self)
        #expect(found == record)
        withExtendedLifetime(memory) {}
    }

    @Test func paddingLanesStartAtZero() {
        let ring = BlockRing(Self.layout)
        let isAccepted = ring.write {
            $0.beginWrite()
            return $0.commit(FrameBlockHeader(firstFrame: 0, frameCount: 4))
        }
        #expect(isAccepted)
        #expect(ring.read { $0.beginRead() })
        #expect(ring.words == Array(repeating: .zero, count: 8))
    }

    @Test(arguments: [(1, 8), (8, 8), (9, 16), (128, 128), (1023, 1024)])
    func lanesAreWholeGroups(channels: Int, lanes: Int) {
        #expect(FrameRingLayout.laneCount(forChannels: channels) == lanes)
    }

    @Test(arguments: [1, 8, 17, 128])
    func everyPayloadBeginsOnACacheLine(framesPerSlot: Int) {
        let ring = BlockRing(
            FrameRingLayout(framesPerSlot: framesPerSlot, laneCount: 8, slotCount: 4))
        for frame in 0..<9 as Range<Int64> {
            var address: UInt = 1
            let isAccepted = ring.write { producer in
                producer.beginWrite()
                var words = producer.payload
                unsafe words.withUnsafeMutableBufferPointer { buffer in
                    address = UInt(bitPattern: buffer.baseAddress)
                }
                return producer.commit(FrameBlockHeader(firstFrame: frame, frameCount: 1))
            }
            #expect(address % 64 == 0)
            #expect(isAccepted == (frame < 4))
        }
    }
}

import CRealtime
import Foundation
import FrameRing
import Realtime
import Synchronization
import Testing

/// Two threads, one end each.
@Suite(.serialized) struct TwoThreadsTests {
    #if DEBUG
        static let slots: UInt64 = 300_000
    #else
        /// ThreadSanitizer looks at each access, and is slow.
        static let isCheckedForRaces =
            ProcessInfo.processInfo.environment["QUENCH_EXPECTS"] == "tsan"
        static let slots: UInt64 = isCheckedForRaces ? 300_000 : 10_000_000
    #endif

    static let layout = FrameRingLayout(framesPerSlot: 2, laneCount: 16, slotCount: 16)

    static func word(_ sequence: UInt64, _ place: Int) -> SIMD8<Int16> {
        let mixed = (sequence &+ UInt64(place)) &* 0x9E37_79B9_7F4A_7C15
        return SIMD8(repeating: Int16(truncatingIfNeeded: mixed >> 40))
            &+ SIMD8(0, 1, 2, 3, 4, 5, 6, 7)
    }

    static func header(_ sequence: UInt64) -> FrameBlockHeader {
        FrameBlockHeader(
            firstFrame: Int64(sequence) * 2, frameCount: 2,
            scheduledNanosecondsFirst: Int64(sequence) &* 3,
            scheduledNanosecondsLast: Int64(sequence) &* 5,
            enqueuedNanoseconds: Int64(sequence) &* 7)
    }

    static func write(_ sequence: UInt64, to producer: inout FrameProducer) -> Bool {
        producer.beginWrite()
        var words = producer.payload
        for place in 0..<4 { words[place] = word(sequence, place) }
        return producer.commit(header(sequence))
    }

    /// Whether two headers agree in everything that a source sets.
    static func isSame(_ a: FrameBlockHeader, _ b: FrameBlockHeader) -> Bool {
        a.firstFrame == b.firstFrame && a.frameCount == b.frameCount
            && a.scheduledNanosecondsFirst == b.scheduledNanosecondsFirst
            && a.scheduledNanosecondsLast == b.scheduledNanosecondsLast
            && a.enqueuedNanoseconds == b.enqueuedNanoseconds
    }

    /// Whether the block read is exactly what was written under its sequence number.
    static func isIntact(_ consumer: borrowing FrameConsumer) -> Bool {
        let found = consumer.header
        let sequence = UInt64(found.firstFrame / 2)
        let words = consumer.payload
        return isSame(found, header(sequence)) && words.count == 4
            && words.indices.allSatisfy { words[$0] == word(sequence, $0) }
    }

    /// Written for ThreadSanitizer, in a release build: the threads take turns by relaxed flags, which
    /// order nothing, so that only the ring's own acquire and release stand between a write and a
    /// read. (The busy tests below overrun its history; debug builds synchronise in the runtime.)
    @Test func theRingAloneOrdersWritesAndReads() throws {
        let layout = FrameRingLayout(framesPerSlot: 2, laneCount: 16, slotCount: 4)
        let memory = RingMemory(layout.ring)
        let ends = unsafe FrameEndpoints(memory: memory.bytes, layout: layout)
        let turn = Turn()
        let thread = try PosixThread(name: "producer", moving: ends.producer) { producer in
            var producer = producer
            for round in 0..<4 as Range<UInt64> {
                turn.wait(for: 2 * Int(round))
                if producer.hasFreeSlot() {
                    for place in 0..<4 as Range<UInt64> {
                        _ = Self.write(round * 4 + place, to: &producer)
                    }
                }
                turn.pass()
            }
        }
        var consumer = ends.consumer
        var intact = 0
        for round in 0..<4 {
            turn.wait(for: 2 * round + 1)
            while consumer.beginRead() {
                if Self.isIntact(consumer) { intact += 1 }
                consumer.release()
            }
            turn.pass()
        }
        thread.join()
        #expect(intact == 16)
        _ = memory
    }

    private final class Turn: Sendable {
        private let count = Atomic<Int>(0)
        func pass() { count.add(1, ordering: .relaxed) }
        func wait(for turn: Int) {
            while count.load(ordering: .relaxed) != turn { sched_yield() }
        }
    }

    @Test func aWaitingProducerLosesNothing() throws {
        let memory = RingMemory(Self.layout.ring)
        let ends = unsafe FrameEndpoints(memory: memory.bytes, layout: Self.layout)
        let monitor = ends.monitor
        let thread = try PosixThread(name: "producer", moving: ends.producer) { producer in
            var producer = producer
            for sequence in 0..<Self.slots {
                while !producer.hasFreeSlot() { sched_yield() }
                guard Self.write(sequence, to: &producer) else { break }
            }
            producer.close()
        }
        var consumer = ends.consumer
        var next: UInt64 = 0
        var damaged = 0
        while !consumer.isFinished() {
            guard consumer.beginRead() else {
                sched_yield()
                continue
            }
            let isNext = consumer.header.firstFrame == Int64(next) * 2
            if !isNext || consumer.header.isAfterOverrun || !Self.isIntact(consumer) {
                damaged += 1
            }
            consumer.release()
            next += 1
        }
        thread.join()
        #expect(next == Self.slots)
        #expect(damaged == 0)
        #expect(monitor.counters.droppedSlots == 0)
        #expect(monitor.counters.committedSlots == UInt(Self.slots))
        #expect((1...16).contains(monitor.counters.slotsInUseMax))
        _ = memory
    }

    /// A source that cannot wait: what arrives is intact and in order, and what does not is counted
    /// to the frame and marked on the block that follows.
    @Test func anUnwaitingProducerLosesWhatItCounts() throws {
        let memory = RingMemory(Self.layout.ring)
        let ends = unsafe FrameEndpoints(memory: memory.bytes, layout: Self.layout)
        let monitor = ends.monitor
        let thread = try PosixThread(name: "producer", moving: ends.producer) { producer in
            var producer = producer
            for sequence in 0..<Self.slots - 1 {
                _ = Self.write(sequence, to: &producer)
            }
            while !producer.hasFreeSlot() { sched_yield() }
            _ = Self.write(Self.slots - 1, to: &producer)
            producer.close()
        }
        var consumer = ends.consumer
        var nextFrame: Int64 = 0
        var missingFrames: Int64 = 0
        var received: UInt = 0
        var damaged = 0
        while !consumer.isFinished() {
            guard consumer.beginRead() else { continue }
            let gap = consumer.header.firstFrame - nextFrame
            let isMarked = consumer.header.isAfterOverrun == (gap > 0)
            if gap < 0 || !isMarked || !Self.isIntact(consumer) { damaged += 1 }
            missingFrames += gap
            nextFrame = consumer.header.firstFrame + 2
            received += 1
            consumer.release()
        }
        thread.join()
        let counters = monitor.counters
        #expect(damaged == 0)
        #expect(nextFrame == Int64(Self.slots) * 2)
        #expect(counters.committedSlots == received && counters.releasedSlots == received)
        #expect(counters.droppedFrames == UInt(missingFrames))
        #expect(counters.droppedSlots * 2 == counters.droppedFrames)
        #expect(received + counters.droppedSlots == UInt(Self.slots))
        _ = memory
    }
}

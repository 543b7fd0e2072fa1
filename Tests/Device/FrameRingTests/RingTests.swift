import FrameRing
import Testing

@Suite struct RingTests {
    @Test(arguments: [1, 2, 8, 64])
    func slotsComeOutInOrderAndOnce(slotCount: Int) {
        let ring = ValueRing(slotCount: slotCount)
        #expect(ring.pop() == nil)
        for round in 0..<5 as Range<UInt64> {
            for place in 0..<UInt64(slotCount) { #expect(ring.push(round * 100 + place)) }
            for place in 0..<UInt64(slotCount) { #expect(ring.pop() == round * 100 + place) }
            #expect(ring.pop() == nil)
        }
    }

    @Test func aFullRingDropsTheNewestAndCountsIt() {
        let ring = ValueRing(slotCount: 4)
        for value in 0..<4 as Range<UInt64> { #expect(ring.push(value, frameCount: 16)) }
        #expect(!ring.hasFreeSlot)
        for value in 4..<7 as Range<UInt64> { #expect(!ring.push(value, frameCount: 16)) }
        #expect(
            ring.counters
                == RingCounters(
                    committedSlots: 4, releasedSlots: 0, droppedSlots: 3, droppedFrames: 48,
                    slotsInUseMax: 4))
        #expect(ring.pop() == 0)
        #expect(ring.hasFreeSlot)
        #expect(ring.push(7))
        for value in [1, 2, 3, 7] as [UInt64] { #expect(ring.pop() == value) }
        #expect(ring.pop() == nil)
        #expect(ring.counters.releasedSlots == 5)
    }

    /// A slot that was begun while the ring was full is dropped even if one is freed meanwhile: its
    /// bytes went to the spare slot.
    @Test func theFateOfASlotIsDecidedWhenItIsBegun() {
        let ring = ValueRing(slotCount: 1)
        #expect(ring.push(1))
        #expect(!ring.begin())
        ring.store(2)
        #expect(ring.pop() == 1)
        #expect(!ring.commit())
        #expect(ring.pop() == nil)
        #expect(ring.push(3))
        #expect(ring.pop() == 3)
    }

    @Test(arguments: [UInt.max, .max - 1, .max - 7, .max - 8] as [UInt])
    func theIndicesWrap(first: UInt) {
        let ring = ValueRing(slotCount: 8, startingAt: first)
        for value in 0..<8 as Range<UInt64> { #expect(ring.push(value)) }
        #expect(!ring.push(99))
        for value in 0..<3 as Range<UInt64> { #expect(ring.pop() == value) }
        for value in 8..<11 as Range<UInt64> { #expect(ring.push(value)) }
        #expect(!ring.push(99))
        for value in 3..<11 as Range<UInt64> { #expect(ring.pop() == value) }
        #expect(ring.pop() == nil)
        #expect(
            ring.counters
                == RingCounters(
                    committedSlots: 11, releasedSlots: 11, droppedSlots: 2, droppedFrames: 0,
                    slotsInUseMax: 8))
    }

    /// The producer looks at the consumer's index rarely; the maximum must be exact all the same.
    @Test func theMostSlotsInUseIsExact() {
        let ring = ValueRing(slotCount: 8)
        for value in 0..<20 as Range<UInt64> {
            ring.push(value)
            #expect(ring.pop() == value)
        }
        #expect(ring.counters.slotsInUseMax == 1)
        for value in 0..<3 as Range<UInt64> { ring.push(value) }
        #expect(ring.counters.slotsInUseMax == 3)
    }

    @Test func aClosedRingIsFinishedOnceItIsEmpty() {
        let ring = ValueRing(slotCount: 2)
        ring.push(1)
        #expect(!ring.isFinished)
        ring.close()
        #expect(!ring.isFinished)
        #expect(ring.pop() == 1)
        #expect(ring.isFinished)
    }

    @Test(arguments: [(1, 1, 256), (64, 2, 320), (65, 2, 512), (40, 1024, 65728)])
    func aLayoutSaysHowMuchMemoryItNeeds(bytes: Int, slots: Int, memory: Int) {
        #expect(RingLayout(slotByteCount: bytes, slotCount: slots).memoryByteCount == memory)
    }
}

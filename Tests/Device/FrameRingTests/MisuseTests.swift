import FrameRing
import Testing

/// Each documented trap.
@Suite struct MisuseTests {
    @Test func slotCountMustBeAPowerOfTwo() async {
        await #expect(processExitsWith: .failure) { _ = RingLayout(slotByteCount: 8, slotCount: 3) }
        await #expect(processExitsWith: .failure) { _ = RingLayout(slotByteCount: 8, slotCount: 0) }
        await #expect(processExitsWith: .failure) {
            _ = RingLayout(slotByteCount: 8, slotCount: -4)
        }
    }

    @Test func slotsMustNotBeEmpty() async {
        await #expect(processExitsWith: .failure) { _ = RingLayout(slotByteCount: 0, slotCount: 2) }
    }

    @Test func lanesMustBeWholeGroups() async {
        await #expect(processExitsWith: .failure) {
            _ = FrameRingLayout(framesPerSlot: 1, laneCount: 12, slotCount: 2)
        }
    }

    @Test func memoryMustBeLargeEnough() async {
        await #expect(processExitsWith: .failure) {
            let layout = RingLayout(slotByteCount: 8, slotCount: 2)
            let memory = RingMemory(layout)
            let short = unsafe UnsafeMutableRawBufferPointer(
                rebasing: memory.bytes[0..<layout.memoryByteCount - 1])
            _ = unsafe RingEndpoints(memory: short, layout: layout)
        }
    }

    @Test func memoryMustBeAligned() async {
        await #expect(processExitsWith: .failure) {
            let layout = RingLayout(slotByteCount: 8, slotCount: 2)
            let memory = RingMemory(RingLayout(slotByteCount: 8, slotCount: 4))
            let skewed = unsafe UnsafeMutableRawBufferPointer(rebasing: memory.bytes[16...])
            _ = unsafe RingEndpoints(memory: skewed, layout: layout)
        }
    }

    @Test func aSlotMustBeBegunBeforeItIsWritten() async {
        await #expect(processExitsWith: .failure) { ValueRing(slotCount: 2).store(1) }
        await #expect(processExitsWith: .failure) { _ = ValueRing(slotCount: 2).commit() }
        await #expect(processExitsWith: .failure) {
            let ring = ValueRing(slotCount: 2)
            _ = ring.begin()
            _ = ring.begin()
        }
        await #expect(processExitsWith: .failure) {
            _ = BlockRing(FrameBlockTests.layout).write { $0.payload.count > 0 }
        }
    }

    @Test func anEmptyRingHasNothingToReadOrRelease() async {
        await #expect(processExitsWith: .failure) { _ = ValueRing(slotCount: 2).front }
        await #expect(processExitsWith: .failure) { ValueRing(slotCount: 2).release() }
        await #expect(processExitsWith: .failure) { _ = BlockRing(FrameBlockTests.layout).header }
    }

    @Test(arguments: [-1, 5] as [Int32])
    func aBlockMustFitItsSlot(frameCount: Int32) async {
        await #expect(processExitsWith: .failure) { [frameCount] in
            _ = BlockRing(FrameBlockTests.layout).write {
                $0.beginWrite()
                return $0.commit(FrameBlockHeader(firstFrame: 0, frameCount: frameCount))
            }
        }
    }
}

import ClosedLoop
import FixedPoint
import Testing

/// What only a bug in the caller can do is a trap.
@Suite("Traps")
struct PreconditionTests {
    @Test("a block that is too short")
    func shortBlock() async {
        await #expect(processExitsWith: .failure) {
            var loop = try smallLoop()
            let block = [CountLanes](repeating: CountLanes(), count: 9)
            _ = loop.step(block.span, frameCount: 5, from: 0, firstFrame: 0)
        }
    }

    @Test("frames that go back")
    func backwards() async {
        await #expect(processExitsWith: .failure) {
            var loop = try smallLoop()
            let block = [CountLanes](repeating: CountLanes(), count: 6)
            _ = loop.step(block.span, frameCount: 3, from: 0, firstFrame: 0)
            _ = loop.step(block.span, frameCount: 3, from: 0, firstFrame: 1)
        }
    }

    @Test("an offset outside the block", arguments: [-1, 4])
    func offset(offset: Int) async {
        // An exit test cannot take the argument along.
        if offset < 0 {
            await #expect(processExitsWith: .failure) {
                var loop = try smallLoop()
                let block = [CountLanes](repeating: CountLanes(), count: 6)
                _ = loop.step(block.span, frameCount: 3, from: -1, firstFrame: 0)
            }
        } else {
            await #expect(processExitsWith: .failure) {
                var loop = try smallLoop()
                let block = [CountLanes](repeating: CountLanes(), count: 6)
                _ = loop.step(block.span, frameCount: 3, from: 4, firstFrame: 0)
            }
        }
    }

    @Test("a group of channels that does not exist")
    func group() async {
        await #expect(processExitsWith: .failure) {
            let loop = try smallLoop()
            _ = loop.reading(ofGroup: 2)
        }
    }

    @Test("memory that is too small")
    func memory() async {
        await #expect(processExitsWith: .failure) {
            let plan = try planned("", rate: 100, channelCount: 9)
            let region = UnsafeMutableRawBufferPointer.allocate(
                byteCount: ClosedLoop.memoryBytes(for: plan) - 64,
                alignment: WorkingMemory.alignment)
            _ = unsafe ClosedLoop(plan: plan, memory: region)
        }
    }

    @Test("the same calls in order are none")
    func control() async {
        await #expect(processExitsWith: .success) {
            var loop = try smallLoop()
            let block = [CountLanes](repeating: CountLanes(), count: 6)
            _ = loop.step(block.span, frameCount: 3, from: 0, firstFrame: 0)
            _ = loop.step(block.span, frameCount: 3, from: 3, firstFrame: 3)
            _ = loop.reading(ofGroup: 1)
        }
    }
}

/// Nine channels, two groups of lanes. Its memory is left to the end of the process.
private func smallLoop() throws -> ClosedLoop {
    let plan = try planned("", rate: 100, channelCount: 9)
    let region = UnsafeMutableRawBufferPointer.allocate(
        byteCount: ClosedLoop.memoryBytes(for: plan), alignment: WorkingMemory.alignment)
    return unsafe ClosedLoop(plan: plan, memory: region)
}

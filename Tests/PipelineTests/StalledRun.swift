import Realtime
import Synchronization
import Testing

@testable import Pipeline

/// A paced run whose loop stands still within a burst until the source has filled the ring and more.
/// What it waits for is what the source has done, so that the outcome is the same on any machine.
struct StalledRun {
    /// Blocks, each of a hop, that the ring holds.
    static let slotCount = 8
    /// Blocks that find the ring full: the one in the loop's hands keeps its slot.
    static let droppedBlocks = 21
    /// Pulses of the burst before the loop stops.
    private static let pulsesBefore = 40

    let hopFrames: Int

    private let loop: Loop
    /// The hop, from 1, in which the loop stands still.
    private let stalledHop: Int

    init() throws {
        loop = try Loop(NoiseRecording().opened(), cuttingSettings())
        hopFrames = loop.hopFrames
        let whole = try loop.run(loop.pipeline())
        let place = try #require(
            whole.hops.firstIndex { $0.pulses.contains { $0.pulseIndex == Self.pulsesBefore } })
        stalledHop = place + 1
    }

    func run() throws -> Observed {
        var pipeline = loop.pipeline(pace: .speed(Ratio(500)), blockFrames: hopFrames)
        pipeline.frameSlotCount = Self.slotCount
        pipeline.telemetrySlotCount = 4_096
        let (decided, handedOver) = (Counter(), Counter())
        let stalledHop = stalledHop
        let enough = stalledHop + Self.slotCount - 1 + Self.droppedBlocks
        pipeline.now = {
            decided.increment()
            // No system call: the real-time section may be checked meanwhile.
            if decided.value == stalledHop { while handedOver.value < enough {} }
            return MonotonicClock.now
        }
        return try loop.run(
            pipeline,
            stopping: {
                handedOver.increment()
                let count = handedOver.value
                let dropped = count < enough ? 0 : Self.droppedBlocks
                // Before and after, the source does not run away from a loop that is merely slow.
                while count - dropped - decided.value > Self.slotCount - 2 {
                    if decided.value == stalledHop, count < enough { break }
                }
                return false
            })
    }
}

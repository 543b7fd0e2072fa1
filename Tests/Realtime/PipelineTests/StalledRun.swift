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
        let (handedOver, observed) = (Counter(), Counter())
        let (stalls, standsStill) = (Flag(), Flag())
        let stalledHop = stalledHop
        let enough = stalledHop + Self.slotCount - 1 + Self.droppedBlocks
        pipeline.now = {
            // No system call: the real-time section may be checked meanwhile.
            if stalls.isSet {
                standsStill.set()
                while handedOver.value < enough {}
            }
            return MonotonicClock.now
        }
        return try loop.run(
            pipeline,
            stopping: {
                handedOver.increment()
                let count = handedOver.value
                // With this block in its hands, and the slot of the one before given back.
                if count == stalledHop { while !standsStill.isSet {} }
                if count > stalledHop - 1, count < enough { return false }
                // Before and after, block and decision take turns.
                let dropped = count < enough ? 0 : Self.droppedBlocks
                while observed.value < count - dropped {}
                if count == stalledHop - 1 { stalls.set() }
                return false
            },
            observe: { _ in observed.increment() })
    }
}

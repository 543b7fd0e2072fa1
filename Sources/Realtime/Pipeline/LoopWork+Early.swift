import FrameRing
import Realtime

/// A moment before a hop is due: what lay idle since the last one has left the processor's caches.
extension LoopWork {
    /// Before a block is due: rehearses a decision, and touches the memory that the hop will read and
    /// write. Nothing is decided, and no record is lost for it: a slot is begun only where there is one.
    mutating func touch(_ ends: inout LoopEnds) {
        RealtimeSection.enter()
        rehearsal?.run()
        unsafe loop.forEachPieceOfHop { unsafe CacheLines.touch($0) }
        unsafe withUnsafePointer(to: self) {
            unsafe CacheLines.touch(.init(start: $0, count: MemoryLayout<Self>.size))
        }
        if !isSlotBegun, ends.telemetry.hasFreeSlot() {
            isSlotBegun = ends.telemetry.beginWrite()
        }
        if isSlotBegun {
            var slot = ends.telemetry.slot
            unsafe slot.withUnsafeMutableBytes {
                unsafe CacheLines.touch(UnsafeRawBufferPointer($0))
            }
        }
        RealtimeSection.leave()
    }

    /// When the loop is to call itself, once; `Int64.max` for not at all.
    mutating func takeEarlyInstant() -> Int64 {
        defer { earlyInstant = .max }
        return earlyInstant
    }

    /// A moment before a device's next block, if that completes a hop: it comes as long after this one as
    /// it has frames.
    func instantBeforeNextHop(_ header: FrameBlockHeader) -> Int64 {
        let frames = Int64(header.frameCount)
        guard loop.nextFrame + frames - decidedFrame >= Int64(run.plan.detection.hopFrames) else {
            return .max
        }
        let clock = run.plan.clock
        let microseconds =
            clock.tick(ofFrame: loop.nextFrame + frames) - clock.tick(ofFrame: loop.nextFrame)
        let next = header.enqueuedNanoseconds + microseconds * 1_000
        let instant = next - run.callsItselfBefore
        return instant > run.now() ? instant : .max
    }
}

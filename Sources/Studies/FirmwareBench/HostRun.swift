import ClosedLoop
import FixedPoint
import Foundation
import SignalSources
import Stimulation

/// The same frames through the same loop on this machine: what the firmware must equal.
package struct HostRun: Sendable {
    /// Frame after each hop, and the decision hash up to it.
    package private(set) var hops: [(endFrame: Int64, decisionHash: UInt64)] = []
    package private(set) var pulses: [Pulse] = []
    package private(set) var decisionHash: UInt64 = 0
    package private(set) var frameCount: Int64 = 0
    package private(set) var therapies: Int64 = 0
    /// The loop and its working memory.
    package private(set) var memoryBytes = 0
    /// Time spent in the loop.
    package private(set) var loopNanoseconds: Int64 = 0

    /// Reads a source to its end, or `frameCountMax` frames of it, through the loop; `copy` gets
    /// every block of frames.
    package init(
        _ source: SignalSource, plan: LoopPlan, frameCountMax: Int64,
        doses: EarlierDoses = .none,
        copy: (_ firstFrame: Int64, _ counts: ArraySlice<CountLanes>) throws -> Void,
        progress: (Int64) -> Void = { _ in }
    ) throws {
        var source = source
        let byteCount = ClosedLoop.memoryBytes(for: plan)
        let region = UnsafeMutableRawBufferPointer.allocate(
            byteCount: byteCount, alignment: WorkingMemory.alignment)
        defer { unsafe region.deallocate() }
        memoryBytes = byteCount + MemoryLayout<ClosedLoop>.size
        var loop = unsafe ClosedLoop(
            plan: plan, firstFrame: source.frameRange.lowerBound, memory: region)
        switch doses {
        case .none: break
        case .lost: loop.withholdForADay()
        case .kept(let words):
            let isTaken = loop.restoreDoses(words.span)
            precondition(isTaken, "the words are no doses")
        }
        let groupCount = source.frontEnd.groupCount
        var block = [CountLanes](repeating: CountLanes(), count: 256 * groupCount)
        let clock = ContinuousClock()
        var time = Duration.zero
        while frameCount < frameCountMax {
            var span = block.mutableSpan
            let most = Int(min(256, frameCountMax - frameCount))
            guard let frames = try source.read(into: &span, framesMax: most) else { break }
            try copy(frames.firstFrame, block[..<(frames.frameCount * groupCount)])
            var offset = 0
            while offset < frames.frameCount {
                let start = clock.now
                let step = loop.step(
                    block.span, frameCount: frames.frameCount, from: offset,
                    firstFrame: frames.firstFrame + Int64(offset))
                time += clock.now - start
                offset += step.framesTaken
                guard let decision = step.decision else { continue }
                hops.append((decision.endFrame, loop.decisionHash))
                takePulses(loop, decision.pulseCount)
            }
            frameCount += Int64(frames.frameCount)
            progress(frameCount)
        }
        takePulses(loop, loop.finish(.sourceEnded))
        decisionHash = loop.decisionHash
        therapies = loop.ledger.therapies
        loopNanoseconds =
            time.components.seconds * 1_000_000_000 + time.components.attoseconds / 1_000_000_000
    }

    private mutating func takePulses(_ loop: borrowing ClosedLoop, _ count: Int32) {
        for index in 0..<Int(count) { pulses.append(loop.pulse(index)) }
    }
}

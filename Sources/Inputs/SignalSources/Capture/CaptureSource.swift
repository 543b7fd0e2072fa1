import Acquisition
import Alsa
import Recordings
import Stimulation

/// A capture device as a source of frames for the loop. The device is its own clock: `read` returns
/// when frames are there, and says when they were acquired.
///
/// The device is one: copies share it, and the source's thread alone uses it while a run goes on.
public struct CaptureSource: Sendable {
    package private(set) var frontEnd: FrontEnd
    /// Frames to come at most, by index from the first one captured, gaps counted.
    package let frameRange: Range<Int64>
    private let engine: CaptureEngine
    /// Where the loop is told to be: the end of what was handed over, a gap included.
    private var toldFrame: Int64 = 0
    /// Why there will be no more frames, once the loop has been told of a gap before it.
    private var problem: CaptureError?

    /// Opens the device.
    ///
    /// - Parameters:
    ///   - gapFramesMin: a gap is at least so long, the length of a record of the recording.
    ///   - holdSeconds: without a frame for so long the loop is told that the source is silent.
    ///   - tap: takes what comes in, before montage and filters; `clipTap` as well.
    ///   - output: plays the pulses.
    ///   - timeline: the time that the device and its output run in.
    ///   - isStopped: asked whenever a frame is waited for.
    package init(
        _ settings: CaptureSettings, _ plan: FrontEndPlan, durationFrames: Int64,
        gapFramesMin: Int = 1, holdSeconds: Double = 0.1, tap: CaptureTap? = nil,
        clipTap: CaptureTap? = nil,
        output: PulseOutput? = nil, timeline: Timeline = .machine,
        isStopped: @escaping @Sendable () -> Bool
    ) throws(AlsaError) {
        engine = try CaptureEngine(
            settings, plan, endFrame: durationFrames, gapFramesMin: gapFramesMin,
            holdSeconds: holdSeconds, taps: [tap, clipTap].compactMap(\.self), output: output,
            timeline: timeline,
            isStopped: isStopped)
        frontEnd = FrontEnd(plan, blockFramesMax: engine.block.capacityFrames)
        frameRange = 0..<durationFrames
    }

    /// What the device granted.
    package var grant: StreamGrant { engine.report.grant }

    /// What the capture came to; complete when the run is over.
    package var report: CaptureReport { engine.finishedReport }

    /// What sees the edges on trigger lines; nil without one.
    package var triggers: TriggerWatch? { engine.triggers }

    package var hearsPulses: Bool { engine.output != nil }

    /// Waits for frames; nil at the end or when stopped. No frame: the source is silent for the
    /// moment, a gap reaches to its end, or the output was lost.
    mutating func read(
        into counts: inout MutableSpan<SIMD8<Int16>>, framesMax: Int
    ) throws(CaptureError) -> SourceFrames? {
        do throws(CaptureError) {
            if problem == nil, let frames = try take(into: &counts, framesMax: framesMax) {
                return tell(frames)
            }
        } catch {
            problem = error
        }
        if let gap = lastGap { return tell(gap) }
        if problem == nil, let output = engine.output, output.isAway,
            engine.nextFrame >= engine.endFrame
        {
            problem = CaptureError(device: output.device, problem: output.problem ?? .away)
        }
        if problem != nil, engine.output?.hasLossToTell == true {
            return tell(SourceFrames(firstFrame: toldFrame, frameCount: 0))
        }
        engine.finish()
        engine.report.ledger.given = toldFrame
        if var problem {
            problem.offersReconnect = engine.settings.offersReconnect
            throw problem
        }
        return nil
    }

    /// What is missing right before the end; the loop is told of it as of any other gap.
    private var lastGap: SourceFrames? {
        let end = min(engine.nextFrame, engine.endFrame)
        return end > toldFrame ? SourceFrames(firstFrame: end, frameCount: 0) : nil
    }

    private mutating func tell(_ frames: SourceFrames) -> SourceFrames {
        toldFrame = frames.firstFrame + Int64(frames.frameCount)
        guard let output = engine.output else { return frames }
        var frames = frames
        frames.outputLoss = output.tellLoss()
        return frames
    }

    private mutating func take(
        into counts: inout MutableSpan<SIMD8<Int16>>, framesMax: Int
    ) throws(CaptureError) -> SourceFrames? {
        guard engine.nextFrame < engine.endFrame else { return nil }
        if engine.readyFrames == 0 {
            switch try engine.fetch() {
            case .stopped: return nil
            case .silent:
                return SourceFrames(
                    firstFrame: min(engine.nextFrame, engine.endFrame), frameCount: 0)
            case .frames: break
            }
            // A gap may reach beyond the end.
            guard engine.nextFrame < engine.endFrame else { return nil }
        }
        let left = engine.endFrame - engine.nextFrame
        let count = min(framesMax, engine.readyFrames, Int(min(left, Int64(Int32.max))))
        let firstFrame = engine.nextFrame
        let place = engine.takenFrames
        frontEnd.convert(engine.block, frames: place..<place + count, into: &counts)
        engine.take(count)
        return SourceFrames(
            firstFrame: firstFrame, frameCount: count,
            acquiredNanoseconds: engine.acquired(
                firstFrame)...engine.acquired(firstFrame + Int64(count) - 1),
            heldNanoseconds: engine.held(firstFrame + Int64(count) - 1))
    }

    /// Has somebody look at the thread whenever it has waited for the device.
    func supervise(_ look: @escaping @Sendable () -> Void) { engine.supervise = look }

    /// Plays a pulse that is to come.
    func hear(_ pulse: Pulse) { engine.hear(pulse) }

    /// Waits until the pulses are played, after the last frame.
    func playOut() { engine.output?.finish() }
}

import Stimulation

/// A biphasic pulse on the frames of a playback device, in the device's own counts; they add up to 0
/// exactly, because they are chosen after rounding.
package struct OutputPulse: Sendable, Equatable {
    private(set) var firstFrame: Int64
    let firstPhaseFrames: Int
    let gapFrames: Int
    let secondPhaseFrames: Int
    /// Of a frame of the first phase, not positive; of the second, not negative.
    let firstCount: Int64
    let secondCount: Int64

    package init(_ pulse: Pulse, firstFrame: Int64, _ scale: OutputScale) {
        self.firstFrame = firstFrame
        let first = scale.frames(ofMicroseconds: Int(pulse.firstPhaseMicroseconds))
        let second = scale.frames(ofMicroseconds: Int(pulse.secondPhaseMicroseconds))
        firstPhaseFrames = first
        secondPhaseFrames = second
        gapFrames = Int(
            (Double(pulse.interphaseGapMicroseconds) * 1e-6 * Double(scale.rateHertz)).rounded())
        // Phases of n and m frames balance where their counts are as m to n; equal phases have the
        // amplitude to the count.
        let common = Int64(Self.commonDivisor(first, second))
        let longest = Int64(max(first, second)) / common
        let step = scale.count(ofMicroamperes: pulse.amplitudeMicroamperes) / longest
        firstCount = -step * Int64(second) / common
        secondCount = step * Int64(first) / common
    }

    package var endFrame: Int64 {
        firstFrame + Int64(firstPhaseFrames + gapFrames + secondPhaseFrames)
    }

    /// What the first phase moves, the most that can be left behind.
    package var phaseCounts: Int64 { -firstCount * Int64(firstPhaseFrames) }

    package func count(at frame: Int64) -> Int64 {
        let place = Int(frame - firstFrame)
        if place < 0 || frame >= endFrame { return 0 }
        if place < firstPhaseFrames { return firstCount }
        return place < firstPhaseFrames + gapFrames ? 0 : secondCount
    }

    /// The sum of the counts before a frame.
    package func sum(before frame: Int64) -> Int64 {
        let place = max(0, frame - firstFrame)
        let first = min(place, Int64(firstPhaseFrames))
        let second = place - Int64(firstPhaseFrames + gapFrames)
        return first * firstCount
            + min(max(0, second), Int64(secondPhaseFrames)) * secondCount
    }

    /// The same pulse on a stream that began `frames` later.
    func shifted(by frames: Int64) -> OutputPulse {
        var pulse = self
        pulse.firstFrame -= frames
        return pulse
    }

    private static func commonDivisor(_ a: Int, _ b: Int) -> Int {
        b == 0 ? a : commonDivisor(b, a % b)
    }
}

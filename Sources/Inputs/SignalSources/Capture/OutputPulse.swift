import Stimulation

/// A biphasic pulse on the frames of a playback device; its samples add up to 0 exactly.
struct OutputPulse: Sendable {
    let firstFrame: Int64
    private let firstPhaseFrames: Int
    private let gapFrames: Int
    private let secondPhaseFrames: Int
    private let firstSample: Int32
    private let secondSample: Int32

    init(_ pulse: Pulse, firstFrame: Int64, rateHertz: Int, milliamperesFullScale: Double) {
        self.firstFrame = firstFrame
        firstPhaseFrames = Self.frames(Int(pulse.firstPhaseMicroseconds), rateHertz)
        secondPhaseFrames = Self.frames(Int(pulse.secondPhaseMicroseconds), rateHertz)
        gapFrames = Int(
            (Double(pulse.interphaseGapMicroseconds) * 1e-6 * Double(rateHertz)).rounded())
        let share = Double(pulse.amplitudeMicroamperes) / (1_000 * milliamperesFullScale)
        let longest = max(firstPhaseFrames, secondPhaseFrames)
        let step = Int(min(1, share) * 2_147_483_647) / longest
        firstSample = Int32(-step * secondPhaseFrames)
        secondSample = Int32(step * firstPhaseFrames)
    }

    /// The nearest number of frames, at least one.
    static func frames(_ microseconds: Int, _ rateHertz: Int) -> Int {
        max(1, Int((Double(microseconds) * 1e-6 * Double(rateHertz)).rounded()))
    }

    var endFrame: Int64 {
        firstFrame + Int64(firstPhaseFrames + gapFrames + secondPhaseFrames)
    }

    func sample(at frame: Int64) -> Int32 {
        let place = Int(frame - firstFrame)
        if place < 0 || frame >= endFrame { return 0 }
        if place < firstPhaseFrames { return firstSample }
        return place < firstPhaseFrames + gapFrames ? 0 : secondSample
    }
}

import FixedPoint

/// The phase of the mains frequency under measurement, and its cosine and sine for each frame.
///
/// The wave is a parabola through a sine's zeros and peaks: its third harmonic is 28 dB down,
/// enough to tell mains from brain without a table.
struct MainsReference: BitwiseCopyable {
    private var phase: UInt32 = 0
    private var index: Int32 = 0
    private var hopsMeasured: Int32 = 0

    /// What the phase advances by with every frame until the measurement is whole.
    func phaseStep(_ plan: QualityPlan) -> UInt32 { plan.mainsPhaseSteps[Int(index)] }

    /// Cosine and sine of the next frames, amplitude 32. Eight frames at a time, since few channels
    /// would pay dearly for one by one: what follows the last frame up to a multiple of eight is
    /// written too.
    @inline(__always)
    @unsafe
    mutating func next(
        frameCount: Int, phaseStep: UInt32, cosines: UnsafeMutablePointer<Int32>,
        sines: UnsafeMutablePointer<Int32>
    ) {
        let steps = SIMD8<UInt32>(0, 1, 2, 3, 4, 5, 6, 7) &* SIMD8(repeating: phaseStep)
        var phases = SIMD8(repeating: phase) &+ steps
        var frame = 0
        while frame < frameCount {
            unsafe UnsafeMutableRawPointer(sines + frame).storeBytes(
                of: Self.wave(phases), as: Lanes.self)
            unsafe UnsafeMutableRawPointer(cosines + frame).storeBytes(
                of: Self.wave(phases &+ SIMD8(repeating: 1 << 30)), as: Lanes.self)
            phases = phases &+ SIMD8(repeating: phaseStep &* 8)
            frame &+= 8
        }
        phase = phase &+ phaseStep &* UInt32(truncatingIfNeeded: frameCount)
    }

    /// Counts a hop; true when the measurement is whole, and the next frequency's begins.
    mutating func completeHop(_ plan: QualityPlan) -> Bool {
        guard plan.mainsHops > 0 else { return false }
        hopsMeasured &+= 1
        guard hopsMeasured >= plan.mainsHops else { return false }
        hopsMeasured = 0
        index = (index &+ 1) % max(1, plan.mainsCount)
        return true
    }

    mutating func restart() {
        hopsMeasured = 0
    }

    @inline(__always)
    private static func wave(_ phases: SIMD8<UInt32>) -> Lanes {
        let turns = Lanes(truncatingIfNeeded: phases) &>> 16
        return (turns &* (Lanes(repeating: 32_768) &- turns.laneMagnitude)) &>> 23
    }
}

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

    /// Cosine and sine of the next frame, amplitude 64.
    @inline(__always)
    mutating func next(phaseStep: UInt32) -> SIMD2<Int32> {
        let sine = Self.wave(phase)
        let cosine = Self.wave(phase &+ (1 << 30))
        phase = phase &+ phaseStep
        return SIMD2(cosine, sine)
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
    private static func wave(_ phase: UInt32) -> Int32 {
        let turn = Int32(bitPattern: phase) &>> 16
        let magnitude = turn < 0 ? 0 &- turn : turn
        return (turn &* (32_768 &- magnitude)) &>> 22
    }
}

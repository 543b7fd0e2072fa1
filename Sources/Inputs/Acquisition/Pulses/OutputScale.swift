import Stimulation

/// What one count of a playback device stands for.
package struct OutputScale: Sendable, Equatable {
    package let rateHertz: Int
    /// Bits of the device's samples.
    package let bits: Int
    /// The current that is the device's full scale.
    package let milliamperesFullScale: Double

    package init(rateHertz: Int, bits: Int, milliamperesFullScale: Double) {
        self.rateHertz = rateHertz
        self.bits = bits
        self.milliamperesFullScale = milliamperesFullScale
    }

    package var countMax: Int64 { 1 << Int64(bits - 1) - 1 }

    /// Charge of one frame at one count.
    package var picocoulombsPerCount: Double {
        milliamperesFullScale * 1e9 / Double(countMax + 1) / Double(rateHertz)
    }

    /// The nearest number of frames, at least one.
    package func frames(ofMicroseconds microseconds: Int) -> Int {
        max(1, Int((Double(microseconds) * 1e-6 * Double(rateHertz)).rounded()))
    }

    /// What so many frames last, to the nearest microsecond.
    package func microseconds(ofFrames frames: Int) -> Int {
        Int((Double(frames) * 1e6 / Double(rateHertz)).rounded())
    }

    /// The most that a first phase of a programme's pulses moves when it is played.
    package func phasePicocoulombsMax(_ bursts: [BurstProgram]) -> Double {
        let counts = bursts.map { burst in
            count(ofMicroamperes: burst.amplitudeMicroamperes)
                * Int64(frames(ofMicroseconds: Int(burst.pulseWidthMicroseconds)))
        }
        return Double(counts.max() ?? 0) * picocoulombsPerCount
    }

    /// The largest count that is not above a current: the same for either sign.
    func count(ofMicroamperes microamperes: Int32) -> Int64 {
        let share = Double(microamperes) / (1_000 * milliamperesFullScale)
        return min(countMax, Int64((share * Double(countMax + 1)).rounded(.down)))
    }
}

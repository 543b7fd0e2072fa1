import Foundation

/// What is played to measure a round trip: faint noise, and at irregular distances a burst that a
/// detector takes for a seizure, a cosine of 20 Hz. It begins at its full amplitude, so that its first
/// sample is an edge; a pulse is four times as large, so that the two are told apart by their level.
package struct RoundTripStimulus: Sendable, Equatable {
    package static let hertz = 20.0
    /// Amplitude of the burst, a share of full scale.
    package static let burstShare = 0.1
    /// The largest noise, which keeps a channel from being flat.
    package static let noiseShare = 0.0025
    /// Amplitude of a pulse.
    package static let pulseShare = 0.4
    /// The marker is up for so long from a burst's first frame on.
    package static let markerSeconds = 0.01

    package let rateHertz: Int
    package let burstFrames: Int
    /// First frames of the bursts, counted from the first frame played.
    package let starts: [Int64]
    /// The end of the quiet after the last burst.
    package let endFrame: Int64
    private let wave: [Int32]
    private let markerFrames: Int64

    /// - Parameters:
    ///   - leadSeconds: before the first burst.
    ///   - quietSeconds: after each burst, at least; up to half a second more, by the seed.
    package init(
        rateHertz: Int, trials: Int, burstSeconds: Double, leadSeconds: Double,
        quietSeconds: Double, seed: UInt64
    ) {
        let rate = Double(rateHertz)
        let burst = Int((burstSeconds * rate).rounded(.up))
        self.rateHertz = rateHertz
        burstFrames = burst
        markerFrames = Int64(max(1, Self.markerSeconds * rate))
        let amplitude = Self.burstShare * 2_147_483_648
        wave = (0..<burst).map { frame in
            Int32((amplitude * cos(2 * .pi * Self.hertz * Double(frame) / rate)).rounded())
        }
        var starts: [Int64] = []
        var frame = Int64((leadSeconds * rate).rounded(.up))
        let spread = UInt64(max(1, rateHertz / 2))
        for trial in 0..<trials {
            frame += Int64(Self.scatter(seed &+ UInt64(trial)) % spread)
            starts.append(frame)
            frame += Int64(burst) + Int64((quietSeconds * rate).rounded(.up))
        }
        self.starts = starts
        endFrame = frame
    }

    /// The sample of a frame, where `trial` is the latest that has begun by then; -1 before the first.
    package func sample(at frame: Int64, trial: Int) -> Int32 {
        let share = Double(Self.scatter(UInt64(bitPattern: frame)) >> 11) / 4_503_599_627_370_496
        let noise = Int32((share - 1) * Self.noiseShare * 2_147_483_648)
        guard trial >= 0, frame - starts[trial] < Int64(burstFrames) else { return noise }
        return wave[Int(frame - starts[trial])] + noise
    }

    /// Whether the marker is up.
    package func isMarked(at frame: Int64, trial: Int) -> Bool {
        trial >= 0 && frame - starts[trial] < markerFrames
    }

    /// 64 bits that look random (the finish of SplitMix64, G. Steele et al. 2014).
    private static func scatter(_ value: UInt64) -> UInt64 {
        var mixed = (value &+ 1) &* 0x9E37_79B9_7F4A_7C15
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

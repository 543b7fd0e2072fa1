import Stimulation

/// How the pulses of a programme come out at a playback device's rate: refused where their phases
/// cannot be played as they are programmed.
package struct OutputPlan: Sendable {
    /// A burst as the device's frames can have it.
    package struct Played: Sendable, Equatable {
        package var programmedMicroseconds: Int
        package var playedMicroseconds: Int
        package var gapMicroseconds: Int
    }

    /// How far a phase may be from its programmed width.
    package static let widthTolerance = 0.05
    private static let commonRates = [
        4_000, 8_000, 11_025, 16_000, 22_050, 32_000, 44_100, 48_000, 88_200, 96_000, 176_400,
        192_000, 384_000, 768_000,
    ]

    package let played: [Played]

    /// - Parameters:
    ///   - stretches: phases that do not fit the rate may last longer, as the caller then accounts.
    /// - Throws: with the rate that would do.
    package init(
        _ bursts: [BurstProgram], rateHertz: Int, milliamperesFullScale: Double, stretches: Bool
    ) throws(OutputPlanError) {
        let most = bursts.map(\.amplitudeMicroamperes).max() ?? 0
        guard Double(most) <= milliamperesFullScale * 1_000 else {
            throw .amplitude(milliamperes: Double(most) / 1_000, fullScale: milliamperesFullScale)
        }
        played = bursts.map { Self.played($0, rateHertz) }
        for (burst, played) in zip(bursts, played) {
            guard Self.fits(burst, rateHertz, stretches: stretches) else {
                throw .rate(
                    hertz: rateHertz, phase: played.programmedMicroseconds,
                    played: played.playedMicroseconds, stretches: stretches,
                    wouldDo: Self.commonRates.first { rate in
                        bursts.allSatisfy { Self.fits($0, rate, stretches: false) }
                    })
            }
        }
    }

    private static func played(_ burst: BurstProgram, _ rateHertz: Int) -> Played {
        let scale = OutputScale(rateHertz: rateHertz, bits: 32, milliamperesFullScale: 1)
        let gap = Double(burst.interphaseGapMicroseconds) * 1e-6 * Double(rateHertz)
        return Played(
            programmedMicroseconds: Int(burst.pulseWidthMicroseconds),
            playedMicroseconds: scale.microseconds(
                ofFrames: scale.frames(ofMicroseconds: Int(burst.pulseWidthMicroseconds))),
            gapMicroseconds: scale.microseconds(ofFrames: Int(gap.rounded())))
    }

    /// Whether the phases are as programmed, and pulses cannot run into each other.
    private static func fits(_ burst: BurstProgram, _ rateHertz: Int, stretches: Bool) -> Bool {
        let played = played(burst, rateHertz)
        let width = Double(burst.pulseWidthMicroseconds)
        let isTrue = abs(Double(played.playedMicroseconds) - width) <= widthTolerance * width
        let frame = 1e6 / Double(rateHertz)
        let whole = Double(2 * played.playedMicroseconds + played.gapMicroseconds) + frame
        let isApart = burst.pulseCount < 2 || whole <= Double(burst.pulsePeriodMicroseconds)
        return (isTrue || stretches) && isApart
    }
}

/// Why pulses cannot be played on a device as they are programmed.
package enum OutputPlanError: Error, Equatable, CustomStringConvertible {
    case rate(hertz: Int, phase: Int, played: Int, stretches: Bool, wouldDo: Int?)
    case amplitude(milliamperes: Double, fullScale: Double)

    package var description: String {
        switch self {
        case .rate(let hertz, let phase, let played, let stretches, let wouldDo):
            "--stimulate-on: at \(hertz) Hz a phase of \(phase) µs would last \(played) µs"
                + (stretches ? ", and a pulse would run into the next; " : "; ")
                + (wouldDo.map { "give --output-rate \($0)" + (stretches ? "" : ", ") }
                    ?? (stretches ? "lower frequencyHertz" : ""))
                + (stretches ? "" : "or --stretch to play and account for it so")
        case .amplitude(let milliamperes, let fullScale):
            "--output-full-scale: \(milliamperes) mA are programmed, but full scale is "
                + "\(fullScale) mA; give \(milliamperes) or more"
        }
    }
}

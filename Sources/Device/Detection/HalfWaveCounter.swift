import FixedPoint

/// Counts half-waves of eight channels: the stretch from one turning point of the signal to the
/// next, where a turn counts once the signal has come back from its extreme by a quarter of the
/// least height (the hysteresis), so that ripple on a slope makes no half-wave.
struct HalfWaveCounter: BitwiseCopyable {
    /// Least height of eight channels, conditioned counts; follows the trend or stays.
    var amplitudeMin = Lanes(repeating: Int32.max)
    private var lastTurn = Lanes()
    private var extreme = Lanes()
    private var framesSinceTurn = Lanes()
    private var framesSinceExtreme = Lanes()
    /// 0 while the signal rises, -1 while it falls.
    private var falling = Lanes()

    /// Half-waves that this sample completes: 1 or 0 in each lane.
    @inline(__always)
    mutating func step(_ sample: Lanes, framesMin: Lanes, framesMax: Lanes) -> Lanes {
        framesSinceTurn = framesSinceTurn &+ 1
        framesSinceExtreme = framesSinceExtreme &+ 1
        // How far the signal went on beyond its extreme, or (negative) came back from it.
        let advance = (sample &- extreme).negated(where: falling)
        let extends = advance .> .zero
        let turns = advance .< .zero &- (amplitudeMin &>> 2)

        let height = (extreme &- lastTurn).negated(where: falling)
        let duration = framesSinceTurn &- framesSinceExtreme
        let counts =
            turns .& (height .>= amplitudeMin) .& (duration .>= framesMin)
            .& (duration .<= framesMax)

        lastTurn.replace(with: extreme, where: turns)
        framesSinceTurn.replace(with: framesSinceExtreme, where: turns)
        falling = falling ^ Lanes(mask: turns)
        let moves = extends .| turns
        extreme.replace(with: sample, where: moves)
        framesSinceExtreme = framesSinceExtreme.kept(where: .!moves)
        return Lanes(repeating: 1).kept(where: counts)
    }

    /// Forgets the half-wave under way: after a gap or blanking the next one starts at `sample`.
    mutating func restart(at sample: Lanes) {
        let amplitudeMin = amplitudeMin
        self = HalfWaveCounter()
        self.amplitudeMin = amplitudeMin
        lastTurn = sample
        extreme = sample
    }

    /// Keeps the frame counters from wrapping in a signal that never turns. Once a hop is enough.
    mutating func limitAges() {
        let limit = Lanes(repeating: 1 << 30)
        framesSinceTurn = framesSinceTurn.laneMinimum(limit)
        framesSinceExtreme = framesSinceExtreme.laneMinimum(limit)
    }
}

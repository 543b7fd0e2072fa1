import FixedPoint

/// When a half-wave counts.
public struct HalfWavePlan: BitwiseCopyable, Sendable {
    /// Least height from trough to peak, conditioned counts; 0 when it follows the area's trend.
    public var amplitudeMin: Int32 = 0
    /// Least height as log2 of its ratio to the trend of the area, Q5.26.
    public var amplitudeRatio: Int32 = 0
    /// Shortest half-wave that counts, frames.
    public var framesMin: Int32 = 1
    /// Longest half-wave that counts, frames; not below `framesMin`.
    public var framesMax: Int32 = Int32.max
    /// Added to every hop's 256 x count, so that silence has a logarithm: 256 x one half-wave a
    /// second.
    public var floor: Int32 = 1

    /// Half-waves of any length, as high as the area's trend or higher.
    public init() {}

    /// Lists its words, each with the range within which the counter's arithmetic holds.
    public mutating func pass<Words: PlanWords>(through words: inout Words) {
        let most = Int(Int32.max)
        words.pass("halfWave.amplitudeMin", &amplitudeMin, in: 0...most)
        words.pass("halfWave.amplitudeRatio", &amplitudeRatio, in: Int(Int32.min)...most)
        words.pass("halfWave.framesMin", &framesMin, in: 0...most)
        words.pass("halfWave.framesMax", &framesMax, in: Int(framesMin)...most)
        words.pass("halfWave.floor", &floor, in: 1...DetectionLimits.halfWaveFloorMax)
    }
}

/// Counts half-waves of eight channels, or of as many as a slice has: the stretch from one turning point of the signal to the
/// next, where a turn counts once the signal has come back from its extreme by a quarter of the
/// least height (the hysteresis), so that ripple on a slope makes no half-wave.
struct HalfWaveCounter<Vector: LaneSlice>: BitwiseCopyable {
    /// Least height, conditioned counts; follows the trend or stays.
    var amplitudeMin = Vector(repeating: Int32.max)
    private var lastTurn = Vector(repeating: 0)
    private var extreme = Vector(repeating: 0)
    private var framesSinceTurn = Vector(repeating: 0)
    private var framesSinceExtreme = Vector(repeating: 0)
    /// 0 while the signal rises, -1 while it falls.
    private var falling = Vector(repeating: 0)

    /// Half-waves that this sample completes: 1 or 0 in each lane.
    @inline(__always)
    mutating func step(_ sample: Vector, framesMin: Vector, framesMax: Vector) -> Vector {
        let (zero, one) = (Vector(repeating: 0), Vector(repeating: 1))
        framesSinceTurn = framesSinceTurn &+ one
        framesSinceExtreme = framesSinceExtreme &+ one
        // How far the signal went on beyond its extreme, or (negative) came back from it.
        let advance = (sample &- extreme).negated(where: falling)
        let extends = advance.isGreater(than: zero)
        let turns = (zero &- (amplitudeMin &>> Vector(repeating: 2))).isGreater(than: advance)

        let height = (extreme &- lastTurn).negated(where: falling)
        let duration = framesSinceTurn &- framesSinceExtreme
        let isNone =
            amplitudeMin.isGreater(than: height) | framesMin.isGreater(than: duration)
            | duration.isGreater(than: framesMax)

        lastTurn = lastTurn.replaced(by: extreme, where: turns)
        framesSinceTurn = framesSinceTurn.replaced(by: framesSinceExtreme, where: turns)
        falling = falling ^ turns
        let moves = extends | turns
        extreme = extreme.replaced(by: sample, where: moves)
        framesSinceExtreme = framesSinceExtreme.replaced(by: zero, where: moves)
        return turns.replaced(by: zero, where: isNone) & one
    }

    /// Forgets the half-wave under way: after a gap or blanking the next one starts at `sample`.
    mutating func restart(at sample: Vector) {
        let amplitudeMin = amplitudeMin
        self = HalfWaveCounter()
        self.amplitudeMin = amplitudeMin
        lastTurn = sample
        extreme = sample
    }

    /// Keeps the frame counters from wrapping in a signal that never turns. Once a hop is enough.
    mutating func limitAges() {
        let limit = Vector(repeating: 1 << 30)
        framesSinceTurn = framesSinceTurn.replaced(
            by: limit, where: framesSinceTurn.isGreater(than: limit))
        framesSinceExtreme = framesSinceExtreme.replaced(
            by: limit, where: framesSinceExtreme.isGreater(than: limit))
    }
}

extension HalfWaveCounter {
    /// Reads a slice of a group's counter.
    @inline(__always)
    @unsafe
    init(_ words: SliceWords<Vector>) {
        unsafe amplitudeMin = words[0]
        unsafe lastTurn = words[1]
        unsafe extreme = words[2]
        unsafe framesSinceTurn = words[3]
        unsafe framesSinceExtreme = words[4]
        unsafe falling = words[5]
    }

    /// Writes it back.
    @inline(__always)
    @unsafe
    func store(to words: SliceWords<Vector>) {
        unsafe words[0] = amplitudeMin
        unsafe words[1] = lastTurn
        unsafe words[2] = extreme
        unsafe words[3] = framesSinceTurn
        unsafe words[4] = framesSinceExtreme
        unsafe words[5] = falling
    }
}

/// Counts the half-waves in the samples of a group.
@safe
struct HalfWaveMeasurement: SliceKernel {
    private let counter: UnsafeMutablePointer<Lanes>
    private let sum: UnsafeMutablePointer<Lanes>
    private let samples: UnsafeMutablePointer<Lanes>
    private let frameCount: Int
    private let plan: HalfWavePlan

    /// - Parameters:
    ///   - group: must stay where it is as long as this is used.
    ///   - samples: one for each frame.
    @inline(__always)
    init(
        _ group: inout ChannelGroup, _ samples: UnsafeMutablePointer<Lanes>, frameCount: Int,
        _ plan: HalfWavePlan
    ) {
        unsafe counter = laneWords(of: &group.halfWaves)
        unsafe sum = laneWords(of: &group.hop.features) + Int(Feature.halfWaves.rawValue)
        unsafe self.samples = samples
        self.frameCount = frameCount
        self.plan = plan
    }

    @inline(__always)
    func run<Slice: LaneSlice>(_: Slice.Type, from lane: Int) {
        let framesMin = Slice(repeating: plan.framesMin)
        let framesMax = Slice(repeating: plan.framesMax)
        let words = unsafe SliceWords<Slice>(counter, from: lane)
        let samples = unsafe SliceWords<Slice>(samples, from: lane)
        let sum = unsafe SliceWords<Slice>(sum, from: lane)
        var counter = unsafe HalfWaveCounter<Slice>(words)
        var count = Slice(repeating: 0)
        for frame in 0..<frameCount {
            unsafe count =
                count
                &+ counter.step(samples[frame], framesMin: framesMin, framesMax: framesMax)
        }
        unsafe counter.store(to: words)
        unsafe sum[0] = sum[0] &+ count
    }
}

import CThroughput
import ClosedLoop
import Planning

/// The loop alone: counts in memory, three features unless told otherwise, nobody listening. It
/// watches for the whole time: an episode's bursts would only make it cheaper, because blanked frames are skipped.
@safe
public final class LoopWorkload {
    public static let rateHertz = 2_048

    public let channelCount: Int
    /// Samples of all channels that `run` takes.
    public var sampleCount: Int { runFrames * channelCount }
    let plan: LoopPlan
    /// The same hops over and over, so that they stay in the cache, where the source just put them.
    let counts: [SIMD8<Int16>]
    private let blockFrames: Int
    private let runFrames: Int
    private let memory: UnsafeMutableRawBufferPointer
    private var loop: ClosedLoop
    /// Of the four in memory, the one that `decide` takes next.
    private var hop = 0

    /// - Parameters:
    ///   - learned: the kind of model that decides in place of the threshold detectors; its size is
    ///     what costs time, not what it knows.
    ///   - runSamples: roughly the samples, of all channels, that one `run` is to take.
    public init(
        channelCount: Int, settings: Settings = .threeFeatures,
        learned: DetectorModel.Family? = nil, runSamples: Int = 8_000_000
    ) throws {
        self.channelCount = channelCount
        let names = (1...channelCount).map { "C\($0)" }
        plan = try Planner.plan(
            settings,
            for: SignalDescription(
                channelNames: names, rateNumerator: Self.rateHertz, rateDenominator: 1),
            model: learned.map { Self.model($0, channels: names, settings) }
        ).plan
        blockFrames = Int(plan.detection.hopFrames) * 4
        runFrames = max(1, runSamples / channelCount / blockFrames) * blockFrames
        counts = Self.noise(groupCount: (channelCount + 7) / 8, frameCount: blockFrames)
        unsafe memory = .allocate(byteCount: ClosedLoop.memoryBytes(for: plan), alignment: 64)
        loop = unsafe ClosedLoop(plan: plan, memory: memory)
        // Past the hold-off: trends are learned, votes are cast.
        let holdOffFrames = Int(plan.detection.holdOffHops * plan.detection.hopFrames)
        for _ in 0...holdOffFrames / blockFrames { step() }
    }

    deinit { unsafe memory.deallocate() }

    /// Returns how many decisions were made.
    @discardableResult
    public func run() -> Int {
        var decisions = 0
        for _ in 0..<runFrames / blockFrames { decisions += step() }
        return decisions
    }

    /// Takes one hop; returns whether a decision was made.
    @discardableResult
    public func decide() -> Bool {
        let counts = counts
        defer { hop = (hop + 1) % 4 }
        return loop.step(
            counts.span, frameCount: blockFrames, from: hop * blockFrames / 4,
            firstFrame: loop.nextFrame
        ).decision != nil
    }

    /// Reads what the next hop will, as the loop's thread does a moment before it is due.
    public func touch() {
        unsafe loop.forEachPieceOfHop { unsafe touch_lines($0.baseAddress, $0.count) }
        unsafe counts.withUnsafeBytes { counts in
            let bytes = counts.count / 4
            unsafe touch_lines(counts.baseAddress! + hop * bytes, bytes)
        }
    }

    @discardableResult
    private func step() -> Int {
        let counts = counts
        var decisions = 0
        var taken = 0
        while taken < blockFrames {
            let step = loop.step(
                counts.span, frameCount: blockFrames, from: taken, firstFrame: loop.nextFrame)
            taken += step.framesTaken
            guard let decision = step.decision else { continue }
            decisions += 1
            let isWatching = decision.state == .watching || decision.state == .holdOff
            precondition(isWatching, "the signal must not disturb the loop")
        }
        return decisions
    }

    /// As large as a model can be, and never positive.
    private static func model(
        _ family: DetectorModel.Family, channels: [String], _ settings: Settings
    ) -> DetectorModel {
        var model = DetectorModel(
            family: family, rateHertz: Double(rateHertz), channels: channels, settings: settings,
            intercept: 0, threshold: 1 << 28, backgroundScore: 1 << 28)
        switch family {
        case .linear: model.weights = channels.map { _ in [9, -8, 7, -6, 5, -4] }
        case .travelling:
            model.weights = [[9, -8, 7, -6, 5, -4]]
            model.sharePermille = 500
        case .trees:
            model.trees = (0..<32).map { tree in
                DetectorModel.Tree(
                    splits: (0..<7).map { [(tree * 7 + $0) * 11 % (channels.count * 6), 0] },
                    values: (0..<15).map { $0 * 1_000 })
            }
        }
        return model
    }

    /// Low-pass noise of some hundred counts, another in each channel.
    private static func noise(groupCount: Int, frameCount: Int) -> [SIMD8<Int16>] {
        var generator = SplitMix64(state: 1)
        var counts: [SIMD8<Int16>] = []
        var level = [SIMD8<Float>](repeating: SIMD8(), count: groupCount)
        for _ in 0..<frameCount {
            for group in 0..<groupCount {
                var white = SIMD8<Float>()
                for lane in 0..<8 { white[lane] = .random(in: -100...100, using: &generator) }
                level[group] = 0.9 * level[group] + white
                counts.append(SIMD8<Int16>(level[group], rounding: .toNearestOrEven))
            }
        }
        return counts
    }
}

/// Steele, Lea and Flood 2014: the same numbers on every machine.
private struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
        return value ^ (value >> 31)
    }
}

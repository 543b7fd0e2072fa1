import Planning
import Recordings

/// A generated signal in memory, over and over, as a source of frames for the loop: for
/// measurements that must not wait for a disk. The frame index runs on from round to round.
public struct MemorySource: Sendable {
    /// The front end that made the counts; what it counted is of one round.
    public private(set) var frontEnd: FrontEnd
    /// From 0 to the duration asked for.
    public let frameRange: Range<Int64>
    /// Counts of one round, laid out [frame][group].
    private let counts: [SIMD8<Int16>]
    private let roundFrames: Int64
    private var nextFrame: Int64 = 0

    /// - Precondition: the plan takes every channel of the generator, as `channels(of:)` lists them.
    public init(_ generator: SignalGenerator, _ plan: FrontEndPlan, durationFrames: Int64) {
        precondition(plan.inputs.count == generator.channelCount, "the plan has other channels")
        let rate = generator.rateHertz
        var frontEnd = FrontEnd(plan, blockFramesMax: rate)
        var block = SampleBlock(channelCount: generator.channelCount, capacityFrames: rate)
        var second = [SIMD8<Int16>](repeating: SIMD8(), count: rate * frontEnd.groupCount)
        var counts: [SIMD8<Int16>] = []
        counts.reserveCapacity(second.count * generator.durationSeconds)
        generator.forEachSecond { (signal: [Float]) in
            block.refill(firstFrame: 0) { (values: inout [Float]) in values = signal }
            var room = second.mutableSpan
            frontEnd.convert(block, frames: 0..<rate, into: &room)
            counts += second
            return true
        }
        self.frontEnd = frontEnd
        self.counts = counts
        roundFrames = Int64(generator.durationSeconds * rate)
        frameRange = 0..<durationFrames
    }

    /// The channels of a generator as a front end sees them.
    public static func channels(of generator: SignalGenerator, rate: SamplingRate)
        -> [RecordingChannel]
    {
        (0..<generator.channelCount).map {
            RecordingChannel(index: $0, name: "G\($0 + 1)", rate: rate)
        }
    }

    mutating func read(
        into words: inout MutableSpan<SIMD8<Int16>>, framesMax: Int
    ) -> SourceFrames? {
        let place = nextFrame % roundFrames
        let left = min(frameRange.upperBound - nextFrame, roundFrames - place)
        let count = Int(min(Int64(framesMax), left))
        guard count > 0 else { return nil }
        let start = Int(place) * frontEnd.groupCount
        for word in 0..<count * frontEnd.groupCount { words[word] = counts[start + word] }
        let firstFrame = nextFrame
        nextFrame += Int64(count)
        return SourceFrames(firstFrame: firstFrame, frameCount: count)
    }
}

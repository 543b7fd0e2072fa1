import Acquisition
import Recordings

/// From a device's bytes to counts of all its channels, and to the microvolts of those that the front
/// end reads.
struct CaptureConverter {
    /// [channel][capacityFrames]
    private(set) var counts: [Int16]
    /// What the front end reads.
    private(set) var block: SampleBlock
    private let inputs: [Int]
    private let scale: InputScale
    private let corrections: [InputCorrection?]
    private let grant: StreamGrant
    private let framesAveraged: Int
    private let conversion: RateConversion
    /// Nil where frames are means.
    private var decimator: Decimator?
    /// [channel][capacityFrames], of the decimator.
    private var sums: [Int64] = []

    var capacityFrames: Int { block.capacityFrames }

    init(
        _ settings: CaptureSettings, _ plan: FrontEndPlan, _ grant: StreamGrant,
        capacityFrames: Int, deviceFramesMax: Int
    ) {
        inputs = plan.inputs
        scale = settings.scale(lsbMicrovolts: 1 / plan.countsPerMicrovolt)
        corrections = (0..<grant.channels).map { settings.corrections[$0] }
        framesAveraged = settings.framesAveraged
        conversion = settings.conversion
        self.grant = grant
        counts = [Int16](repeating: 0, count: capacityFrames * grant.channels)
        block = SampleBlock(channelCount: plan.inputs.count, capacityFrames: capacityFrames)
        guard settings.conversion.isFiltered else { return }
        decimator = Decimator(
            DecimationFilter(settings.conversion), channelCount: grant.channels,
            deviceFramesMax: deviceFramesMax)
        sums = [Int64](repeating: 0, count: counts.count)
    }

    /// Frames are missing before the next.
    mutating func reset() { decimator?.reset() }

    /// Takes the first `frames` device frames that `bytes` holds, of which no frame of the loop is made.
    mutating func setAside(_ bytes: [UInt8], frames: Int) {
        decimator?.fill(bytes, frames: frames, grant)
    }

    /// Converts the first `frames` of the loop that `bytes` holds; how many samples were clipped.
    ///
    /// - Precondition: `bytes` holds as many, and the block has room for them.
    mutating func convert(_ bytes: [UInt8], frames: Int, firstFrame: Int64) -> Int64 {
        let stride = capacityFrames
        let clipped =
            decimator == nil
            ? average(bytes, frames: frames)
            : decimate(bytes, frames: frames, firstFrame: firstFrame)
        block.refill(firstFrame: firstFrame) { values in
            for (row, input) in inputs.enumerated() {
                for frame in 0..<frames {
                    values[row * stride + frame] = scale.microvolts(
                        ofCount: counts[input * stride + frame])
                }
            }
        }
        return clipped
    }

    private mutating func decimate(_ bytes: [UInt8], frames: Int, firstFrame: Int64) -> Int64 {
        let stride = capacityFrames
        decimator?.make(
            bytes, frames: frames, firstFrame: firstFrame, grant, into: &sums,
            capacityFrames: stride)
        var clipped: Int64 = 0
        for channel in 0..<grant.channels {
            let correction = corrections[channel]
            for frame in 0..<frames {
                let sum = sums[channel * stride + frame]
                let (count, isClipped) =
                    correction.map { scale.count(ofSum: sum, $0) } ?? scale.count(ofSum: sum)
                counts[channel * stride + frame] = count
                let isAtEnd =
                    correction != nil
                    && reachesEnd(bytes, channel, ownFrames(firstFrame, frame))
                if isClipped || isAtEnd { clipped += 1 }
            }
        }
        return clipped
    }

    /// Device frames of one of the loop's, from the first of `firstFrame` on.
    private func ownFrames(_ firstFrame: Int64, _ frame: Int) -> Range<Int> {
        let begin = conversion.deviceFrames(ofFrames: firstFrame)
        let number = firstFrame + Int64(frame)
        return Int(
            conversion.deviceFrames(ofFrames: number) - begin)..<Int(
                conversion.deviceFrames(ofFrames: number + 1) - begin)
    }

    /// Whether a sample lies at either end of the converter, which a correction would hide.
    private func reachesEnd(_ bytes: [UInt8], _ channel: Int, _ frames: Range<Int>) -> Bool {
        let format = grant.format
        return unsafe bytes.withUnsafeBytes { bytes in
            frames.contains { frame in
                let sample = unsafe format.sample(
                    in: bytes, at: frame * grant.frameBytes + channel * format.byteCount)
                return sample >= format.largestSample || sample == .min
            }
        }
    }

    private mutating func average(_ bytes: [UInt8], frames: Int) -> Int64 {
        let stride = capacityFrames
        let format = grant.format
        let largest = format.largestSample
        var clipped: Int64 = 0
        unsafe bytes.withUnsafeBytes { bytes in
            for channel in 0..<grant.channels {
                var place = channel * format.byteCount
                let correction = corrections[channel]
                for frame in 0..<frames {
                    var sum: Int64 = 0
                    var isAtEnd = false
                    for _ in 0..<framesAveraged {
                        let sample = unsafe format.sample(in: bytes, at: place)
                        sum &+= Int64(sample)
                        isAtEnd = isAtEnd || sample >= largest || sample == .min
                        place += grant.frameBytes
                    }
                    let (count, isClipped) =
                        correction.map { scale.count(ofSum: sum, $0) } ?? scale.count(ofSum: sum)
                    counts[channel * stride + frame] = count
                    if isClipped || correction != nil && isAtEnd { clipped += 1 }
                }
            }
        }
        return clipped
    }
}

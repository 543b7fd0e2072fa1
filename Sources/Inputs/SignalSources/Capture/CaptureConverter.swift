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

    var capacityFrames: Int { block.capacityFrames }

    init(
        _ settings: CaptureSettings, _ plan: FrontEndPlan, _ grant: StreamGrant,
        capacityFrames: Int
    ) {
        inputs = plan.inputs
        scale = settings.scale(lsbMicrovolts: 1 / plan.countsPerMicrovolt)
        corrections = (0..<grant.channels).map { settings.corrections[$0] }
        framesAveraged = settings.framesAveraged
        self.grant = grant
        counts = [Int16](repeating: 0, count: capacityFrames * grant.channels)
        block = SampleBlock(channelCount: plan.inputs.count, capacityFrames: capacityFrames)
    }

    /// Converts the first `frames` of the loop that `bytes` holds; how many samples were clipped.
    ///
    /// - Precondition: `bytes` holds as many, and the block has room for them.
    mutating func convert(_ bytes: [UInt8], frames: Int, firstFrame: Int64) -> Int64 {
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
}

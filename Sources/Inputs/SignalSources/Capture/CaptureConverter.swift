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
    private let grant: StreamGrant
    private let framesAveraged: Int
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
        framesAveraged = settings.framesAveraged
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
            let first = channel * stride
            for place in first..<first + frames {
                let (count, isClipped) = scale.count(ofSum: sums[place])
                counts[place] = count
                if isClipped { clipped += 1 }
            }
        }
        return clipped
    }

    private mutating func average(_ bytes: [UInt8], frames: Int) -> Int64 {
        let stride = capacityFrames
        let format = grant.format
        var clipped: Int64 = 0
        unsafe bytes.withUnsafeBytes { bytes in
            for channel in 0..<grant.channels {
                var place = channel * format.byteCount
                for frame in 0..<frames {
                    var sum: Int64 = 0
                    for _ in 0..<framesAveraged {
                        sum &+= Int64(unsafe format.sample(in: bytes, at: place))
                        place += grant.frameBytes
                    }
                    let (count, isClipped) = scale.count(ofSum: sum)
                    counts[channel * stride + frame] = count
                    if isClipped { clipped += 1 }
                }
            }
        }
        return clipped
    }
}

import FixedPoint
import Recordings

/// The amplifier and converter before the loop: microvolts in, counts out.
///
/// A count is the voltage over the LSB, rounded to the nearest (ties to even), and held at the
/// converter's rails, which is counted. A sample that is not a number becomes `missingCount`, which
/// the loop treats as no sample.
public struct FrontEnd: Sendable {
    /// The code for "no sample", outside the converter's range; `DetectionLimits.missingCount`.
    public static let missingCount = Int16.min

    /// What is read, and what is made of it.
    public let plan: FrontEndPlan
    /// Samples beyond the converter's range, and samples that were not a number.
    public private(set) var saturatedSamples: Int64 = 0
    /// Samples so far that were not a number.
    public private(set) var missingSamples: Int64 = 0
    private var average: [Float]

    /// A front end that has converted nothing. Allocates once, four bytes a frame of the longest
    /// block.
    public init(_ plan: FrontEndPlan, blockFramesMax: Int) {
        self.plan = plan
        average = [Float](repeating: 0, count: blockFramesMax)
    }

    /// Groups of eight lanes in a frame.
    public var groupCount: Int { (plan.outputs.count + 7) / 8 }

    /// Converts the block's frames `frames` into `counts`, laid out [frame][group].
    ///
    /// - Precondition: `counts` has room, the block holds the plan's inputs and the frames, and is
    ///   no longer than `blockFramesMax`.
    public mutating func convert(
        _ block: SampleBlock, frames: Range<Int>, into counts: inout MutableSpan<SIMD8<Int16>>
    ) {
        precondition(block.channelCount == plan.inputs.count, "the block has other channels")
        precondition(
            frames.lowerBound >= 0 && frames.upperBound <= block.frameCount,
            "the frames lie outside the block")
        precondition(counts.count >= frames.count * groupCount, "the counts have too little room")
        if plan.outputs.contains(where: { $0.reference == .average }) {
            computeAverage(block, frames)
        }
        let average = average
        unsafe block.values.withUnsafeBufferPointer { values in
            unsafe average.withUnsafeBufferPointer { average in
                for group in 0..<groupCount {
                    unsafe convert(
                        group, values, average, block.capacityFrames, frames, into: &counts)
                }
            }
        }
    }

    private mutating func computeAverage(_ block: SampleBlock, _ frames: Range<Int>) {
        let scale = 1 / Float(plan.inputs.count)
        for frame in frames {
            var sum: Float = 0
            for input in plan.inputs.indices {
                sum += block.values[input * block.capacityFrames + frame]
            }
            average[frame] = sum * scale
        }
    }

    /// One group of eight channels. The sources of unused lanes are those of lane 0, times 0.
    private mutating func convert(
        _ group: Int, _ values: UnsafeBufferPointer<Float>, _ average: UnsafeBufferPointer<Float>,
        _ stride: Int, _ frames: Range<Int>, into counts: inout MutableSpan<SIMD8<Int16>>
    ) {
        var scale = SIMD8<Float>()
        var signals = unsafe InlineArray<8, UnsafePointer<Float>>(
            repeating: values.baseAddress!)
        var references = unsafe signals
        var referenceScale = SIMD8<Float>()
        for lane in 0..<min(8, plan.outputs.count - group * 8) {
            let output = plan.outputs[group * 8 + lane]
            scale[lane] = Float(plan.countsPerMicrovolt)
            unsafe signals[lane] = values.baseAddress! + output.signal * stride
            switch output.reference {
            case .none: break
            case .input(let input):
                unsafe references[lane] = values.baseAddress! + input * stride
                referenceScale[lane] = 1
            case .average:
                unsafe references[lane] = average.baseAddress!
                referenceScale[lane] = 1
            }
        }
        let hasReference = referenceScale != SIMD8<Float>()
        let rail = SIMD8<Float>(repeating: Float(plan.railCount))
        let zero = SIMD8<Float>()
        let isUnused = scale .== zero
        let hasNoReference = referenceScale .== zero
        let missingCode = Lanes(repeating: Int32(Self.missingCount))
        var saturated = Lanes()
        var missing = Lanes()
        var place = group
        for frame in frames {
            var voltage = unsafe Self.gather(signals, frame)
            if hasReference {
                let reference = unsafe Self.gather(references, frame)
                voltage = voltage - reference.replacing(with: zero, where: hasNoReference)
            }
            let scaled = (voltage * scale).replacing(with: zero, where: isUnused)
            let isNumber = scaled .== scaled
            let isAbove = scaled .> rail
            let isBelow = scaled .< -rail
            let held = scaled.replacing(with: rail, where: isAbove)
                .replacing(with: -rail, where: isBelow).replacing(with: zero, where: .!isNumber)
            // 1.5 x 2^23 leaves no fraction bits: the sum rounds to the nearest integer, ties to
            // even, which then stands in its low bits.
            let rounded = held + 12_582_912
            let bits = unsafe unsafeBitCast(rounded, to: SIMD8<Int32>.self)
                .replacing(with: missingCode, where: .!isNumber)
            unsafe counts[unchecked: place] = SIMD8<Int16>(truncatingIfNeeded: bits)
            place += groupCount
            saturated = saturated &- Lanes(mask: isAbove .| isBelow)
            missing = missing &- Lanes(mask: .!isNumber)
        }
        saturatedSamples += Int64(saturated.wrappedSum())
        missingSamples += Int64(missing.wrappedSum())
    }

    @inline(__always)
    private static func gather(
        _ sources: InlineArray<8, UnsafePointer<Float>>, _ frame: Int
    ) -> SIMD8<Float> {
        unsafe SIMD8<Float>(
            sources[0][frame], sources[1][frame], sources[2][frame], sources[3][frame],
            sources[4][frame], sources[5][frame], sources[6][frame], sources[7][frame])
    }
}

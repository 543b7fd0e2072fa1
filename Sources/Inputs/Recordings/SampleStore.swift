/// The samples of a recording, however its format keeps them.
enum SampleStore: Sendable {
    /// At places that arithmetic tells.
    case fixedStride(SampleLayout, RecordingFile)
    /// In blocks of each channel, which are found and decoded when they are asked for.
    case blocks([BlockChannel], SampleEncoding)
    /// In a dataset of an HDF5 file.
    case dataset(HDF5Samples)
}

/// `value = count * gain + offset`, in microvolts where the channel's unit is a voltage.
struct SampleScale: Sendable, Equatable {
    var gain: Double
    /// The value of count 0.
    var offset: Double
}

extension SampleStore {
    var encoding: SampleEncoding {
        switch self {
        case .fixedStride(let layout, _): layout.encoding
        case .blocks(_, let encoding): encoding
        case .dataset(let samples): samples.encoding
        }
    }

    /// Nil where the samples are not of a fixed stride.
    var layout: SampleLayout? {
        if case .fixedStride(let layout, _) = self { return layout }
        return nil
    }

    func scale(ofChannel index: Int) -> SampleScale {
        switch self {
        case .fixedStride(let layout, _):
            SampleScale(
                gain: layout.channels[index].gain, offset: layout.channels[index].offset)
        case .blocks(let channels, _): channels[index].scale
        case .dataset(let samples): samples.scales[index]
        }
    }

    mutating func setScale(ofChannel index: Int, to scale: SampleScale) {
        switch self {
        case .fixedStride(var layout, let file):
            layout.channels[index].gain = scale.gain
            layout.channels[index].offset = scale.offset
            self = .fixedStride(layout, file)
        case .blocks(var channels, let encoding):
            channels[index].scale = scale
            self = .blocks(channels, encoding)
        case .dataset(var samples):
            samples.scales[index] = scale
            self = .dataset(samples)
        }
    }

    /// Stretches in which each of some channels has a sample for every frame, in the order of time.
    func frameRuns(channels indices: [Int], rate: SamplingRate) -> [Range<Int64>] {
        guard let first = indices.first else { return [] }
        switch self {
        case .fixedStride(let layout, _):
            return FixedStrideReader.runs(
                of: layout, rate: rate, samplesPerRecord: layout.channels[first].samplesPerRecord
            ).map(\.frames)
        case .blocks(let channels, _):
            return FrameRuns.common(to: indices.map { FrameRuns.joined(channels[$0].frames) })
        case .dataset(let samples):
            return samples.runs.map(\.frames)
        }
    }

    /// Frames that the format keeps together, for a copy that does the same; 1 where it has none.
    func framesPerRecord(ofChannel index: Int) -> Int64 {
        layout?.channels[index].samplesPerRecord ?? 1
    }

    /// Bytes that samples are kept in, of all files together.
    var byteCount: Int64 {
        switch self {
        case .fixedStride(_, let file): file.byteCount
        case .blocks(let channels, _): channels.reduce(0) { $0 + $1.blocks.byteCount }
        case .dataset(let samples): samples.byteCount
        }
    }
}

/// Stretches of frames without a gap, in order.
enum FrameRuns {
    /// Those that touch become one.
    static func joined(_ runs: [Range<Int64>]) -> [Range<Int64>] {
        var result: [Range<Int64>] = []
        for run in runs where !run.isEmpty {
            if let last = result.last, last.upperBound >= run.lowerBound {
                result[result.count - 1] =
                    last.lowerBound..<max(last.upperBound, run.upperBound)
            } else {
                result.append(run)
            }
        }
        return result
    }

    /// Frames that all of the lists have. O(sum of their counts).
    static func common(to lists: [[Range<Int64>]]) -> [Range<Int64>] {
        guard var result = lists.first else { return [] }
        for list in lists.dropFirst() where list != result {
            var both: [Range<Int64>] = []
            var (left, right) = (0, 0)
            while left < result.count, right < list.count {
                let overlap = result[left].clamped(to: list[right])
                if !overlap.isEmpty { both.append(overlap) }
                if result[left].upperBound < list[right].upperBound {
                    left += 1
                } else {
                    right += 1
                }
            }
            result = both
        }
        return result
    }
}

/// How a channel's samples go from one format to another.
struct ConvertedChannel {
    let channel: RecordingChannel
    /// In the channel's unit.
    let gain: Double
    let offset: Double
    /// Whether samples are handed over as counts; else as the values that a reader gives.
    var isCounts = false
    /// EDF's scale.
    var range: DigitalRange?
    /// Where the scale cannot be kept: what it became.
    var loss: String?

    init(_ channel: RecordingChannel, _ scale: SampleScale) {
        self.channel = channel
        // An EDF header says it without the detour over microvolts.
        let microvolts = channel.microvoltsPerUnit ?? 1
        gain = channel.digitalRange?.gain ?? scale.gain / microvolts
        offset = channel.digitalRange?.offset ?? scale.offset / microvolts
    }

    /// Whether a resolution says all of the scale.
    var isProportional: Bool { gain > 0 && abs(offset) <= 1e-9 * gain }
}

/// Least and largest sample of each channel, from a pass over the recording.
struct SampleExtents {
    private(set) var ranges: [ClosedRange<Float>?]

    init(
        _ reader: RecordingReader, path: String, progress: (Int64) -> Void, isStopped: () -> Bool
    ) throws(RecordingError) {
        var reader = reader
        var block = SampleBlock(
            channelCount: reader.channels.count, capacityFrames: Conversion.blockFrames(reader))
        var ranges = [ClosedRange<Float>?](repeating: nil, count: reader.channels.count)
        while !isStopped(), try reader.read(into: &block) {
            for channel in ranges.indices {
                var low = ranges[channel]?.lowerBound ?? .infinity
                var high = ranges[channel]?.upperBound ?? -.infinity
                for value in block.samples(ofChannel: channel) {
                    guard value.isFinite else {
                        throw RecordingError(
                            path, field: "sample of channel '\(reader.channels[channel].name)'",
                            .doesNotFit(
                                value: "\(value)",
                                advice: "leave the channel out, or convert to a .vhdr file"))
                    }
                    low = min(low, value)
                    high = max(high, value)
                }
                if low <= high { ranges[channel] = low...high }
            }
            progress(block.firstFrame + Int64(block.frameCount) - reader.frameRange.lowerBound)
        }
        self.ranges = ranges
    }

    /// Of whole numbers; 0 for a channel without samples.
    func counts(_ channel: Int) -> ClosedRange<Int> {
        ranges[channel].map { Int($0.lowerBound)...Int($0.upperBound) } ?? 0...0
    }
}

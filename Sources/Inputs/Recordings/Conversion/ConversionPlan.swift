/// Which form each channel takes in the file to be written.
struct ConversionPlan {
    var channels: [ConvertedChannel]
    /// Nil for EDF.
    var brainVision: BrainVisionWriter.Format?
    /// What cannot be kept, one line each.
    var notes: [String] = []

    /// Samples that are counts where a channel is handed over as such.
    func samples(of recording: Recording) -> SampleStore {
        var samples = recording.samples
        for converted in channels where converted.isCounts {
            samples.setScale(
                ofChannel: converted.channel.index, to: SampleScale(gain: 1, offset: 0))
        }
        return samples
    }

    /// Counts where a resolution says the whole scale; else values, to the last bit as a reader
    /// hands them out.
    static func brainVision(_ recording: Recording, _ channels: [ConvertedChannel])
        -> ConversionPlan
    {
        var plan = ConversionPlan(channels: channels, brainVision: .float32)
        let bits = recording.samples.encoding.countBits
        let proportional = channels.allSatisfy(\.isProportional)
        // A reader's Float holds 24 bits of an integer.
        guard let bits, bits <= 24, proportional else {
            for index in channels.indices {
                plan.channels[index].range = channels[index].channel.digitalRange
            }
            if let bits, bits <= 24 {
                plan.notes.append(
                    "BrainVision has no offsets, which this scale needs: values are written as "
                        + "32-bit floats, equal to the last bit; the counts can be had back")
            } else if !recording.samples.encoding.fitsFloat {
                plan.notes.append(
                    (bits == nil ? "64-bit floats" : "32-bit counts")
                        + " are written as the 32-bit floats that they are read as")
            }
            return plan
        }
        plan.brainVision = bits <= 16 ? .int16 : .int32
        for index in channels.indices {
            plan.channels[index].isCounts = true
            plan.channels[index].range = channels[index].channel.digitalRange
        }
        return plan
    }

    /// Counts and their scale where 16 bits hold them, else as fine as 16 bits are.
    ///
    /// - Parameter extents: asked for at most once: it takes a pass over the samples as they are
    ///   stored, counts of integers.
    static func edf(
        _ recording: Recording, _ channels: [ConvertedChannel], path: String,
        extents: (SampleStore) throws(RecordingError) -> SampleExtents
    ) throws(RecordingError) -> ConversionPlan {
        var plan = ConversionPlan(channels: channels)
        let bits = recording.samples.encoding.countBits
        let isInteger = bits != nil
        // Wider counts may lie anywhere, whatever the header says.
        let isNarrow = (bits ?? 0) <= 16
        var measured: SampleExtents?
        for index in channels.indices {
            let source = channels[index]
            let stated = source.channel.digitalRange.flatMap { $0.fitsEDF ? $0 : nil }
            if let range = stated, isNarrow {
                plan.channels[index].range = range
                plan.channels[index].isCounts = isInteger
                continue
            }
            if measured == nil {
                var all = plan
                for place in channels.indices { all.channels[place].isCounts = isInteger }
                measured = try extents(all.samples(of: recording))
            }
            guard let found = measured else { continue }
            let counts = found.counts(index)
            if isInteger, counts.lowerBound >= -32768, counts.upperBound <= 32767,
                let scale = stated.map({ (range: $0, isExact: true) })
                    ?? DigitalRange.stating(
                        gain: source.gain, offset: source.offset, counts: counts)
            {
                plan.channels[index].range = scale.range
                plan.channels[index].isCounts = true
                if !scale.isExact {
                    plan.channels[index].loss =
                        "counts are kept, \(source.gain) \(source.channel.unit) a count become "
                        + "\(scale.range.gain)"
                }
                continue
            }
            let extent = found.ranges[index] ?? 0...0
            let ends = isInteger ? (source.gain, source.offset) : (1 / source.readScale, 0)
            let values = [extent.lowerBound, extent.upperBound].map { Double($0) * ends.0 + ends.1 }
            guard let range = DigitalRange.holding(values.min()!...values.max()!) else {
                throw RecordingError(
                    path, field: "range of channel '\(source.channel.name)'",
                    .doesNotFit(
                        value: "\(values[0]) to \(values[1])",
                        advice: "leave the channel out, or convert to a .vhdr file"))
            }
            plan.channels[index].range = range
            plan.channels[index].loss =
                "values are rounded to steps of \(range.gain) \(source.channel.unit)"
        }
        let losses = plan.channels.filter { $0.loss != nil }
        if let first = losses.first, let loss = first.loss {
            plan.notes.append(
                "\(losses.count) channel(s) do not go into EDF's 16 bits and eight characters as they "
                    + "are, the first '\(ForeignText.quoted(first.channel.name))': \(loss)")
        }
        return plan
    }
}

extension ConvertedChannel {
    /// A reader's values in one of the channel's unit.
    fileprivate var readScale: Double { channel.microvoltsPerUnit ?? 1 }
}

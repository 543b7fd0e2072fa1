/// Samples to 16-bit counts, as the plan gives each channel.
struct Digitiser {
    private let channels: [ConvertedChannel]
    private let scales: [EDFWriterScale?]
    private let path: String
    /// Samples that are not what they were to the last bit.
    private(set) var roundedSamples: Int64 = 0

    init(_ plan: ConversionPlan, path: String) {
        channels = plan.channels
        self.path = path
        scales = plan.channels.map { converted in
            converted.isCounts ? nil : converted.writerChannel.map(EDFWriterScale.init)
        }
    }

    /// Laid out `[channel][frameCount]`.
    mutating func counts(_ block: SampleBlock) throws(RecordingError) -> [Int16] {
        var counts: [Int16] = []
        counts.reserveCapacity(channels.count * block.frameCount)
        for channel in channels.indices {
            let values = block.samples(ofChannel: channel)
            guard let scale = scales[channel] else {
                for value in values { counts.append(Int16(clamping: Int(value))) }
                continue
            }
            for value in values {
                guard !value.isNaN else {
                    throw RecordingError(
                        path, field: "sample of channel '\(channels[channel].channel.name)'",
                        .doesNotFit(
                            value: "NaN",
                            advice: "leave the channel out, or convert to a .vhdr file"))
                }
                let count = scale.digital(Double(value)).value
                if scale.value(count) != value { roundedSamples += 1 }
                counts.append(count)
            }
        }
        return counts
    }

    var notes: [String] {
        roundedSamples > 0 ? ["\(roundedSamples) sample(s) are rounded to a count"] : []
    }
}

extension ConvertedChannel {
    /// As EDF has it, under its own name; nil before a range is planned.
    var writerChannel: EDFWriter.Channel? {
        range.map { range in
            EDFWriter.Channel(
                name: channel.name, unit: channel.unit, physicalMinimum: range.physicalMinimum,
                physicalMaximum: range.physicalMaximum, digitalMinimum: range.digitalMinimum,
                digitalMaximum: range.digitalMaximum, transducer: channel.transducer,
                prefiltering: channel.prefiltering)
        }
    }
}

extension EDFWriter {
    static func channels(
        of plan: ConversionPlan, names: [String]
    ) -> [Channel] {
        zip(plan.channels, names).compactMap { converted, name in
            guard var channel = converted.writerChannel else { return nil }
            channel.name = name
            channel.unit = ChannelText.ascii(channel.unit, length: 8)
            channel.transducer = ChannelText.ascii(channel.transducer, length: 80)
            channel.prefiltering = ChannelText.ascii(channel.prefiltering, length: 80)
            return channel
        }
    }
}

extension BrainVisionWriter {
    static func channels(of plan: ConversionPlan) -> [Channel] {
        let statesVoltage = plan.channels.contains { $0.channel.microvoltsPerUnit != nil }
        return plan.channels.map { converted in
            let source = converted.channel
            var unit = source.unit
            if source.microvoltsPerUnit == 1
                || !converted.isCounts && source.microvoltsPerUnit != nil
            {
                unit = "\u{B5}V"
            } else if unit.isEmpty {
                // Without a unit BrainVision means microvolts, as EDF does where no channel has one.
                unit = statesVoltage ? "n/a" : "\u{B5}V"
            }
            return Channel(
                name: source.name, unit: unit,
                resolution: converted.isCounts ? converted.gain : 1,
                range: converted.range.map { ($0, ChannelText.ascii(source.unit, length: 8)) })
        }
    }
}

/// Stretches of time in which a recording has samples, of channels that keep theirs apart.
enum RecordingSegments {
    /// Where at least one channel has samples.
    static func ofAny(_ channels: [(frames: [Range<Int64>], rate: SamplingRate)])
        -> [RecordingSegment]
    {
        // Channels of one rate mostly have the same stretches, so that few are left to be merged.
        var distinct: [[Range<Int64>]: SamplingRate] = [:]
        for channel in channels { distinct[FrameRuns.joined(channel.frames)] = channel.rate }
        let spans = distinct.flatMap { frames, rate in
            frames.map {
                (rate.seconds(ofFrame: $0.lowerBound), rate.seconds(ofFrame: $0.upperBound))
            }
        }.sorted { $0 < $1 }
        var segments: [(start: Double, end: Double)] = []
        for (start, end) in spans {
            if let last = segments.last, start <= last.end {
                segments[segments.count - 1].end = max(last.end, end)
            } else {
                segments.append((start, end))
            }
        }
        return segments.map {
            RecordingSegment(startSeconds: $0.start, durationSeconds: $0.end - $0.start)
        }
    }
}

extension FrameRuns {
    /// Says where channels of one rate do not all have samples: with those, that is a gap.
    static func warnOfLonelyStretches(
        _ channels: [([Range<Int64>], RecordingChannel)], _ warnings: inout WarningList
    ) {
        for rate in Set(channels.map(\.1.rate)).sorted(by: {
            $0.samplesPerSecond < $1.samplesPerSecond
        }) {
            let group = channels.filter { $0.1.rate == rate }
            let lists = group.map { joined($0.0) }
            guard Set(lists).count > 1 else { continue }
            func frames(_ list: [Range<Int64>]) -> Int64 { list.reduce(0) { $0 + Int64($1.count) } }
            let shared = frames(common(to: lists))
            let most = lists.map(frames).max() ?? 0
            let shortest = zip(group, lists).min { frames($0.1) < frames($1.1) }
            warnings.add(
                "the channels of \(rate) do not all have samples at the same times: all have "
                    + "\(rate.seconds(ofFrame: shared)) s, some \(rate.seconds(ofFrame: most)) s, "
                    + "'\(ForeignText.quoted(shortest?.0.1.name ?? ""))' the fewest; where a chosen "
                    + "channel has none there is a gap")
        }
    }
}

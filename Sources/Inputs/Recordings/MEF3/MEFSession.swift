import Foundation

/// A MEF 3.0 session: a folder `.mefd` with a folder `.timd` for each channel, in which each segment
/// has a folder `.segd` (MEF 3.0 specification, Mayo 2016).
enum MEFSession {
    static func isSession(_ place: RecordingPlace) -> Bool {
        place.file == nil && place.names.contains { $0.hasSuffix(".timd") }
    }

    /// A channel or segment of another session is years away, or the same time of somebody else.
    private static func needOneSession(
        _ channels: [MEFChannel], _ path: String
    ) throws(RecordingError) {
        let segments = channels.flatMap(\.segments).filter { !$0.session.isEmpty }
        guard let first = segments.first?.session,
            let other = segments.first(where: { $0.session != first })
        else { return }
        throw RecordingError(
            other.dataPath, at: .byte(308), field: "session name",
            .badValue(found: "'\(other.session)'", expected: "'\(first)', as in the others,"))
    }

    /// The session that a file of one belongs to.
    static func folder(of place: RecordingPlace) -> String? {
        let kinds = ["tmet", "tidx", "tdat", "rdat", "ridx"]
        guard place.start.count > 14, place.start[13] == 3,
            kinds.contains(where: { place.starts(with: $0, at: 8) })
        else { return nil }
        return URL(fileURLWithPath: place.path).pathComponents.last { $0.hasSuffix(".mefd") }
            ?? "....mefd"
    }

    static func open(_ place: RecordingPlace) throws(RecordingError) -> OpenedRecording {
        var warnings = WarningList()
        var channels: [MEFChannel] = []
        for name in place.names where name.hasSuffix(".timd") {
            let channel = try MEFChannel(place.sibling(name))
            channel.summarise(into: &warnings)
            if !channel.segments.isEmpty { channels.append(channel) }
            guard channels.count <= Limits.channelsMax else {
                throw RecordingError(
                    place.path, field: "number of channels",
                    .limitExceeded(
                        found: Int64(channels.count), limit: Int64(Limits.channelsMax)))
            }
        }
        let videos = place.names.count { $0.hasSuffix(".vidd") }
        if videos > 0 { warnings.add("\(videos) video channel(s) were left out") }
        guard let origin = channels.map(\.startTime).min() else {
            throw RecordingError(
                place.path, field: "channels", .missingField(expected: "a channel with data"))
        }
        try needOneSession(channels, place.path)
        channels.sort { ($0.acquisitionNumber, $0.name) < ($1.acquisitionNumber, $1.name) }
        var stores: [BlockChannel] = []
        for channel in channels { stores.append(try channel.blocks(from: origin)) }
        let described = channels.enumerated().map { $1.described(index: $0, &warnings) }
        let segments = RecordingSegments.ofAny(
            zip(stores, described).map { ($0.frames, $1.rate) })
        FrameRuns.warnOfLonelyStretches(
            zip(stores, described).map { ($0.frames, $1) }, &warnings)
        var records = MEFRecords(origin: origin)
        records.read(in: place.path, channel: nil)
        for channel in channels { channel.readRecords(&records) }
        records.summarise(into: &warnings)
        let first = channels.first { $0.startTime == origin }
        return OpenedRecording(
            format: .mef3, samples: .blocks(stores, .int32),
            dataPaths: channels.flatMap(\.paths), channels: described,
            annotations: records.annotations, segments: segments, startDate: first?.startDate,
            warnings: warnings, sidePaths: records.paths)
    }
}

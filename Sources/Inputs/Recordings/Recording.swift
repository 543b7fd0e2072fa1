import Foundation

/// A recording on disk: what its header and side files say, and the way to its samples.
///
/// Time 0 is the first frame. A frame index is the time times the rate, rounded, so that gaps are
/// counted. Opening reads the header, the side files and, for EDF+ and BDF+, the annotations; samples
/// stay on disk until a reader asks for them.
public struct Recording: Sendable {
    /// As given; what an error names.
    public let path: String
    /// By its content.
    public let format: RecordingFormat
    /// In the file's order, annotation channels left out.
    public let channels: [RecordingChannel]
    /// Sorted by onset. BIDS events are not among them, see `referenceEvents`.
    public let annotations: [RecordingAnnotation]
    /// Stretches without a gap, in which at least one channel has samples.
    public let segments: [RecordingSegment]
    /// To the end of the last segment, gaps counted.
    public let durationSeconds: Double
    /// Local time as "2026-11-23T07:15:04"; nil where the file does not say.
    public let startDate: String?
    /// What was odd and read nevertheless, one line each.
    public let warnings: [String]
    /// The seizures somebody marked, by the built-in vocabulary; nil where nobody did.
    public let referenceEvents: ReferenceEvents?
    /// What a score has to say of the marks of seizures, also of those that are taken for none.
    package let referenceNotes: [String]

    /// The files that belong to it beside those of the signal: BIDS side files and markers.
    package let sidePaths: [String]

    /// The files that hold the signal: one, a header and what it points to, or those of a folder.
    package let dataPaths: [String]

    let samples: SampleStore
    let eventsTable: EventsTable?
    let seizureList: SeizureList?

    /// Opens a file or a folder of one of the formats of docs/recordings.md, by its content rather
    /// than by its name, with the side files of BIDS or SzCORE beside it.
    ///
    /// - Parameters:
    ///   - encoding: of texts that are not ASCII; nil for UTF-8, else a guess with a warning.
    ///   - progress: told how much is done, 0 to 1, while a file is decompressed.
    public init(
        opening path: String, encoding: TextEncoding? = nil, progress: (Double) -> Void = { _ in }
    ) throws(RecordingError) {
        let place = try RecordingPlace(path)
        var opened = try place.open(encoding, progress)
        let sideFiles = SideFiles(besides: place.path)
        for line in sideFiles.warnings { opened.warnings.add(line) }
        ChannelsTable.apply(sideFiles.channelsPath, to: &opened, encoding)
        StatedRateCheck.compareMetadata(sideFiles.metadataPaths, with: &opened)
        opened.tellChannelsApart()
        eventsTable = EventsTable.read(
            sideFiles.eventsPath, encoding, warnings: &opened.warnings)

        self.path = path
        seizureList = SeizureList.find(
            SeizureList.Subject(
                path: place.path, durationSeconds: opened.durationSeconds,
                samplesPerSecond: opened.channels.first?.samplesPerSecond ?? 1),
            warnings: &opened.warnings)
        sidePaths =
            opened.sidePaths + sideFiles.paths + [seizureList?.path].compactMap(\.self)
        samples = opened.samples
        dataPaths = opened.dataPaths
        format = opened.format
        channels = opened.channels
        segments = opened.segments
        durationSeconds = opened.durationSeconds
        startDate = opened.startDate
        annotations = opened.sortedAnnotations
        opened.warnOfAnnotationsOutside()
        let reference = ReferenceEvents.read(
            table: eventsTable, list: seizureList, annotations: annotations,
            durationSeconds: durationSeconds, names: .standard)
        referenceEvents = reference.events
        referenceNotes = reference.notes + [reference.events?.onsetOnlyNote].compactMap(\.self)
        for line in reference.notes { opened.warnings.add(line) }
        warnings = opened.warnings.finished
    }

    /// The seizures somebody marked, found with the caller's own list of names.
    public func referenceEvents(names: SeizureNames) -> ReferenceEvents? {
        ReferenceEvents.read(
            table: eventsTable, list: seizureList, annotations: annotations,
            durationSeconds: durationSeconds, names: names
        ).events
    }

    /// A reader of `channels` (indices into `Recording.channels`, in the wanted order) from one time
    /// to another in seconds; nil stands for the start and the end.
    ///
    /// Throws where a channel does not exist, the channels differ in rate, or the stretch is empty
    /// or starts outside the recording. A `to` beyond the end means the end.
    public func makeReader(
        channels indices: [Int], from: Double? = nil, to: Double? = nil
    ) throws(RecordingError) -> RecordingReader {
        guard let first = indices.first else { throw RecordingError(path, .noChannels) }
        for index in indices where !channels.indices.contains(index) {
            throw RecordingError(
                path, .noSuchChannel(index: index, channelCount: channels.count))
        }
        let chosen = indices.map { channels[$0] }
        let rate = channels[first].rate
        guard chosen.allSatisfy({ $0.rate == rate }) else {
            let rates = Set(chosen.map(\.rate))
            throw RecordingError(
                path,
                .mixedRates(rates.sorted { $0.samplesPerSecond < $1.samplesPerSecond }))
        }
        let end = samples.frameRuns(channels: indices, rate: rate).last?.upperBound ?? 0
        let start = from ?? 0
        let stop = to ?? durationSeconds
        let isWhole = from == nil && to == nil
        guard isWhole || (start >= 0 && start < stop && start < durationSeconds) else {
            throw RecordingError(
                path,
                .badTimeRange(
                    fromSeconds: start, toSeconds: stop, durationSeconds: durationSeconds))
        }
        let firstFrame = min(end, from == nil ? 0 : rate.frameIndex(atSeconds: start))
        let lastFrame =
            to == nil || stop >= durationSeconds
            ? end : min(end, rate.frameIndex(atSeconds: stop))
        return try RecordingReader(
            samples, path: path, channels: chosen, rate: rate,
            frameRange: firstFrame..<max(firstFrame, lastFrame))
    }
}

/// What a format's reader found, before the side files are added.
struct OpenedRecording {
    var format: RecordingFormat
    var samples: SampleStore
    /// The files that hold the signal, what was opened first.
    var dataPaths: [String]
    var channels: [RecordingChannel]
    var annotations: [RecordingAnnotation]
    var segments: [RecordingSegment]
    var startDate: String?
    var warnings: WarningList
    /// Files that the format reads beside those of the signal.
    var sidePaths: [String] = []

    /// A header and what it points to, or a header that is the file's own start.
    init(
        format: RecordingFormat, dataFile: RecordingFile, layout: SampleLayout,
        channels: [RecordingChannel], annotations: [RecordingAnnotation],
        segments: [RecordingSegment], startDate: String?, warnings: WarningList,
        header: String? = nil, sidePaths: [String] = []
    ) {
        self.init(
            format: format, samples: .fixedStride(layout, dataFile),
            dataPaths: header.map { $0 == dataFile.path ? [$0] : [$0, dataFile.path] }
                ?? [dataFile.path],
            channels: channels, annotations: annotations, segments: segments,
            startDate: startDate, warnings: warnings, sidePaths: sidePaths)
    }

    init(
        format: RecordingFormat, samples: SampleStore, dataPaths: [String],
        channels: [RecordingChannel], annotations: [RecordingAnnotation],
        segments: [RecordingSegment], startDate: String?, warnings: WarningList,
        sidePaths: [String] = []
    ) {
        self.format = format
        self.samples = samples
        self.dataPaths = dataPaths
        self.channels = channels
        self.annotations = annotations
        self.segments = segments
        self.startDate = startDate
        self.warnings = warnings
        self.sidePaths = sidePaths
    }

    var durationSeconds: Double { segments.last?.endSeconds ?? 0 }

    /// By onset; those of one onset stay in the file's order.
    var sortedAnnotations: [RecordingAnnotation] {
        let isSorted = zip(annotations, annotations.dropFirst())
            .allSatisfy { $0.onsetSeconds <= $1.onsetSeconds }
        if isSorted { return annotations }
        return annotations.enumerated()
            .sorted { ($0.element.onsetSeconds, $0.offset) < ($1.element.onsetSeconds, $1.offset) }
            .map(\.element)
    }

    /// Gives channels of one label names of their own.
    mutating func tellChannelsApart() {
        let labels = channels.map(\.name)
        let names = ChannelNames.unique(labels)
        guard names != labels else { return }
        for index in channels.indices { channels[index].name = names[index] }
        let renamed = zip(labels, names).filter { $0 != $1 }.map(\.1)
        warnings.add(
            "\(renamed.count) channels share their names with others and are told apart as "
                + renamed.prefix(4).map(ForeignText.quoted).joined(separator: ", ")
                + (renamed.count > 4 ? ", ..." : ""))
    }

    mutating func warnOfAnnotationsOutside() {
        let duration = durationSeconds
        let outside = annotations.filter { $0.onsetSeconds < 0 || $0.onsetSeconds > duration }
        guard let first = outside.first else { return }
        warnings.add(
            "\(outside.count) annotation(s) lie outside the recording's 0 s to \(duration) s, "
                + "the first is '\(ForeignText.quoted(first.text))' at \(first.onsetSeconds) s")
    }
}

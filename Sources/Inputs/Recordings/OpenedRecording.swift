/// What a format's reader found, before the side files are added.
struct OpenedRecording {
    var format: RecordingFormat
    var dataFile: RecordingFile
    var layout: SampleLayout
    var channels: [RecordingChannel]
    var annotations: [RecordingAnnotation]
    var segments: [RecordingSegment]
    var startDate: String?
    var warnings: WarningList
    /// Files that the format reads beside those of the signal.
    var sidePaths: [String] = []

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

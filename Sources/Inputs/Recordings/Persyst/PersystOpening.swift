import Foundation

/// A Persyst recording: a text `.lay` that says how its `.dat` is laid out.
enum PersystOpening {
    static func isLayout(_ place: RecordingPlace) -> Bool {
        var start = place.start[...]
        if start.starts(with: [0xEF, 0xBB, 0xBF]) { start = start.dropFirst(3) }
        let title = start.drop { $0 == 0x20 || $0 == 0x0A || $0 == 0x0D }.prefix(10)
        return ForeignText.decoded(title).lowercased() == "[fileinfo]"
    }

    static func open(
        _ file: RecordingFile, _ encoding: TextEncoding?
    ) throws(RecordingError) -> OpenedRecording {
        let bytes = try file.allBytes(limit: Limits.markerTextBytesMax)
        let sections = try HeaderSections(bytes, file: file.path, encoding: encoding)
        let layout = try PersystLayout(sections, bytes)
        var warnings = WarningList()
        sections.texts.summarise(into: &warnings, file: file.path)
        let siblings = BrainVisionSiblings(header: URL(fileURLWithPath: file.path))
        let data = try RecordingFile(
            opening: siblings.path(of: layout.dataFile, "File", else: ["dat"], &warnings))
        let frameBytes = Int64(layout.channelCount * layout.encoding.byteCount)
        guard data.byteCount >= layout.headerBytes else {
            throw RecordingError(
                data.path,
                .truncated(expectedBytes: layout.headerBytes, foundBytes: data.byteCount))
        }
        let frames = (data.byteCount - layout.headerBytes) / frameBytes
        let rest = (data.byteCount - layout.headerBytes) % frameBytes
        if rest > 0 {
            warnings.add("\(data.path): \(rest) bytes after the last whole frame were not read")
        }
        let marks = layout.sampleTimes
        // The last time that is stated lies at a frame that must be there.
        if let last = marks.last, last.frame > frames {
            guard frames > 0 else {
                throw RecordingError(
                    data.path,
                    .truncated(
                        expectedBytes: layout.headerBytes + frameBytes, foundBytes: data.byteCount))
            }
            warnings.add(
                "\(data.path): the layout states a time of frame \(last.frame), the file ends at "
                    + "\(frames); what is there is read")
        }
        var timeline = RunTimeline(rate: layout.rate.statedHertz)
        let first = marks.first?.seconds ?? 0
        for (index, mark) in marks.enumerated() where mark.frame < frames {
            let end = index + 1 < marks.count ? min(frames, marks[index + 1].frame) : frames
            try timeline.add(
                firstRecord: mark.frame, count: end - mark.frame, seconds: mark.seconds - first,
                path: file.path)
        }
        timeline.summarise(into: &warnings)
        let width = Int64(layout.encoding.byteCount)
        return try InterleavedFile(
            file: data, encoding: layout.encoding, dataOffset: layout.headerBytes,
            recordBytes: frameBytes, rate: layout.rate,
            channels: layout.channels.map {
                ScaledChannel(
                    name: $0.name, unit: "uV", gain: layout.calibration,
                    byteOffset: Int64($0.place) * width)
            }, runs: timeline.runs
        ).opened(
            .persyst, annotations: layout.comments, startDate: layout.startDate,
            warnings: warnings, header: file.path)
    }
}

import Foundation

/// From a BrainVision header file to an opened recording.
enum BrainVisionOpening {
    /// Whether a file starts like a `.vhdr`.
    static func isHeader(_ start: [UInt8]) -> Bool { hasTitle(start, ending: "Header File") }

    /// The header file that belongs to a data or marker file given in its place; nil for others.
    static func headerName(besides path: String, start: [UInt8]) -> String? {
        let url = URL(fileURLWithPath: path)
        let header = url.deletingPathExtension().appendingPathExtension("vhdr")
        let hasHeader = FileManager.default.fileExists(atPath: header.path)
        let isNamedAlike = ["eeg", "dat", "vmrk"].contains(url.pathExtension.lowercased())
        return hasTitle(start, ending: "Marker File") || (isNamedAlike && hasHeader)
            ? header.lastPathComponent : nil
    }

    static func open(_ file: RecordingFile) throws(RecordingError) -> OpenedRecording {
        let url = URL(fileURLWithPath: file.path)
        let sections = try sections(of: file, limit: Limits.headerTextBytesMax)
        let header = try BrainVisionHeader(
            sections, baseName: url.deletingPathExtension().lastPathComponent)
        let folder = url.deletingLastPathComponent()
        let data = try RecordingFile(
            opening: folder.appendingPathComponent(header.dataFile).path)
        var warnings = WarningList()
        var annotations: [RecordingAnnotation] = []
        var startDate: String?
        var sidePaths: [String] = []
        if let name = header.markerFile {
            let path = folder.appendingPathComponent(name).path
            do throws(RecordingError) {
                let text = try Self.sections(
                    of: RecordingFile(opening: path), limit: Limits.markerTextBytesMax)
                let markers = BrainVisionMarkers(text, rate: header.rate)
                annotations = markers.annotations
                startDate = markers.startDate
                sidePaths = [path]
                markers.summarise(into: &warnings, file: path)
            } catch {
                warnings.add("\(error); the markers were left out")
            }
        }
        let layout = try layout(of: header, data, &warnings)
        let frames = layout.runs.first.map {
            $0.recordCount * (layout.channels.first?.samplesPerRecord ?? 0)
        }
        let duration = header.rate.seconds(ofFrame: frames ?? 0)
        guard duration <= Limits.secondsMax else {
            throw RecordingError(
                file.path, field: "SamplingInterval",
                .badValue(
                    found: "\(1e6 / header.rate.samplesPerSecond)",
                    expected: "a recording of at most \(Limits.secondsMax) s"))
        }
        return OpenedRecording(
            format: .brainVision, dataFile: data, layout: layout, channels: channels(of: header),
            annotations: annotations,
            segments: duration > 0
                ? [RecordingSegment(startSeconds: 0, durationSeconds: duration)] : [],
            startDate: startDate, warnings: warnings, sidePaths: sidePaths)
    }

    private static func hasTitle(_ start: [UInt8], ending: String) -> Bool {
        var body = start[...]
        if body.starts(with: [0xEF, 0xBB, 0xBF]) { body = body.dropFirst(3) }
        return ["Brain Vision", "BrainVision"].contains {
            body.starts(with: "\($0) Data Exchange \(ending)".utf8)
        }
    }

    private static func sections(
        of file: RecordingFile, limit: Int64
    ) throws(RecordingError) -> HeaderSections {
        try HeaderSections(file.allBytes(limit: limit), file: file.path)
    }

    private static func channels(of header: BrainVisionHeader) -> [RecordingChannel] {
        header.channels.enumerated().map { index, channel in
            RecordingChannel(
                index: index, name: channel.name, unit: channel.unit,
                microvoltsPerUnit: VoltageUnit.microvoltsPerUnit(channel.unit),
                physicalMinimum: nil, physicalMaximum: nil, digitalMinimum: nil,
                digitalMaximum: nil, rate: header.rate, transducer: "", prefiltering: "",
                type: nil, status: .unknown)
        }
    }

    private static func layout(
        of header: BrainVisionHeader, _ data: RecordingFile, _ warnings: inout WarningList
    ) throws(RecordingError) -> SampleLayout {
        let count = Int64(header.channels.count)
        let width = Int64(header.encoding.byteCount)
        let frameBytes = count * width
        let present = data.byteCount / frameBytes
        var stored = present
        var frames = present
        if let claimed = header.dataPoints, claimed > 0, claimed != present {
            warnings.add(
                "\(data.path): the header says \(claimed) frames, the file has room for "
                    + "\(present)")
            frames = min(claimed, present)
            stored = frames
            if !header.isMultiplexed, claimed > present {
                // Channels follow one another in full length: what is missing is the end of the
                // last ones, and only the start is there for all of them.
                guard claimed <= data.byteCount / width else {
                    throw RecordingError(
                        data.path,
                        .truncated(
                            expectedBytes: claimed.multipliedReportingOverflow(by: frameBytes)
                                .partialValue, foundBytes: data.byteCount))
                }
                stored = claimed
                frames = max(0, data.byteCount / width - (count - 1) * claimed)
            }
        } else if data.byteCount % frameBytes != 0 {
            warnings.add(
                "\(data.path): \(data.byteCount % frameBytes) bytes after the last whole frame "
                    + "were not read")
        }
        let places = header.channels.enumerated().map { index, channel in
            SampleLayout.Channel(
                byteOffset: Int64(index) * width * (header.isMultiplexed ? 1 : stored),
                samplesPerRecord: header.isMultiplexed ? 1 : frames,
                gain: channel.resolution * (VoltageUnit.microvoltsPerUnit(channel.unit) ?? 1),
                offset: 0)
        }
        let records = header.isMultiplexed ? frames : 1
        return SampleLayout(
            encoding: header.encoding, dataOffset: 0,
            recordBytes: header.isMultiplexed
                ? frameBytes : min(data.byteCount, stored * frameBytes),
            recordCount: records, channels: places,
            runs: frames > 0
                ? [RecordRun(firstRecord: 0, recordCount: records, startSeconds: 0)] : [])
    }
}

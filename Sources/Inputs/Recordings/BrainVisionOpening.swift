import Foundation

/// From a BrainVision header file to an opened recording.
enum BrainVisionOpening {
    /// Whether a file starts like a `.vhdr`.
    static func isHeader(_ start: [UInt8]) -> Bool { hasTitle(start, ending: "header file") }

    /// The header file that belongs to a data or marker file given in its place; nil for others.
    static func headerName(besides path: String, start: [UInt8]) -> String? {
        let url = URL(fileURLWithPath: path)
        let headers = ["vhdr", "ahdr"].map {
            url.deletingPathExtension().appendingPathExtension($0)
        }
        let header = headers.first { FileManager.default.fileExists(atPath: $0.path) }
        let isNamedAlike = ["eeg", "dat", "vmrk", "amrk"].contains(url.pathExtension.lowercased())
        return hasTitle(start, ending: "marker file") || (isNamedAlike && header != nil)
            ? (header ?? headers[0]).lastPathComponent : nil
    }

    static func open(
        _ file: RecordingFile, _ encoding: TextEncoding? = nil
    ) throws(RecordingError) -> OpenedRecording {
        let url = URL(fileURLWithPath: file.path)
        let sections = try HeaderSections(
            file.allBytes(limit: Limits.headerTextBytesMax), file: file.path, encoding: encoding)
        let header = try BrainVisionHeader(
            sections, baseName: url.deletingPathExtension().lastPathComponent)
        let siblings = BrainVisionSiblings(header: url)
        var warnings = WarningList()
        sections.texts.summarise(into: &warnings, file: file.path)
        if let line = header.stated.warning { warnings.add("\(file.path): \(line)") }
        var data = try RecordingFile(
            opening: siblings.path(
                of: header.dataFile, "DataFile", else: ["eeg", "dat"], &warnings))
        var markers = BrainVisionMarkers()
        var sidePaths: [String] = []
        if let name = header.markerFile {
            let path = siblings.path(of: name, "MarkerFile", else: ["vmrk", "amrk"], &warnings)
            do throws(RecordingError) {
                let text = try HeaderSections(
                    RecordingFile(opening: path).allBytes(limit: Limits.markerTextBytesMax),
                    file: path, encoding: encoding)
                markers = BrainVisionMarkers(text, rate: header.rate)
                sidePaths = [path]
                markers.summarise(into: &warnings, file: path)
                text.texts.summarise(into: &warnings, file: path)
            } catch {
                warnings.add("\(error); the markers were left out")
            }
        }
        let extent = try BrainVisionExtent(of: header, &data, &warnings)
        let timeline = try BrainVisionTimeline(
            markers.segments, frameCount: extent.frames, rate: header.rate)
        timeline.summarise(into: &warnings, file: file.path)
        let layout = extent.layout(
            of: header,
            runs: timeline.recordRuns(
                frameCount: extent.frames, isMultiplexed: header.isMultiplexed))
        let segments = timeline.segments(frameCount: extent.frames)
        let duration = segments.last?.endSeconds ?? 0
        guard duration <= Limits.secondsMax else {
            throw RecordingError(
                file.path, field: "SamplingInterval",
                .badValue(
                    found: "\(1e6 / header.rate.samplesPerSecond)",
                    expected: "a recording of at most \(Limits.secondsMax) s"))
        }
        return OpenedRecording(
            format: .brainVision, dataFile: data, layout: layout,
            channels: BrainVisionRanges.applied(
                sections, header, layout.encoding, to: channels(of: header)),
            annotations: markers.annotations(timeline), segments: segments,
            startDate: markers.startDate, warnings: warnings, header: file.path,
            sidePaths: sidePaths)
    }

    /// The makers' titles differ: "Brain Vision Data Exchange Header File Version 1.0", "Brain Vision
    /// V-Amp Data Header File Version 1.0", "BrainVision Core Data Format Header File".
    private static func hasTitle(_ start: [UInt8], ending: String) -> Bool {
        var body = start[...]
        if body.starts(with: [0xEF, 0xBB, 0xBF]) { body = body.dropFirst(3) }
        guard let line = TextLines(body).first(where: { _ in true }) else { return false }
        let title = ForeignText.field(line).lowercased()
        return (title.hasPrefix("brain vision") || title.hasPrefix("brainvision"))
            && title.contains(ending)
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
}

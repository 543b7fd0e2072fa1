import Foundation

/// A recording of the Open Ephys GUI in its binary format: a folder with `structure.oebin`, and a folder
/// of each stream in `continuous` (Open Ephys, Binary format).
enum OpenEphysOpening {
    /// The folder of the recording, or of one of its streams.
    static func isRecording(_ place: RecordingPlace) -> Bool {
        place.file == nil
            && (place.names.contains(index)
                || place.names.contains("continuous.dat") && structure(above: place) != nil)
    }

    private static let index = "structure.oebin"

    /// The recording's folder, or the stream's, that a file of one lies in.
    static func folder(of place: RecordingPlace) -> String? {
        let url = URL(fileURLWithPath: place.path)
        guard [index, "continuous.dat"].contains(url.lastPathComponent) else { return nil }
        return url.deletingLastPathComponent().path
    }

    /// Recordings in folders of a folder, as `Record Node 101/experiment1/recording2`; sorted.
    static func recordings(below place: RecordingPlace) -> [String] {
        let manager = FileManager.default
        var (found, level): ([String], [String]) = ([], place.names)
        for _ in 0..<3 {
            var next: [String] = []
            for folder in level.prefix(Limits.namePatternsMax) {
                guard let names = try? manager.contentsOfDirectory(atPath: place.sibling(folder))
                else { continue }
                if names.contains(index) {
                    found.append(folder)
                } else {
                    next += names.sorted().map { "\(folder)/\($0)" }
                }
            }
            level = next
        }
        return found.sorted()
    }

    private static func structure(above place: RecordingPlace) -> String? {
        let folder = URL(fileURLWithPath: place.path).deletingLastPathComponent()
            .deletingLastPathComponent()
        let path = folder.appendingPathComponent(index).path
        return FileManager.default.fileExists(atPath: path) ? path : nil
    }

    static func open(_ place: RecordingPlace) throws(RecordingError) -> OpenedRecording {
        let isWhole = place.names.contains(index)
        let path = isWhole ? place.sibling(index) : structure(above: place) ?? place.sibling(index)
        let root = URL(fileURLWithPath: path).deletingLastPathComponent()
        let structure = try OpenEphysStructure(
            RecordingFile(opening: path).allBytes(limit: Limits.metadataBytesMax), path: path)
        let wanted = isWhole ? nil : URL(fileURLWithPath: place.path).lastPathComponent
        let streams = structure.streams.filter { wanted == nil || $0.folder == wanted }
        guard let stream = streams.first else {
            throw RecordingError(
                path, field: "continuous", .missingField(expected: "a stream"))
        }
        guard streams.count == 1 else {
            throw RecordingError(
                place.path,
                .choiceNeeded(
                    of: streams.map(\.folder),
                    example: place.sibling("continuous/" + stream.folder)))
        }
        let folder = root.appendingPathComponent("continuous").appendingPathComponent(stream.folder)
        let data = try RecordingFile(
            opening: folder.appendingPathComponent("continuous.dat").path)
        var warnings = WarningList()
        let frameBytes = Int64(2 * stream.channels.count)
        var frames = data.byteCount / frameBytes
        if data.byteCount % frameBytes > 0 {
            warnings.add("\(data.path): the last frame is not whole and was not read")
        }
        var timeline = RunTimeline(rate: stream.rate.statedHertz)
        var sidePaths: [String] = []
        var firstStamp: Int64 = 0
        // From version 0.6 on `timestamps.npy` has seconds of another clock, and this has the frames.
        let stampNames = ["sample_numbers.npy", "timestamps.npy"]
        let stampPath = stampNames.map { folder.appendingPathComponent($0).path }
            .first { FileManager.default.fileExists(atPath: $0) }
        if let stampPath {
            let file = try RecordingFile(opening: stampPath)
            let stamps = try NumPyHeader(file, kind: "<i8")
            sidePaths.append(stampPath)
            if stamps.count < frames {
                frames = stamps.count
                warnings.add("\(stampPath): has \(frames) stamps; frames beyond were not read")
            } else if stamps.count > frames {
                warnings.add(
                    "\(data.path): has \(frames) of the \(stamps.count) frames that are stamped")
            }
            if frames > 0 {
                firstStamp = try BinaryFields(file, at: stamps.dataOffset, count: 8).integer(0)
            }
            try FrameStamps<Int64>.runs(
                in: file, at: stamps.dataOffset, count: frames, rate: stream.rate.rate, &timeline)
        } else {
            warnings.add("\(folder.path): there are no time stamps: gaps are not known")
            try timeline.add(firstRecord: 0, count: frames, seconds: 0, path: data.path)
        }
        timeline.summarise(into: &warnings)
        let texts = OpenEphysTexts.read(
            structure.textFolders.map { root.appendingPathComponent("events/\($0)") },
            firstStamp: firstStamp, rate: stream.rate.rate, &warnings)
        return try InterleavedFile(
            file: data, encoding: .int16, dataOffset: 0, recordBytes: frameBytes,
            rate: stream.rate, channels: stream.channels, runs: timeline.runs
        ).opened(
            .openEphys, annotations: texts.annotations, startDate: nil, warnings: warnings,
            header: path, sidePaths: sidePaths + texts.paths)
    }
}

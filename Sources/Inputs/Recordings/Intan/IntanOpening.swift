import Foundation

/// An Intan recording: one `.rhd` file, or an `info.rhd` with `amplifier.dat` beside it.
enum IntanOpening {
    static func isHeader(_ place: RecordingPlace) -> Bool { place.starts(with: IntanHeader.magic) }

    /// Microvolts per count of every RHD2000 amplifier.
    private static let microvoltsPerCount = 0.195

    static func open(_ file: RecordingFile) throws(RecordingError) -> OpenedRecording {
        let header = try IntanHeader(file)
        var warnings = WarningList()
        for note in header.notes { warnings.add("note: \(note)") }
        if header.otherChannels > 0 {
            warnings.add(
                "\(header.otherChannels) channel(s) that are no amplifier (auxiliary, supply, "
                    + "temperature, board, digital) were left out")
        }
        return file.byteCount > header.byteCount
            ? try blocks(file, header, warnings) : try signalFile(file, header, warnings)
    }

    /// Blocks of 60 or 128 frames after the header.
    private static func blocks(
        _ file: RecordingFile, _ header: IntanHeader, _ given: WarningList
    ) throws(RecordingError) -> OpenedRecording {
        var warnings = given
        let blockCount = (file.byteCount - header.byteCount) / header.blockBytes
        let rest = (file.byteCount - header.byteCount) % header.blockBytes
        guard blockCount > 0 else {
            throw RecordingError(
                file.path,
                .truncated(
                    expectedBytes: header.byteCount + header.blockBytes,
                    foundBytes: file.byteCount))
        }
        if rest > 0 { warnings.add("\(rest) bytes after the last whole block were not read") }
        var timeline = RunTimeline(rate: header.rate.statedHertz)
        // Counted on, also over the end of what a stamp can hold: 30 hours at 20 kHz.
        var (start, startPlace, place, last): (Int64, Int64, Int64, Int32?) = (0, 0, 0, nil)
        for block in 0..<blockCount {
            let fields = try BinaryFields(
                file, at: header.byteCount + block * header.blockBytes, count: 4)
            let stamp: Int32 = fields.integer(0)
            let step = Int64(stamp &- (last ?? stamp))
            place += step
            if last != nil, step != header.blockSamples {
                try add(start..<block, startPlace)
                (start, startPlace) = (block, place)
            }
            last = stamp
        }
        try add(start..<blockCount, startPlace)
        timeline.summarise(into: &warnings)
        let channels = header.amplifiers.enumerated().map { index, name in
            ScaledChannel(
                name: name, unit: "uV", gain: microvoltsPerCount, prefiltering: header.filters,
                byteOffset: 4 * header.blockSamples + 2 * header.blockSamples * Int64(index))
        }
        return try InterleavedFile(
            file: file, encoding: .offset16, dataOffset: header.byteCount,
            recordBytes: header.blockBytes, samplesPerRecord: header.blockSamples,
            rate: header.rate, channels: channels, runs: timeline.runs
        ).opened(.intan, startDate: date(file.path), warnings: warnings)

        func add(_ blocks: Range<Int64>, _ place: Int64) throws(RecordingError) {
            try timeline.add(
                firstRecord: blocks.lowerBound, count: Int64(blocks.count),
                samplesPerRecord: header.blockSamples,
                seconds: header.rate.rate.seconds(ofFrame: place),
                path: file.path)
        }
    }

    /// "One file per signal type": frames of 16-bit counts, and `time.dat` with a time stamp for each.
    private static func signalFile(
        _ file: RecordingFile, _ header: IntanHeader, _ given: WarningList
    ) throws(RecordingError) -> OpenedRecording {
        var warnings = given
        let folder = URL(fileURLWithPath: file.path).deletingLastPathComponent()
        let dataPath = folder.appendingPathComponent("amplifier.dat").path
        guard FileManager.default.fileExists(atPath: dataPath) else {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
            let one = names.sorted().first { $0.hasPrefix("amp-") && $0.hasSuffix(".dat") }
            throw RecordingError(
                file.path, field: "data",
                .unsupported(
                    found: one.map { "one file per channel (\($0))" }
                        ?? "a header alone, no amplifier.dat beside it",
                    supported: "one file, or one file per signal type"))
        }
        let data = try RecordingFile(opening: dataPath)
        let frameBytes = Int64(2 * header.amplifiers.count)
        var frames = data.byteCount / frameBytes
        if data.byteCount % frameBytes > 0 {
            warnings.add("\(dataPath): the last frame is not whole and was not read")
        }
        let timePath = folder.appendingPathComponent("time.dat").path
        var timeline = RunTimeline(rate: header.rate.statedHertz)
        var sidePaths: [String] = []
        if FileManager.default.fileExists(atPath: timePath) {
            let times = try RecordingFile(opening: timePath)
            sidePaths = [timePath]
            if times.byteCount / 4 < frames {
                frames = times.byteCount / 4
                warnings.add("\(timePath): has \(frames) time stamps; frames beyond were not read")
            } else if times.byteCount / 4 > frames {
                warnings.add(
                    "\(dataPath): has \(frames) of the \(times.byteCount / 4) frames that are stamped"
                )
            }
            try FrameStamps<Int32>.runs(
                in: times, at: 0, count: frames, rate: header.rate.rate, &timeline)
        } else {
            warnings.add("there is no time.dat: gaps, if there are any, are not known")
            try timeline.add(firstRecord: 0, count: frames, seconds: 0, path: dataPath)
        }
        timeline.summarise(into: &warnings)
        return try InterleavedFile(
            file: data, encoding: .int16, dataOffset: 0, recordBytes: frameBytes,
            rate: header.rate,
            channels: header.amplifiers.enumerated().map { index, name in
                ScaledChannel(
                    name: name, unit: "uV", gain: microvoltsPerCount,
                    prefiltering: header.filters, byteOffset: Int64(2 * index))
            }, runs: timeline.runs
        ).opened(
            .intan, startDate: date(folder.path), warnings: warnings, header: file.path,
            sidePaths: sidePaths)
    }

    /// The software puts "_YYMMDD_HHMMSS" at the end of names, and no date into the file.
    private static func date(_ path: String) -> String? {
        var stem = URL(fileURLWithPath: path).lastPathComponent
        if stem.hasSuffix(".rhd") { stem = String(stem.dropLast(4)) }
        let parts = stem.split(separator: "_").suffix(2).map(String.init)
        guard parts.count == 2, parts.allSatisfy({ $0.count == 6 && Int($0) != nil }) else {
            return nil
        }
        func two(_ text: String, _ index: Int) -> String {
            String(text.dropFirst(2 * index).prefix(2))
        }
        let (day, time) = (parts[0], parts[1])
        return RecordingDate(
            "20\(two(day, 0))-\(two(day, 1))-\(two(day, 2))T\(two(time, 0)):\(two(time, 1)):"
                + two(time, 2))?.text
    }
}

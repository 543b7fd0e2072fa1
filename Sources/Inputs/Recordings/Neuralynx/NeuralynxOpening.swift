import Foundation

/// A Neuralynx recording: a folder of `.ncs` files, one a channel, or one of them. Channels are put side
/// by side by their time stamps.
enum NeuralynxOpening {
    private static let magic = "######## Neuralynx"

    static func isFile(_ place: RecordingPlace) -> Bool {
        place.starts(with: magic) && place.ending == "ncs"
    }

    static func isFolder(_ place: RecordingPlace) -> Bool {
        place.file == nil && place.names.contains { $0.lowercased().hasSuffix(".ncs") }
    }

    static func open(_ place: RecordingPlace) throws(RecordingError) -> OpenedRecording {
        let names = place.names.filter { $0.lowercased().hasSuffix(".ncs") }
        let paths = place.file == nil ? names.map(place.sibling) : [place.path]
        var warnings = WarningList()
        var files: [NeuralynxFile] = []
        for path in paths {
            let opened = try RecordingFile(opening: path)
            guard opened.byteCount > NeuralynxFile.headerBytes else {
                warnings.add("\(path): has no records and is left out")
                continue
            }
            let file = try NeuralynxFile(opened)
            if file.runs.isEmpty {
                warnings.add("\(path): has no whole record and is left out")
            } else {
                files.append(file)
            }
        }
        guard let origin = files.map({ $0.runs[0].startTime }).min() else {
            throw RecordingError(
                place.path, field: "channels", .missingField(expected: "a channel with records"))
        }
        let parts = try NeuralynxParts.channels(of: files)
        guard parts.count <= Limits.channelsMax else {
            throw RecordingError(
                place.path, field: "number of channels",
                .limitExceeded(found: Int64(parts.count), limit: Int64(Limits.channelsMax)))
        }
        var stores: [BlockChannel] = []
        for parts in parts { stores.append(try blocks(parts, origin: origin, &warnings)) }
        let channels = parts.enumerated().map { index, parts in
            RecordingChannel(
                index: index, name: parts[0].name, unit: "uV", microvoltsPerUnit: 1,
                physicalMinimum: nil, physicalMaximum: nil, digitalMinimum: nil,
                digitalMaximum: nil, rate: parts[0].rate.rate, transducer: "",
                prefiltering: parts[0].filters, type: nil, status: .unknown)
        }
        for parts in parts {
            if let line = parts[0].rate.warning { warnings.add("\(parts[0].path): \(line)") }
        }
        if place.file != nil, let next = NeuralynxParts.others(of: files[0]).first {
            warnings.add(
                "\(place.path): is one of several files of its channel, as '\(next)' is; give their "
                    + "folder to read them all")
        }
        FrameRuns.warnOfLonelyStretches(
            zip(stores, channels).map { ($0.frames, $1) }, &warnings)
        let events =
            place.file == nil ? NeuralynxEvents.read(place, origin: origin, &warnings) : nil
        return OpenedRecording(
            format: .neuralynx, samples: .blocks(stores, .int16), dataPaths: files.map(\.path),
            channels: channels, annotations: events?.annotations ?? [],
            segments: RecordingSegments.ofAny(zip(stores, channels).map { ($0.frames, $1.rate) }),
            startDate: files.first { $0.runs[0].startTime == origin }?.startDate,
            warnings: warnings, sidePaths: events?.paths ?? [])
    }

    /// - Parameter files: of one channel, in the order of time.
    private static func blocks(
        _ files: [NeuralynxFile], origin: UInt64, _ warnings: inout WarningList
    ) throws(RecordingError) -> BlockChannel {
        var runs: [NeuralynxBlocks.Run] = []
        var end: Int64 = 0
        for (index, file) in files.enumerated() {
            for run in file.runs {
                let seconds = Double(run.startTime - origin) / 1e6
                guard seconds <= Limits.secondsMax else {
                    throw file.bad(
                        run,
                        expected: "a recording of at most \(Limits.secondsMax) s")
                }
                let start = max(end, file.rate.rate.frameIndex(atSeconds: seconds))
                end = start + run.samples
                runs.append(
                    NeuralynxBlocks.Run(
                        frames: start..<end, file: index, firstRecord: run.firstRecord))
            }
        }
        return BlockChannel(
            blocks: .neuralynx(NeuralynxBlocks(files: files, runs: runs)),
            frames: runs.map(\.frames),
            scale: SampleScale(gain: files[0].microvoltsPerCount, offset: 0))
    }
}

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
        guard names.count <= Limits.channelsMax else {
            throw RecordingError(
                place.path, field: "number of channels",
                .limitExceeded(found: Int64(names.count), limit: Int64(Limits.channelsMax)))
        }
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
        var stores: [BlockChannel] = []
        for file in files { stores.append(try blocks(file, origin: origin, &warnings)) }
        let channels = files.enumerated().map { index, file in
            RecordingChannel(
                index: index, name: file.name, unit: "uV", microvoltsPerUnit: 1,
                physicalMinimum: nil, physicalMaximum: nil, digitalMinimum: nil,
                digitalMaximum: nil, rate: file.rate.rate, transducer: "",
                prefiltering: file.filters, type: nil, status: .unknown)
        }
        for file in files {
            if let line = file.rate.warning { warnings.add("\(file.path): \(line)") }
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

    private static func blocks(
        _ file: NeuralynxFile, origin: UInt64, _ warnings: inout WarningList
    ) throws(RecordingError) -> BlockChannel {
        var runs: [NeuralynxBlocks.Run] = []
        var end: Int64 = 0
        for run in file.runs {
            let seconds = Double(run.startTime - origin) / 1e6
            guard seconds <= Limits.secondsMax else {
                throw RecordingError(
                    file.path, at: .byte(NeuralynxFile.byte(ofRecord: run.firstRecord)),
                    field: "time stamp",
                    .badValue(
                        found: "\(run.startTime)",
                        expected: "a recording of at most \(Limits.secondsMax) s"))
            }
            let start = max(end, file.rate.rate.frameIndex(atSeconds: seconds))
            end = start + run.samples
            runs.append(NeuralynxBlocks.Run(frames: start..<end, firstRecord: run.firstRecord))
        }
        return BlockChannel(
            blocks: .neuralynx(NeuralynxBlocks(file: file, runs: runs)), frames: runs.map(\.frames),
            scale: SampleScale(gain: file.microvoltsPerCount, offset: 0))
    }
}

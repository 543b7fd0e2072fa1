/// A Micromed System 98 file `.TRC`, header type 4: samples of all channels in turn (Micromed, "EEG
/// file format", 2003).
enum MicromedOpening {
    static func isHeader(_ place: RecordingPlace) -> Bool { place.starts(with: "* MICROMED") }

    private static let headerBytes = 640

    /// A stretch of the file that the header points to.
    private struct Zone {
        let start: Int64
        let byteCount: Int
    }

    static func open(_ file: RecordingFile) throws(RecordingError) -> OpenedRecording {
        let fields = try BinaryFields(file, at: 0, count: headerBytes)
        let version = fields.integer(175, as: UInt8.self)
        guard version == 4 else {
            throw RecordingError(
                file.path, at: .byte(175), field: "header type",
                .unsupported(found: "\(version)", supported: "header type 4"))
        }
        let dataOffset = Int64(fields.integer(138, as: UInt32.self))
        let channelCount = Int(fields.integer(142, as: UInt16.self))
        let rateMin = Int64(fields.integer(146, as: UInt16.self))
        let width = Int(fields.integer(148, as: UInt16.self))
        guard (1...256).contains(channelCount) else {
            throw fields.bad(
                142, "number of channels", found: "\(channelCount)", expected: "1 to 256")
        }
        guard width == 1 || width == 2 else {
            throw RecordingError(
                file.path, at: .byte(148), field: "bytes per sample",
                .unsupported(found: "\(width)", supported: "16 bits"))
        }
        guard dataOffset >= headerBytes, dataOffset <= file.byteCount else {
            throw fields.bad(
                138, "start of the data", found: "\(dataOffset)",
                expected: "a place from \(headerBytes) to the file's end, \(file.byteCount),")
        }
        var warnings = WarningList()
        let zone = { (name: String) throws(RecordingError) in try Self.zone(name, fields, file) }
        let (channels, rate) = try channels(
            file, order: zone("ORDER"), labels: zone("LABCOD"), channelCount, rateMin: rateMin,
            width: width)
        let frameBytes = Int64(channelCount * width)
        let frames = (file.byteCount - dataOffset) / frameBytes
        let rest = (file.byteCount - dataOffset) % frameBytes
        if rest > 0 { warnings.add("\(rest) bytes after the last whole frame were not read") }
        let stretches = try stretches(file, zone("TRONCA"), frames: frames)
        var timeline = RunTimeline(rate: rate.statedHertz)
        for (index, stretch) in stretches.enumerated() {
            let end = index + 1 < stretches.count ? stretches[index + 1].frame : frames
            try timeline.add(
                firstRecord: stretch.frame, count: end - stretch.frame,
                seconds: rate.rate.seconds(ofFrame: stretch.original - stretches[0].original),
                path: file.path)
        }
        timeline.summarise(into: &warnings)
        let notes = try notes(file, zone("NOTE"), rate.rate, timeline.runs)
        return try InterleavedFile(
            file: file, encoding: width == 2 ? .offset16 : .offset8, dataOffset: dataOffset,
            recordBytes: frameBytes, rate: rate, channels: channels, runs: timeline.runs
        ).opened(
            .micromed, annotations: notes, startDate: date(fields), warnings: warnings)
    }

    /// The header's table has 15 zones from byte 176 on: name, place and length.
    private static func zone(
        _ name: String, _ fields: BinaryFields, _ file: RecordingFile
    ) throws(RecordingError) -> Zone {
        for index in 0..<15 where fields.text(176 + 16 * index, count: 8) == name {
            let start = Int64(fields.integer(184 + 16 * index, as: UInt32.self))
            let count = Int64(fields.integer(188 + 16 * index, as: UInt32.self))
            guard start <= file.byteCount else {
                throw fields.bad(
                    184 + 16 * index, "start of \(name)", found: "\(start)",
                    expected: "a place in the file")
            }
            return Zone(
                start: start, byteCount: Int(min(count, file.byteCount - start, 16 << 20)))
        }
        throw RecordingError(
            file.path, at: .byte(176), field: name, .missingField(expected: "an entry of the table")
        )
    }

    private static func channels(
        _ file: RecordingFile, order: Zone, labels: Zone, _ count: Int, rateMin: Int64, width: Int
    ) throws(RecordingError) -> (channels: [ScaledChannel], rate: StatedRate) {
        let codes = try BinaryFields(file, at: order.start, count: 2 * count)
        var channels: [ScaledChannel] = []
        var rate: StatedRate?
        for index in 0..<count {
            let place = labels.start + 128 * Int64(codes.integer(2 * index, as: UInt16.self))
            let entry = try BinaryFields(file, at: place, count: 128)
            let factor = Int64(entry.integer(44, as: UInt16.self))
            let own = StatedRate(
                samples: rateMin * factor, in: DecimalNumber(mantissa: 1, scale: 0))
            guard let own, rate == nil || rate?.rate == own.rate else {
                throw entry.bad(
                    44, "rate of channel \(index + 1)", found: "\(rateMin) x \(factor) Hz",
                    expected: rate.map { "\($0.rate), as of the others," } ?? "a rate above 0")
            }
            rate = own
            let logicalMin = Int64(entry.integer(14, as: Int32.self))
            let logicalMax = Int64(entry.integer(18, as: Int32.self))
            let ground = Int64(entry.integer(22, as: Int32.self))
            let physicalMin = Int64(entry.integer(26, as: Int32.self))
            let physicalMax = Int64(entry.integer(30, as: Int32.self))
            guard logicalMax > logicalMin else {
                throw entry.bad(
                    18, "logical maximum", found: "\(logicalMax)",
                    expected: "more than the minimum, \(logicalMin),")
            }
            let unit = units[entry.integer(34, as: Int16.self)] ?? ""
            let gain = Double(physicalMax - physicalMin) / Double(logicalMax - logicalMin + 1)
            let middle: Int64 = width == 2 ? 32_768 : 128
            channels.append(
                ScaledChannel(
                    name: entry.text(2, count: 6), unit: unit, gain: gain,
                    offset: Double(middle - ground) * gain, byteOffset: Int64(index * width)))
        }
        guard let rate else { throw RecordingError(file.path, .noChannels) }
        return (channels, rate)
    }

    private static let units: [Int16: String] = [-1: "nV", 0: "uV", 1: "mV", 2: "V", 100: "%"]

    /// Frames at which recording went on after a pause, with their places in the whole recording.
    private static func stretches(
        _ file: RecordingFile, _ zone: Zone, frames: Int64
    ) throws(RecordingError) -> [(original: Int64, frame: Int64)] {
        let fields = try BinaryFields(file, at: zone.start, count: zone.byteCount / 8 * 8)
        var found: [(original: Int64, frame: Int64)] = []
        for index in 0..<zone.byteCount / 8 {
            let original = Int64(fields.integer(8 * index, as: UInt32.self))
            let frame = Int64(fields.integer(8 * index + 4, as: UInt32.self))
            if original == 0, frame == 0 { break }
            guard found.last.map({ $0.frame < frame && $0.original < original }) ?? true,
                frame <= frames
            else {
                throw fields.bad(
                    8 * index, "TRONCA", found: "\(original), \(frame)",
                    expected: "a later frame of the \(frames)")
            }
            found.append((original, frame))
        }
        if found.first?.frame != 0 { found.insert((0, 0), at: 0) }
        return found
    }

    /// Remarks: the frame of the file and 40 characters.
    private static func notes(
        _ file: RecordingFile, _ zone: Zone, _ rate: SamplingRate, _ runs: [RecordRun]
    ) throws(RecordingError) -> [RecordingAnnotation] {
        let fields = try BinaryFields(file, at: zone.start, count: zone.byteCount / 44 * 44)
        return (0..<zone.byteCount / 44).compactMap { index in
            let frame = Int64(fields.integer(44 * index, as: UInt32.self))
            let text = fields.text(44 * index + 4, count: 40)
            guard !text.isEmpty else { return nil }
            let run = runs.last { $0.firstRecord <= frame }
            let start = run.map { $0.startSeconds - rate.seconds(ofFrame: $0.firstRecord) } ?? 0
            return RecordingAnnotation(
                onsetSeconds: start + rate.seconds(ofFrame: frame), text: text)
        }
    }

    private static func date(_ fields: BinaryFields) -> String? {
        let parts = (128..<134).map { Int64(fields.integer($0, as: UInt8.self)) }
        guard (1...31).contains(parts[0]), (1...12).contains(parts[1]), parts[3] < 24,
            parts[4] < 60, parts[5] < 60
        else { return nil }
        return RecordingDate(
            "\(parts[2] + 1900)-\(parts[1])-\(parts[0])T\(parts[3]):\(parts[4]):\(parts[5])")?.text
    }
}

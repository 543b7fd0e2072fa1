import Foundation

/// A channel's folder `.timd` and the segments in it.
struct MEFChannel {
    let folder: String
    let name: String
    private(set) var segments: [MEFSegment] = []
    private var bases: [String] = []
    private var numbers: [Int] = []
    private var overlaps = 0

    /// Reads the metadata and the index of each segment; one in which a file is missing is an error.
    init(_ folder: String) throws(RecordingError) {
        self.folder = folder
        name = ForeignText.safe(
            URL(fileURLWithPath: folder).deletingPathExtension().lastPathComponent)
        guard let all = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
            throw RecordingError(folder, .cannotOpen(reason: systemReason(EACCES)))
        }
        let names = all.filter { $0.hasSuffix(".segd") }.sorted()
        for segmentFolder in names {
            let base = String(segmentFolder.dropLast(5))
            let path = "\(folder)/\(segmentFolder)/\(base)"
            let segment = try MEFSegment(path)
            if let first = segments.first?.metadata {
                try Self.compare(segment.metadata, with: first, path + ".tmet")
            }
            guard !segment.runs.isEmpty else { continue }
            segments.append(segment)
            bases.append(path)
            let digits = base.split(separator: "-").last?.suffix(6) ?? ""
            numbers.append(Int(digits) ?? segments.count - 1)
        }
        // The folders' numbers say the order, the times must agree.
        for (one, next) in zip(segments, segments.dropFirst())
        where Double(next.runs[0].startTime) < Double(one.runs[0].startTime) {
            throw RecordingError(
                next.index.path, at: .byte(MEFIndex.byte(ofEntry: 0) + 8), field: "start time",
                .badValue(
                    found: "\(next.runs[0].startTime)",
                    expected: "a time after that of the segment before"))
        }
        overlaps = zip(segments, segments.dropFirst()).count {
            Double($1.runs[0].startTime) < $0.endTime - 0.5e6 / $0.metadata.rate.statedHertz
        }
    }

    private static func compare(
        _ metadata: MEFMetadata, with first: MEFMetadata, _ path: String
    ) throws(RecordingError) {
        guard metadata.rate.rate == first.rate.rate else {
            throw RecordingError(
                path, at: .byte(8720), field: "sampling frequency",
                .badValue(
                    found: "\(metadata.rate.rate)",
                    expected: "\(first.rate.rate), as in the first segment,"))
        }
        guard metadata.unitsPerCount == first.unitsPerCount, metadata.unit == first.unit else {
            throw RecordingError(
                path, at: .byte(8760), field: "units conversion factor",
                .badValue(
                    found: "\(metadata.unitsPerCount) \(metadata.unit)",
                    expected: "\(first.unitsPerCount) \(first.unit), as in the first segment,"))
        }
    }

    var startTime: Int64 { segments.first?.runs.first?.startTime ?? 0 }

    var acquisitionNumber: Int64 { segments.first?.metadata.acquisitionNumber ?? 0 }

    /// Those of the signal.
    var paths: [String] { bases.flatMap { [$0 + ".tmet", $0 + ".tidx", $0 + ".tdat"] } }

    /// Local time where the zone is known, else UTC; nil where only an offset is stored.
    var startDate: String? {
        guard let segment = segments.first, let stored = segment.storedStart,
            stored != MEFTime.noEntry
        else { return nil }
        let offset = stored < 0 ? segment.metadata.recordingTimeOffset : 0
        guard let offset else { return nil }
        let seconds = (MEFTime.microseconds(stored) + offset) / 1_000_000
        return RecordingDate(seconds: seconds + Int64(segment.metadata.secondsFromGMT ?? 0)).text
    }

    /// Where its blocks lie in frames from `origin`, in microseconds.
    func blocks(from origin: Int64) throws(RecordingError) -> BlockChannel {
        let rate = segments[0].metadata.rate
        let half = 0.5e6 / rate.statedHertz
        var runs: [MEFBlocks.Run] = []
        var end: Int64 = 0
        var endTime = -Double.infinity
        for (number, segment) in segments.enumerated() {
            for (index, run) in segment.runs.enumerated() {
                let seconds = Double(run.startTime - origin) / 1e6
                guard seconds + Double(run.sampleCount) / rate.statedHertz <= Limits.secondsMax
                else {
                    throw RecordingError(
                        segment.index.path, field: "start time",
                        .badValue(
                            found: "\(run.startTime)",
                            expected: "a recording of at most \(Limits.secondsMax) s"))
                }
                // Between segments only the times tell of a gap.
                let follows = index == 0 && Double(run.startTime) - endTime <= half
                let start = follows ? end : max(end, rate.rate.frameIndex(atSeconds: seconds))
                end = start + run.sampleCount
                runs.append(
                    MEFBlocks.Run(
                        frames: start..<end, segment: number, firstSample: run.firstSample))
            }
            endTime = segment.endTime
        }
        let metadata = segments[0].metadata
        let gain = metadata.scale.gain * (VoltageUnit.microvoltsPerUnit(metadata.scale.unit) ?? 1)
        return BlockChannel(
            blocks: .mef(MEFBlocks(segments: segments, runs: runs)), frames: runs.map(\.frames),
            scale: SampleScale(gain: gain, offset: 0))
    }

    func described(index: Int, _ warnings: inout WarningList) -> RecordingChannel {
        let metadata = segments[0].metadata
        if let line = metadata.rate.warning { warnings.add("\(name): \(line)") }
        return RecordingChannel(
            index: index, name: name, unit: metadata.scale.unit,
            microvoltsPerUnit: VoltageUnit.microvoltsPerUnit(metadata.scale.unit),
            physicalMinimum: nil, physicalMaximum: nil, digitalMinimum: nil, digitalMaximum: nil,
            rate: metadata.rate.rate, transducer: "", prefiltering: metadata.filters, type: nil,
            status: .unknown)
    }

    func readRecords(_ records: inout MEFRecords) {
        records.read(in: folder, channel: name)
        for base in bases {
            records.read(
                in: URL(fileURLWithPath: base).deletingLastPathComponent().path, channel: name)
        }
    }

    func summarise(into warnings: inout WarningList) {
        guard !segments.isEmpty else {
            warnings.add("channel '\(name)' has no data and is left out")
            return
        }
        // They are counted from 0.
        let missing = (numbers.max() ?? -1) + 1 - numbers.count
        if missing > 0 {
            warnings.add(
                "channel '\(name)': \(missing) segment(s) before the last are not there; their time is a "
                    + "gap, or before the recording")
        }
        let jumps = segments.reduce(0) { $0 + $1.jumps } + overlaps
        if jumps > 0 {
            warnings.add(
                "channel '\(name)': \(jumps) block(s) start earlier or later than the block before ends, "
                    + "and none says that there is a gap; read without one")
        }
    }
}

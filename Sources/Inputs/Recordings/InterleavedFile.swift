/// A channel and its scale, as a format's header has them.
struct ScaledChannel {
    var name: String
    var unit: String
    /// `value = count * gain + offset`, in `unit`.
    var gain: Double
    var offset = 0.0
    /// Where the header states the scale as a range; counts as `SampleEncoding` has them.
    var range: DigitalRange?
    var prefiltering = ""
    /// From the start of a record.
    var byteOffset: Int64

    func described(index: Int, rate: SamplingRate) -> RecordingChannel {
        RecordingChannel(
            index: index, name: name, unit: unit,
            microvoltsPerUnit: VoltageUnit.microvoltsPerUnit(unit),
            physicalMinimum: range?.physicalMinimum, physicalMaximum: range?.physicalMaximum,
            digitalMinimum: range?.digitalMinimum, digitalMaximum: range?.digitalMaximum,
            rate: rate,
            transducer: "", prefiltering: prefiltering, type: nil, status: .unknown)
    }

    var scale: SampleScale {
        let microvolts = VoltageUnit.microvoltsPerUnit(unit) ?? 1
        return SampleScale(gain: gain * microvolts, offset: offset * microvolts)
    }
}

/// A file of records of one rate: frames, or some samples of each channel in turn.
struct InterleavedFile {
    let file: RecordingFile
    let encoding: SampleEncoding
    let dataOffset: Int64
    let recordBytes: Int64
    /// Of each channel; 1 where frames follow one another.
    var samplesPerRecord: Int64 = 1
    let rate: StatedRate
    let channels: [ScaledChannel]
    let runs: [RecordRun]

    /// - Parameter header: the file that was opened, if it is another one.
    func opened(
        _ format: RecordingFormat, annotations: [RecordingAnnotation] = [], startDate: String?,
        warnings: WarningList, header: String? = nil, sidePaths: [String] = []
    ) throws(RecordingError) -> OpenedRecording {
        var warnings = warnings
        if let line = rate.warning { warnings.add(line) }
        guard !channels.isEmpty, channels.count <= Limits.channelsMax else {
            throw RecordingError(
                header ?? file.path, field: "number of channels",
                .badValue(found: "\(channels.count)", expected: "1 to \(Limits.channelsMax)"))
        }
        try rate.requirePossible(in: header ?? file.path)
        var segments: [RecordingSegment] = []
        for run in runs {
            let duration = rate.rate.seconds(ofFrame: run.recordCount * samplesPerRecord)
            // Packets that follow one another are one stretch.
            if let last = segments.last, run.startSeconds <= last.endSeconds {
                segments[segments.count - 1] = RecordingSegment(
                    startSeconds: last.startSeconds,
                    durationSeconds: run.startSeconds + duration - last.startSeconds)
            } else {
                segments.append(
                    RecordingSegment(startSeconds: run.startSeconds, durationSeconds: duration))
            }
        }
        guard segments.last?.endSeconds ?? 0 <= Limits.secondsMax else {
            throw RecordingError(
                header ?? file.path, field: "duration",
                .badValue(
                    found: "\(segments.last?.endSeconds ?? 0) s",
                    expected: "a recording of at most \(Limits.secondsMax) s"))
        }
        let layout = SampleLayout(
            encoding: encoding, dataOffset: dataOffset, recordBytes: recordBytes,
            recordCount: runs.reduce(0) { max($0, $1.firstRecord + $1.recordCount) },
            channels: channels.map { channel in
                SampleLayout.Channel(
                    byteOffset: channel.byteOffset, samplesPerRecord: samplesPerRecord,
                    gain: channel.scale.gain, offset: channel.scale.offset)
            }, runs: runs)
        return OpenedRecording(
            format: format, dataFile: file, layout: layout,
            channels: channels.enumerated().map { $1.described(index: $0, rate: rate.rate) },
            annotations: annotations, segments: segments, startDate: startDate,
            warnings: warnings, header: header, sidePaths: sidePaths)
    }
}

/// Puts together runs of records whose places in time a file states.
struct RunTimeline {
    private let rate: Double
    private(set) var runs: [RecordRun] = []
    private(set) var overlaps = 0
    private var end = 0.0

    init(rate: Double) { self.rate = rate }

    /// Records from `first` on, which start at a time; joined to those before if that is where they
    /// end, to half a sample, and, with a count, if it is earlier.
    mutating func add(
        firstRecord first: Int64, count: Int64, samplesPerRecord: Int64 = 1, seconds: Double,
        extraBytes: Int64 = 0, path: String
    ) throws(RecordingError) {
        guard count > 0 else { return }
        let isFollowing = runs.last.map { _ in seconds <= end + 0.5 / rate } ?? false
        if isFollowing, seconds < end - 0.5 / rate { overlaps += 1 }
        let start = isFollowing ? end : seconds
        if isFollowing, let last = runs.last, last.firstRecord + last.recordCount == first,
            last.extraBytes == extraBytes
        {
            runs[runs.count - 1] = RecordRun(
                firstRecord: last.firstRecord, recordCount: last.recordCount + count,
                startSeconds: last.startSeconds, extraBytes: extraBytes)
            end =
                last.startSeconds
                + Double((last.recordCount + count) * samplesPerRecord) / rate
            return
        }
        guard runs.count < Limits.segmentsMax else {
            throw RecordingError(
                path, field: "number of gaps",
                .limitExceeded(found: Int64(runs.count), limit: Int64(Limits.segmentsMax)))
        }
        runs.append(
            RecordRun(
                firstRecord: first, recordCount: count, startSeconds: start, extraBytes: extraBytes)
        )
        end = start + Double(count * samplesPerRecord) / rate
    }

    func summarise(into warnings: inout WarningList) {
        guard overlaps > 0 else { return }
        warnings.add(
            "\(overlaps) stretch(es) of the data have times before the end of the stretch before them; "
                + "read without a gap")
    }
}

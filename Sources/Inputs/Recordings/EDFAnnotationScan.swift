/// Reads the annotation bytes of every record once: remarks, and the times that records start at.
struct EDFAnnotationScan {
    private(set) var annotations: [RecordingAnnotation] = []
    private(set) var runs: [RecordRun] = []
    private(set) var texts: TextDecoding

    private let file: RecordingFile
    private let header: EDFHeader
    private let recordCount: Int64
    /// Byte range of each annotation channel in a record.
    private let places: [Range<Int64>]
    private let toleranceSeconds: Double
    private var origin: DecimalNumber?
    private var textBytes = 0
    private var droppedAnnotations = 0
    private var badLists = 0
    private var firstBadList: Int64?
    private var untimedRecords: Int64 = 0
    private var firstJump: Int64?
    private var firstOverlap: Int64?
    private var commaLists = 0
    /// When the record before started, in seconds from the origin.
    private var previousSeconds = 0.0
    /// Of the records' own times from the header's, since the run's start.
    private var driftSeconds = 0.0
    private var driftSecondsMax = 0.0

    init(file: RecordingFile, header: EDFHeader, recordCount: Int64) {
        self.file = file
        self.header = header
        self.recordCount = recordCount
        let width = Int64(header.variant.encoding.byteCount)
        var places: [Range<Int64>] = []
        var offset: Int64 = 0
        for signal in header.signals {
            let end = offset + signal.samplesPerRecord * width
            if signal.isAnnotation { places.append(offset..<end) }
            offset = end
        }
        self.places = places
        texts = header.texts
        let fastest = header.signals.filter(\.isSignal).map(\.samplesPerRecord).max() ?? 1
        // Half a sample of the fastest channel: less than that is rounding, not a gap. Over a long
        // record a clock may drift by more.
        toleranceSeconds =
            header.recordDuration.value * max(0.5 / Double(fastest), Self.driftRelativeMax)
    }

    private static let driftSecondsNoted = 0.1
    /// Of a recorder's clock against its nominal rate; 186 ppm are met (499.907 Hz for 500).
    private static let driftRelativeMax = 200e-6

    mutating func run() throws(RecordingError) {
        guard recordCount > 0, let first = places.first, let last = places.last else { return }
        let span = last.upperBound - first.lowerBound
        guard span <= Limits.annotationRecordBytesMax else {
            throw RecordingError(
                file.path, field: "annotation bytes of a record",
                .limitExceeded(found: span, limit: Limits.annotationRecordBytesMax))
        }
        // Small records are read many at once, of large ones only the annotation bytes.
        let isDense = header.recordBytes <= 8192
        let step = isDense ? min(recordCount, Int64(Limits.chunkBytes) / header.recordBytes) : 1
        let start = isDense ? 0 : first.lowerBound
        var buffer = [UInt8](
            repeating: 0, count: Int(isDense ? step * header.recordBytes : span))
        var record: Int64 = 0
        while record < recordCount {
            let count = min(step, recordCount - record)
            let base = header.headerBytes + record * header.recordBytes + start
            let byteCount = isDense ? count * header.recordBytes : span
            try file.read(into: &buffer, count: Int(byteCount), at: base)
            for index in 0..<count {
                let inBuffer = index * header.recordBytes - start
                try scan(record: record + index, buffer, recordStart: inBuffer)
            }
            record += count
        }
    }

    private mutating func scan(
        record: Int64, _ buffer: [UInt8], recordStart: Int64
    ) throws(RecordingError) {
        var start: DecimalNumber?
        for (channel, place) in places.enumerated() {
            var position = Int(recordStart + place.lowerBound)
            let end = Int(recordStart + place.upperBound)
            var isFirst = channel == 0
            while position < end {
                if buffer[position] == 0 {
                    position += 1
                    continue
                }
                let stop = buffer[position..<end].firstIndex(of: 0) ?? end
                if let list = EDFAnnotationList(buffer[position..<stop]) {
                    if isFirst, list.isTimeKeeping { start = list.onset }
                    if origin == nil { origin = start ?? DecimalNumber(mantissa: 0, scale: 0) }
                    if list.hasComma { commaLists += 1 }
                    keep(list)
                } else {
                    badLists += 1
                    if firstBadList == nil { firstBadList = record }
                }
                isFirst = false
                position = stop
            }
        }
        try place(record: record, start: start)
    }

    private mutating func keep(_ list: EDFAnnotationList) {
        guard !list.texts.isEmpty else { return }
        let onset = origin.map { list.onset.subtracting($0) } ?? list.onset.value
        for text in list.texts {
            textBytes += text.count
            guard annotations.count < Limits.annotationsMax,
                textBytes <= Limits.annotationTextBytesMax
            else {
                droppedAnnotations += 1
                continue
            }
            annotations.append(
                RecordingAnnotation(
                    onsetSeconds: onset, durationSeconds: list.duration?.value,
                    text: ForeignText.safe(texts.text(text))))
        }
    }

    /// Adds the record to the current run, or starts a new one after a gap.
    private mutating func place(record: Int64, start: DecimalNumber?) throws(RecordingError) {
        if start == nil { untimedRecords += 1 }
        guard let run = runs.last else {
            runs = [RecordRun(firstRecord: 0, recordCount: 1, startSeconds: 0)]
            return
        }
        // A recorder's clock may drift from the duration that its header states: a gap shows
        // against the record before, not against the start of the run.
        let expected = previousSeconds + header.recordDuration.value
        let end = run.startSeconds + header.seconds(ofRecords: run.recordCount)
        var seconds = expected
        var isContiguous = true
        if let start, let origin {
            seconds = start.subtracting(origin)
            let tolerance = toleranceSeconds + roundingSeconds(of: start)
            isContiguous = abs(seconds - expected) <= tolerance
            if isContiguous {
                driftSeconds += seconds - expected
                driftSecondsMax = max(driftSecondsMax, abs(driftSeconds))
            } else if !header.format.isDiscontinuous {
                if firstJump == nil { firstJump = record }
                isContiguous = true
            } else if seconds < expected || seconds - end <= tolerance {
                if firstOverlap == nil { firstOverlap = record }
                isContiguous = true
            }
        }
        previousSeconds = seconds
        if isContiguous {
            runs[runs.count - 1] = RecordRun(
                firstRecord: run.firstRecord, recordCount: run.recordCount + 1,
                startSeconds: run.startSeconds)
            return
        }
        guard runs.count < Limits.segmentsMax else {
            throw RecordingError(
                file.path, field: "gaps",
                .limitExceeded(found: Int64(runs.count) + 1, limit: Int64(Limits.segmentsMax)))
        }
        driftSeconds = 0
        runs.append(RecordRun(firstRecord: record, recordCount: 1, startSeconds: seconds))
    }

    /// How far a time of hundredths of a second or finer may be from the truth where a record's duration has
    /// more decimals than it.
    private func roundingSeconds(of start: DecimalNumber) -> Double {
        let duration = header.recordDuration
        guard start.scale >= 2, duration.scale > start.scale,
            duration.mantissa % DecimalNumber.power(duration.scale - start.scale) != 0
        else { return 0 }
        return DecimalNumber(mantissa: 1, scale: start.scale).value
    }

    func summarise(into warnings: inout WarningList) {
        if let record = firstBadList {
            warnings.add(
                "\(badLists) annotation list(s) cannot be decoded, the first in data record "
                    + "\(record)")
        }
        if untimedRecords > 0 {
            warnings.add(
                "\(untimedRecords) data record(s) do not say when they start; taken to follow "
                    + "without a gap")
        }
        if let record = firstJump {
            warnings.add(
                "the header says continuous, but data record \(record) does not start where the "
                    + "one before it ends; read without a gap")
        }
        if let record = firstOverlap {
            warnings.add(
                "data record \(record) starts before the one before it ends; read without a gap")
        }
        if driftSecondsMax > Self.driftSecondsNoted {
            warnings.add(
                "the times that data records give drift by up to \(Float(driftSecondsMax)) s from the "
                    + "duration in the header, by which samples are counted")
        }
        if commaLists > 0 {
            warnings.add(
                "\(commaLists) annotation list(s) write times with a comma; read as a decimal point"
            )
        }
        if droppedAnnotations > 0 {
            warnings.add("\(droppedAnnotations) annotations beyond the limit were left out")
        }
    }
}

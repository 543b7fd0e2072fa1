/// Writes 16-bit EDF+ files, continuous or with gaps, record by record in bounded memory.
///
/// All channels share one rate. The header says -1 data records until `close`, so that a file cut
/// off by a kill can still be read. The last record of a segment is filled up to its full length: the
/// filling is marked by an annotation `padding` and counted in the summary.
public struct EDFWriter: ~Copyable, Sendable {
    /// One signal as the header describes it. `EDFWriter.init` refuses what the header cannot hold.
    public struct Channel: Sendable {
        /// At most 16 plain ASCII characters, and none of an annotation channel's names.
        public var name: String
        /// Such as uV or mV; a micro sign is written as u, because the header is ASCII.
        public var unit: String
        /// The values of `digitalMinimum` and `digitalMaximum` in `unit`, each a number of at most
        /// eight characters.
        public var physicalMinimum: Double
        /// The value of `digitalMaximum`; not that of `digitalMinimum`.
        public var physicalMaximum: Double
        /// -32,768 or more, below `digitalMaximum`.
        public var digitalMinimum: Int
        /// At most 32,767, above `digitalMinimum`.
        public var digitalMaximum: Int
        /// Such as "depth electrode"; at most 80 plain ASCII characters.
        public var transducer: String
        /// Such as "HP:0.1Hz LP:75Hz"; at most 80 plain ASCII characters.
        public var prefiltering: String

        /// A channel as described; nothing is checked before a file is made.
        public init(
            name: String, unit: String = "uV", physicalMinimum: Double, physicalMaximum: Double,
            digitalMinimum: Int = -32768, digitalMaximum: Int = 32767, transducer: String = "",
            prefiltering: String = ""
        ) {
            self.name = name
            self.unit = unit
            self.physicalMinimum = physicalMinimum
            self.physicalMaximum = physicalMaximum
            self.digitalMinimum = digitalMinimum
            self.digitalMaximum = digitalMaximum
            self.transducer = transducer
            self.prefiltering = prefiltering
        }
    }

    /// What a finished file holds.
    public struct Summary: Sendable, Equatable {
        /// Data records in the file.
        public let recordCount: Int64
        /// Frames written by the caller, padding not counted.
        public let frameCount: Int64
        /// Frames of filling, at the ends of segments.
        public let paddedFrames: Int64
        /// Samples beyond a channel's physical range, written as its nearest end.
        public let saturatedSamples: Int64
    }

    /// As given; what an error names.
    public let path: String
    /// As given, in the order of the samples.
    public let channels: [Channel]
    /// Of every channel.
    public let rate: SamplingRate
    /// Frames of a data record: so many that its duration is an exact decimal of at most eight
    /// characters.
    public let framesPerRecord: Int

    private(set) var isDiscontinuous: Bool
    let file: OutputFile
    let scales: [EDFWriterScale]
    let recordDuration: DecimalNumber
    let slotBytes: Int
    var record: [UInt8]
    var framesInRecord = 0
    var recordCount: Int64 = 0
    var frameCount: Int64 = 0
    var paddedFrames: Int64 = 0
    var saturatedSamples: Int64 = 0
    /// Start of the current segment in nanoseconds, and the records written since.
    var segmentNanoseconds: Int64 = 0
    var segmentRecords: Int64 = 0
    /// Annotations that no record has taken yet; a slice, because it shrinks from the front.
    var pending: ArraySlice<[UInt8]> = []

    /// The number of frames nearest to `wanted` that a record of this rate can have.
    public static func framesPerRecord(nearest wanted: Int, rate: SamplingRate) -> Int {
        (try? EDFRecordTiming(rate: rate, channelCount: 1, framesWanted: wanted, path: ""))?
            .framesPerRecord ?? wanted
    }

    /// Creates the file and writes its header.
    ///
    /// - Parameters:
    ///   - isDiscontinuous: EDF+D, which `startSegment` needs.
    ///   - startDate: as "2026-11-23T07:15:04", 1985 to 2084.
    ///   - framesPerRecord: about so many; nil takes about a second. The shorter, the smaller the
    ///     filling before a gap.
    ///   - annotationBytesPerRecord: room for the annotations of one record, 48 to 65,536.
    ///   - overwrite: false refuses a path where a file is already.
    /// - Throws: where a value does not fit its field, or the file cannot be made.
    public init(
        creating path: String, channels: [Channel], rate: SamplingRate,
        isDiscontinuous: Bool = false, startDate: String? = nil,
        framesPerRecord: Int? = nil, annotationBytesPerRecord: Int = 128, overwrite: Bool = false
    ) throws(RecordingError) {
        guard !channels.isEmpty else { throw RecordingError(path, .noChannels) }
        guard channels.count < Limits.channelsMax else {
            throw RecordingError(
                path, field: "number of signals",
                .limitExceeded(found: Int64(channels.count), limit: Int64(Limits.channelsMax - 1)))
        }
        guard (48...65_536).contains(annotationBytesPerRecord) else {
            throw RecordingError(
                path, field: "annotation bytes per record",
                .doesNotFit(value: "\(annotationBytesPerRecord)", advice: "use 48 to 65536"))
        }
        let timing = try EDFRecordTiming(
            rate: rate, channelCount: channels.count, framesWanted: framesPerRecord, path: path)
        let slotBytes = (annotationBytesPerRecord + 1) / 2 * 2
        let header = try EDFWriterHeader(
            path: path, channels: channels, timing: timing, slotBytes: slotBytes,
            isDiscontinuous: isDiscontinuous, startDate: startDate)
        let file = try OutputFile(creating: path, overwrite: overwrite)
        try file.append(header.bytes)
        self.path = path
        self.channels = channels
        self.rate = rate
        self.isDiscontinuous = isDiscontinuous
        self.slotBytes = slotBytes
        self.file = file
        self.framesPerRecord = timing.framesPerRecord
        recordDuration = timing.duration
        scales = channels.map(EDFWriterScale.init)
        record = [UInt8](
            repeating: 0, count: channels.count * timing.framesPerRecord * 2 + slotBytes)
    }

    /// Appends frames of digital counts, `values` laid out `[channel][frameCount]`.
    public mutating func write(
        digital values: [Int16], frameCount: Int
    ) throws(RecordingError) {
        precondition(
            frameCount >= 0 && values.count == frameCount * channels.count,
            "values do not match the frame count")
        var done = 0
        while done < frameCount {
            let count = min(frameCount - done, framesPerRecord - framesInRecord)
            for channel in channels.indices {
                let start = channel * frameCount + done
                put(values[start..<start + count], channel: channel)
            }
            done += count
            try advance(by: count)
        }
    }

    /// Appends the frames of a block in microvolts (or in the unit of a channel that is no voltage).
    ///
    /// Values are rounded to the nearest digital step, ties away from zero, and saturate at the ends
    /// of the channel's range; saturated samples are counted. Throws at a NaN: EDF cannot say "none".
    public mutating func write(_ block: SampleBlock) throws(RecordingError) {
        precondition(block.channelCount == channels.count, "the block has other channels")
        try write(
            physical: block.values, strideFrames: block.capacityFrames,
            frameCount: block.frameCount)
    }

    /// The same from an array, laid out `[channel][strideFrames]`.
    public mutating func write(
        physical values: [Float], strideFrames: Int, frameCount: Int
    ) throws(RecordingError) {
        precondition(
            frameCount >= 0 && frameCount <= strideFrames
                && values.count == strideFrames * channels.count,
            "values do not match the frame count")
        var counts: [Int16] = []
        counts.reserveCapacity(frameCount * channels.count)
        for (channel, scale) in scales.enumerated() {
            for value in values[channel * strideFrames..<channel * strideFrames + frameCount] {
                guard !value.isNaN else {
                    throw RecordingError(
                        path, field: "sample of channel '\(channels[channel].name)'",
                        .doesNotFit(value: "NaN", advice: "leave the frame out"))
                }
                let (digital, isSaturated) = scale.digital(Double(value))
                if isSaturated { saturatedSamples += 1 }
                counts.append(digital)
            }
        }
        try write(digital: counts, frameCount: frameCount)
    }

    /// Adds an annotation; it goes into the next record that has room.
    public mutating func annotate(_ annotation: RecordingAnnotation) throws(RecordingError) {
        let list = try EDFAnnotationText.list(annotation, path: path)
        let room = slotBytes - EDFAnnotationText.timeKeepingBytesMax
        guard list.count <= room else {
            throw RecordingError(
                path, field: "annotation",
                .doesNotFit(
                    value: annotation.text,
                    advice: "shorten it, or ask for more annotation bytes per record"))
        }
        guard pending.count < Limits.annotationsMax else {
            throw RecordingError(
                path, field: "annotations",
                .limitExceeded(
                    found: Int64(pending.count) + 1, limit: Int64(Limits.annotationsMax)))
        }
        pending.append(list)
    }

    /// Turns a file that was continuous so far into one with gaps.
    public mutating func allowGaps() throws(RecordingError) {
        guard !isDiscontinuous else { return }
        try file.overwrite(EDFWriterHeader.padded("EDF+D", to: 44), at: 192)
        isDiscontinuous = true
    }

    /// Leaves a gap: the next frame is the one at `seconds` after the recording's start.
    ///
    /// The record under way is filled up first. Throws unless the file is discontinuous and the new
    /// start lies after that record's end.
    public mutating func startSegment(atSeconds seconds: Double) throws(RecordingError) {
        try padRecord()
        let earliest = nextRecordNanoseconds
        guard isDiscontinuous, seconds.isFinite, seconds <= Limits.secondsMax,
            (seconds * 1e9).rounded() >= Double(earliest)
        else {
            throw RecordingError(
                path, field: "start of a segment",
                .doesNotFit(
                    value: "\(seconds) s",
                    advice: "use a discontinuous file and a time from "
                        + "\(Double(earliest) / 1e9) s on"))
        }
        segmentNanoseconds = Int64((seconds * 1e9).rounded())
        segmentRecords = 0
    }

    /// Fills up the last record, finds room for the annotations left, and completes the header.
    public consuming func close() throws(RecordingError) -> Summary {
        try complete()
        return summary(frameCount)
    }

    /// `close`, but where it fails the file is left with the records that it has, and the error is
    /// handed over with what they hold.
    public consuming func closeOrAbandon() -> (Summary, RecordingError?) {
        do throws(RecordingError) {
            try complete()
            return (summary(frameCount), nil)
        } catch {
            return (abandon(), error)
        }
    }

    private mutating func complete() throws(RecordingError) {
        try padRecord()
        try placePending()
        try writeRecordCount()
        try file.finish()
    }

    /// Ends a file that could not be written any more with its last whole record, and counts only
    /// what is in it. Nothing of it needs room on the disk; what fails all the same is passed over.
    public consuming func abandon() -> Summary {
        let headerBytes = Int64(256 * (channels.count + 2))
        file.truncate(to: headerBytes + recordCount * Int64(record.count))
        try? writeRecordCount()
        try? file.finish()
        return summary(recordCount * Int64(framesPerRecord) - paddedFrames)
    }

    private func writeRecordCount() throws(RecordingError) {
        try file.overwrite(EDFWriterHeader.padded("\(recordCount)", to: 8), at: 236)
    }

    private func summary(_ frames: Int64) -> Summary {
        Summary(
            recordCount: recordCount, frameCount: frames, paddedFrames: paddedFrames,
            saturatedSamples: saturatedSamples)
    }
}

import Foundation

/// One conversion under way.
struct ConversionWriting {
    let job: Conversion
    let events: ConvertedEvents
    /// Frames of the recording that are copied, without the gaps between.
    let stretches: [Range<Int64>]
    /// Of the first frame that is copied; nil where it is not known.
    let start: RecordingDate?
    let plannedNotes: [String]

    var rate: SamplingRate { job.reader.rate }
    private var base: Int64 { stretches[0].lowerBound }

    init(
        _ job: Conversion, using generator: inout some RandomNumberGenerator
    ) throws(RecordingError) {
        self.job = job
        let recording = job.recording
        let rate = job.reader.rate
        let range = job.reader.frameRange
        let runs = recording.samples.frameRuns(channels: job.channels.map(\.index), rate: rate)
        stretches = FrameRuns.joined(runs.map { $0.clamped(to: range) })
        guard let first = stretches.first, let last = stretches.last else {
            throw RecordingError(
                recording.path, field: "samples",
                .missingField(expected: "at least one frame in the stretch"))
        }
        let seconds = rate.seconds(ofFrame: first.lowerBound)
        events = ConvertedEvents(
            recording, start: seconds, end: rate.seconds(ofFrame: last.upperBound),
            anonymises: job.options.anonymises, adding: job.options.remarks)
        var date = recording.startDate.flatMap { RecordingDate($0) }
        if date == .unknown { date = nil }
        date?.seconds += Int64(seconds)
        if job.options.anonymises { date = date?.moved(using: &generator) }
        var notes = events.notes
        let left = recording.channels.count - job.channels.count
        if job.options.channels == nil, left > 0 {
            notes.append(
                "\(left) channel(s) of another rate than \(rate) are left out; --channels chooses them"
            )
        }
        if job.options.anonymises, job.isNamedAfterRecording {
            notes.append("the new name repeats the recording's own: see that it tells nobody's")
        }
        if let known = date, !job.isBrainVision, !known.fitsEDF {
            notes.append("the start, \(known.text), is outside EDF's 1985 to 2084 and is left out")
            date = nil
        }
        start = date
        plannedNotes = notes
    }

    func run(
        progress: (Double) -> Void, isStopped: () -> Bool
    ) throws(RecordingError) -> Conversion.Outcome? {
        try StagedFiles.naming { () throws(RecordingError) in
            job.isBrainVision
                ? try writeBrainVision(progress: progress, isStopped: isStopped)
                : try writeEDF(progress: progress, isStopped: isStopped)
        }
    }

    /// The samples in the form that the plan gives each channel.
    func samples(_ store: SampleStore) throws(RecordingError) -> RecordingReader {
        try RecordingReader(
            store, path: job.recording.path, channels: job.channels, rate: rate,
            frameRange: job.reader.frameRange)
    }

    /// Microseconds from the copy's start.
    private func microseconds(ofFrame frame: Int64) -> Int64 {
        Int64((rate.seconds(ofFrame: frame - base) * 1e6).rounded())
    }

    private func share(_ framesDone: Int64) -> Double {
        Double(framesDone) / Double(job.reader.frameRange.count)
    }

    /// Nil also where the same is there already, from another conversion of the recording.
    private func channelsFile(_ names: [String]) -> ChannelsFile? {
        let file = ChannelsFile(besides: job.path, job.channels, names: names)
        let isThere = file.map {
            FileManager.default.contents(atPath: $0.path) == Data($0.text.utf8)
        }
        return isThere == true ? nil : file
    }

    private func outcome(
        _ files: [String], _ frames: Int64, isExact: Bool, _ notes: [String], eventCount: Int
    ) -> Conversion.Outcome {
        Conversion.Outcome(
            files: files, channelCount: job.channels.count, firstFrame: base, frameCount: frames,
            durationSeconds: rate.seconds(ofFrame: (stretches.last?.upperBound ?? base) - base),
            eventCount: eventCount, isExact: isExact, notes: plannedNotes + notes)
    }

    private var sources: [ConvertedChannel] {
        job.channels.map { ConvertedChannel($0, job.recording.samples.scale(ofChannel: $0.index)) }
    }

    // MARK: BrainVision

    private func writeBrainVision(
        progress: (Double) -> Void, isStopped: () -> Bool
    ) throws(RecordingError) -> Conversion.Outcome? {
        let plan = ConversionPlan.brainVision(job.recording, sources)
        guard let format = plan.brainVision else { return nil }
        let paths = BrainVisionPaths(header: job.path)
        let side = channelsFile(job.channels.map(\.name))
        let staged = try StagedFiles(
            [side?.path, paths.data, paths.markers, paths.header].compactMap(\.self),
            overwrites: job.options.overwrites)
        try Conversion.keepApart(staged.paths, from: job.recording)
        var placement = MarkerPlacement(stretches: stretches, rate: rate)
        let markers = events.annotations.compactMap { placement.marker($0) }
        var writer = BrainVisionWriter(
            try staged.create(paths.data), paths: paths,
            channels: BrainVisionWriter.channels(of: plan), rate: rate, format: format)
        var reader = try samples(plan.samples(of: job.recording))
        var block = SampleBlock(
            channelCount: job.channels.count, capacityFrames: Conversion.blockFrames(reader))
        var next: Int64 = -1
        var frames: Int64 = 0
        while !isStopped(), try reader.read(into: &block) {
            if block.firstFrame != next {
                writer.startSegment(microseconds: microseconds(ofFrame: block.firstFrame))
            }
            try writer.write(
                block.values, strideFrames: block.capacityFrames, frameCount: block.frameCount)
            next = block.firstFrame + Int64(block.frameCount)
            frames += Int64(block.frameCount)
            progress(share(next - job.reader.frameRange.lowerBound))
        }
        guard !isStopped() else { return nil }
        var notes = plan.notes + placement.notes
        var date = start
        if date == nil, stretches.count > 1 {
            // Pauses have a length only between dates.
            date = .unknown
            notes.append(
                "the start is not known: the gaps are dated from \(RecordingDate.unknown.text)")
        }
        try writer.close(
            markers, start: date, markerFile: try staged.create(paths.markers),
            headerFile: try staged.create(paths.header))
        if let side { try staged.write(side) }
        try staged.commit()
        return outcome(
            staged.paths, frames, isExact: true, notes, eventCount: markers.count)
    }

    // MARK: EDF

    private func writeEDF(
        progress: (Double) -> Void, isStopped: () -> Bool
    ) throws(RecordingError) -> Conversion.Outcome? {
        let names = ChannelText.edfNames(job.channels.map(\.name))
        let side = channelsFile(names.names)
        let staged = try StagedFiles(
            [side?.path, job.path].compactMap(\.self), overwrites: job.options.overwrites)
        try Conversion.keepApart(staged.paths, from: job.recording)
        var isMeasured = false
        let plan = try ConversionPlan.edf(job.recording, sources, path: job.recording.path) {
            store throws(RecordingError) in
            isMeasured = true
            return try SampleExtents(
                samples(store), path: job.recording.path, progress: { progress(share($0) / 2) },
                isStopped: isStopped)
        }
        guard !isStopped() else { return nil }
        let shape = try EDFShape(
            rate: rate, stretches: stretches, events: events.annotations,
            sourceFrames: job.recording.samples.framesPerRecord(ofChannel: job.channels[0].index),
            path: job.path)
        var writer = try EDFWriter(
            creating: StagedFiles.temporary(job.path),
            channels: EDFWriter.channels(of: plan, names: names.names),
            rate: rate, isDiscontinuous: stretches.count > 1, startDate: start?.text,
            framesPerRecord: shape.framesPerRecord,
            annotationBytesPerRecord: shape.annotationBytes, overwrite: true)
        for event in shape.events { try writer.annotate(event) }
        var reader = try samples(plan.samples(of: job.recording))
        var digitiser = Digitiser(plan, path: job.recording.path)
        var block = SampleBlock(
            channelCount: job.channels.count, capacityFrames: Conversion.blockFrames(reader))
        var next = base
        while !isStopped(), try reader.read(into: &block) {
            if block.firstFrame != next {
                try writer.startSegment(atSeconds: rate.seconds(ofFrame: block.firstFrame - base))
            }
            try writer.write(digital: digitiser.counts(block), frameCount: block.frameCount)
            next = block.firstFrame + Int64(block.frameCount)
            let done = share(next - job.reader.frameRange.lowerBound)
            progress(isMeasured ? (1 + done) / 2 : done)
        }
        guard !isStopped() else { return nil }
        let summary = try writer.close()
        if let side { try staged.write(side) }
        try staged.commit()
        var notes = plan.notes + shape.notes + digitiser.notes
        if let first = names.changed.first {
            notes.append(
                "\(names.changed.count) channel name(s) do not go into EDF's 16 ASCII characters, the "
                    + "first '\(ForeignText.quoted(first.0))' became '\(first.1)'")
        }
        if summary.paddedFrames > 0 {
            notes.append(
                "\(summary.paddedFrames) frame(s) of filling complete the last record of a segment; "
                    + "annotations 'padding' mark them")
        }
        return outcome(
            staged.paths, summary.frameCount,
            isExact: digitiser.roundedSamples == 0 && !plan.channels.contains { $0.loss != nil },
            notes, eventCount: shape.events.count)
    }
}

extension StagedFiles {
    func write(_ side: ChannelsFile) throws(RecordingError) {
        let file = try create(side.path)
        try file.append(Array(side.text.utf8))
        try file.finish()
    }
}

extension RecordingDate {
    /// 1985 to 2084.
    fileprivate var fitsEDF: Bool { (5_479 * Self.day..<42_004 * Self.day).contains(seconds) }
}

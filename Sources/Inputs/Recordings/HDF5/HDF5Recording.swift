/// Puts together what a layout found.
struct HDF5Recording {
    let format: RecordingFormat
    let file: HDF5File
    let signal: HDF5Signal
    let rate: StatedRate
    /// In the order of the dataset.
    let channels: [ScaledChannel]
    /// Stretches of samples and when they begin.
    let runs: [RecordRun]
    var annotations: [RecordingAnnotation] = []
    var startDate: String?
    var sidePaths: [String] = []

    func opened(_ given: WarningList) throws(RecordingError) -> OpenedRecording {
        var warnings = given
        if let line = rate.warning { warnings.add(line) }
        guard rate.statedHertz <= Limits.samplesPerSecondMax else {
            throw RecordingError(
                file.path, field: "sampling rate",
                .badValue(
                    found: "\(rate.statedHertz)",
                    expected: "a rate of at most \(Limits.samplesPerSecondMax) Hz"))
        }
        var frames: [HDF5Samples.Run] = []
        var end: Int64 = 0
        for run in runs {
            guard run.startSeconds + Double(run.recordCount) / rate.statedHertz <= Limits.secondsMax
            else {
                throw RecordingError(
                    file.path, field: "duration",
                    .badValue(
                        found: "\(run.startSeconds) s and more",
                        expected: "a recording of at most \(Limits.secondsMax) s"))
            }
            // Rounding at a gap must not let two runs overlap.
            let start = max(end, rate.rate.frameIndex(atSeconds: run.startSeconds))
            end = start + run.recordCount
            frames.append(HDF5Samples.Run(frames: start..<end, firstSample: run.firstRecord))
        }
        return OpenedRecording(
            format: format,
            samples: .dataset(signal.samples(scales: channels.map(\.scale), runs: frames)),
            dataPaths: signal.paths,
            channels: channels.enumerated().map { $1.described(index: $0, rate: rate.rate) },
            annotations: annotations,
            segments: RecordingSegments.ofAny([(frames.map(\.frames), rate.rate)]),
            startDate: startDate, warnings: warnings, sidePaths: sidePaths)
    }
}

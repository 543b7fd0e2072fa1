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
        try rate.requirePossible(in: file.path)
        for run in runs {
            guard run.startSeconds + Double(run.recordCount) / rate.statedHertz <= Limits.secondsMax
            else {
                throw RecordingError(
                    file.path, field: "duration",
                    .badValue(
                        found: "\(run.startSeconds) s and more",
                        expected: "a recording of at most \(Limits.secondsMax) s"))
            }
        }
        let frames = zip(runs, RecordRun.frames(of: runs, rate: rate.rate)).map {
            HDF5Samples.Run(frames: $1, firstSample: $0.firstRecord)
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

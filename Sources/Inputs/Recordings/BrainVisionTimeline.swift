/// When the frames of a BrainVision file were recorded: its "New Segment" markers say by their dates
/// how long the recorder paused before each.
struct BrainVisionTimeline {
    /// Where a segment starts that follows a pause of known length.
    struct Run: Equatable {
        let firstFrame: Int64
        let startSeconds: Double
    }

    let rate: SamplingRate
    /// In order, the first at frame 0 and 0 s.
    private(set) var runs = [Run(firstFrame: 0, startSeconds: 0)]
    /// Segments without a date, or after one: for how long the recorder paused is not told.
    private(set) var pausesUntold = 0
    /// Segments that by their dates start before the one before them ends.
    private(set) var overlaps = 0

    /// Segments that start at or beyond `frameCount` are not used.
    init(
        _ segments: [BrainVisionMarkers.Segment], frameCount: Int64, rate: SamplingRate
    ) throws(RecordingError) {
        self.rate = rate
        let toleranceSeconds = rate.seconds(ofFrame: 1) / 2
        var last: (date: Int64, seconds: Double)?
        for segment in segments.sorted(by: { $0.frame < $1.frame })
        where segment.frame < frameCount {
            let end = seconds(ofFrame: segment.frame)
            guard let date = segment.microseconds else {
                if segment.frame > 0 { pausesUntold += 1 }
                continue
            }
            guard let reference = last else {
                if segment.frame > 0 { pausesUntold += 1 }
                last = (date, end)
                continue
            }
            let start = reference.seconds + Double(date - reference.date) / 1e6
            if start - end > toleranceSeconds, start <= Limits.secondsMax,
                runs.count < Limits.segmentsMax
            {
                runs.append(Run(firstFrame: segment.frame, startSeconds: start))
                last = (date, start)
            } else {
                if start < end - toleranceSeconds { overlaps += 1 }
                if start > Limits.secondsMax { pausesUntold += 1 }
                last = (date, end)
            }
        }
    }

    /// O(log runs).
    func seconds(ofFrame frame: Int64) -> Double {
        var (low, high) = (0, runs.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if runs[middle].firstFrame <= frame { low = middle } else { high = middle }
        }
        return runs[low].startSeconds + rate.seconds(ofFrame: frame - runs[low].firstFrame)
    }

    /// The runs of a file of `frameCount` frames, as records of one frame or as a single record.
    func recordRuns(frameCount: Int64, isMultiplexed: Bool) -> [RecordRun] {
        guard frameCount > 0 else { return [] }
        let ends = runs.dropFirst().map(\.firstFrame) + [frameCount]
        return zip(runs, ends).map { run, end in
            guard isMultiplexed else {
                return RecordRun(
                    firstRecord: 0, recordCount: 1, startSeconds: run.startSeconds,
                    paddingSeconds: rate.seconds(ofFrame: frameCount - end),
                    skippedSamples: run.firstFrame)
            }
            return RecordRun(
                firstRecord: run.firstFrame, recordCount: end - run.firstFrame,
                startSeconds: run.startSeconds)
        }
    }

    /// The same as stretches of time.
    func segments(frameCount: Int64) -> [RecordingSegment] {
        guard frameCount > 0 else { return [] }
        let ends = runs.dropFirst().map(\.firstFrame) + [frameCount]
        return zip(runs, ends).map { run, end in
            RecordingSegment(
                startSeconds: run.startSeconds,
                durationSeconds: rate.seconds(ofFrame: end - run.firstFrame))
        }
    }

    func summarise(into warnings: inout WarningList, file: String) {
        if pausesUntold > 0 {
            warnings.add(
                "\(file): \(pausesUntold) marker(s) 'New Segment' say that recording paused; the pauses "
                    + "have no length in the file and are read as none")
        }
        if overlaps > 0 {
            warnings.add(
                "\(file): \(overlaps) marker(s) 'New Segment' have dates before the end of the segment "
                    + "before them; read without a gap")
        }
    }
}

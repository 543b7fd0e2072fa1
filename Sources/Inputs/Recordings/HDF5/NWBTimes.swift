/// When the samples of a series were taken: at a rate from a start, or at a stamp each.
struct NWBTimes {
    let rate: StatedRate
    /// From the session's time 0.
    let startSeconds: Double
    let runs: [RecordRun]
    private var timeline: RunTimeline?

    init(_ file: HDF5File, series: String, samples: Int64) throws(RecordingError) {
        if let hertz = try file.number(series + "/starting_time", "rate") {
            guard hertz > 0, let rate = StatedRate(hertz: hertz) else {
                throw RecordingError(
                    file.path, field: "rate",
                    .badValue(found: "\(hertz)", expected: "a rate above 0"))
            }
            self.rate = rate
            var start = 0.0
            if let dataset = try file.dataset(series + "/starting_time"), dataset.isNumber,
                dataset.count == 1
            {
                start = try file.allNumbers(dataset).first ?? 0
            }
            startSeconds = try Self.bounded(start, file)
            runs = [RecordRun(firstRecord: 0, recordCount: samples, startSeconds: 0)]
            return
        }
        guard let stamps = try file.dataset(series + "/timestamps"), stamps.isNumber,
            stamps.shape == [samples], samples >= 3
        else {
            throw RecordingError(
                file.path, field: "timestamps",
                .missingField(
                    expected: "one for each of at least 3 samples, or starting_time with a rate,"))
        }
        let walk = try NWBStamps(file, stamps)
        rate = walk.rate
        startSeconds = try Self.bounded(walk.starts[0].seconds, file)
        var timeline = RunTimeline(rate: rate.statedHertz)
        for (index, start) in walk.starts.enumerated() {
            let next = index + 1 < walk.starts.count ? walk.starts[index + 1].sample : samples
            try timeline.add(
                firstRecord: start.sample, count: next - start.sample,
                seconds: start.seconds - startSeconds, path: file.path)
        }
        runs = timeline.runs
        self.timeline = timeline
    }

    func summarise(into warnings: inout WarningList) { timeline?.summarise(into: &warnings) }

    private static func bounded(_ seconds: Double, _ file: HDF5File) throws(RecordingError)
        -> Double
    {
        guard abs(seconds) <= Limits.secondsMax else {
            throw RecordingError(
                file.path, field: "starting_time",
                .badValue(
                    found: "\(seconds)", expected: "at most \(Limits.secondsMax) s"))
        }
        return seconds
    }
}

/// A stamp for each sample: the rate that they come to, and where gaps end.
private struct NWBStamps {
    let rate: StatedRate
    var starts: [(sample: Int64, seconds: Double)] = []

    private static let piece: Int64 = 65_536

    /// Steps of 0.75 to 1.25 of the usual one are none, from 1.5 on they are gaps; others have no
    /// reading that is certain. Reads the stamps once.
    init(_ file: HDF5File, _ stamps: HDF5Dataset) throws(RecordingError) {
        let count = stamps.shape[0]
        let head = try file.numbers(stamps, 0..<min(count, 4097))
        let steps = zip(head.dropFirst(), head).map { $0 - $1 }.sorted()
        let usual = steps.isEmpty ? 0 : steps[steps.count / 2]
        guard usual > 0, usual.isFinite, usual < Limits.secondsMax, let first = head.first,
            first.isFinite
        else { throw Self.irregular(file, 1) }
        starts = [(0, first)]
        var (regular, seconds) = (Int64(0), 0.0)
        var last = first
        for begin in stride(from: Int64(0), to: count, by: Int64.Stride(Self.piece)) {
            let values = try file.numbers(stamps, begin..<min(count, begin + Self.piece))
            for (offset, stamp) in values.enumerated() where begin + Int64(offset) > 0 {
                let step = stamp - last
                if step >= 0.75 * usual, step <= 1.25 * usual {
                    regular += 1
                    seconds += step
                } else if step >= 1.5 * usual, step < Limits.secondsMax {
                    guard starts.count < Limits.segmentsMax else {
                        throw RecordingError(
                            file.path, field: "number of gaps",
                            .limitExceeded(
                                found: Int64(starts.count), limit: Int64(Limits.segmentsMax)))
                    }
                    starts.append((begin + Int64(offset), stamp))
                } else {
                    throw Self.irregular(file, begin + Int64(offset))
                }
                last = stamp
            }
        }
        guard regular > 0, let rate = Self.rate(Double(regular) / seconds, samples: regular) else {
            throw Self.irregular(file, 1)
        }
        self.rate = rate
    }

    /// The shortest decimal number that the stamps' rounding leaves open.
    private static func rate(_ hertz: Double, samples: Int64) -> StatedRate? {
        // A stamp is off by at most half a step of the recorder's clock; two stamps decide.
        let tolerance = max(1e-9, 0.01 / Double(samples)) * hertz
        for digits in 0...6 {
            let power = Double(DecimalNumber.power(digits))
            let rounded = (hertz * power).rounded() / power
            if rounded > 0, abs(rounded - hertz) <= tolerance { return StatedRate(hertz: rounded) }
        }
        return StatedRate(hertz: hertz)
    }

    private static func irregular(_ file: HDF5File, _ sample: Int64) -> RecordingError {
        RecordingError(
            file.path, field: "timestamps",
            .unsupported(
                found: "irregular from sample \(sample) on",
                supported: "one with samples at a rate, apart from gaps"))
    }
}

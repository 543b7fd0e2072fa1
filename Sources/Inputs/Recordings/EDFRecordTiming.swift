/// How many frames a data record holds, so that its duration is an exact decimal of eight characters.
struct EDFRecordTiming: Sendable {
    let framesPerRecord: Int
    let duration: DecimalNumber
    let durationText: String

    /// The length nearest to `framesWanted` or, if that is nil, to one second; at most 4 MiB.
    init(
        rate: SamplingRate, channelCount: Int, framesWanted: Int? = nil, path: String
    ) throws(RecordingError) {
        let advice = "use a rate whose records have an exact decimal duration, such as 512 Hz"
        guard rate.samplesPerSecond <= Limits.samplesPerSecondMax,
            rate.samplesPerSecond >= 1e-3, rate.denominator < 1 << 32, rate.numerator < 1 << 40
        else {
            throw RecordingError(
                path, field: "sampling rate",
                .doesNotFit(value: rate.description, advice: advice))
        }
        let room = max(1, (4 << 20) / (2 * channelCount))
        let wanted = framesWanted ?? Int(rate.samplesPerSecond.rounded())
        let target = min(max(1, wanted), room)
        for distance in 0..<max(4096, 2 * target) {
            for frames in [target - distance, target + distance]
            where frames >= 1 && frames <= max(room, target) {
                guard let found = Self.duration(ofFrames: Int64(frames), rate) else { continue }
                framesPerRecord = frames
                (duration, durationText) = found
                return
            }
        }
        throw RecordingError(
            path, field: "sampling rate", .doesNotFit(value: rate.description, advice: advice))
    }

    /// `frames / rate` where it is a decimal that fits the field.
    private static func duration(
        ofFrames frames: Int64, _ rate: SamplingRate
    ) -> (DecimalNumber, String)? {
        var (dividend, overflow) = frames.multipliedReportingOverflow(by: rate.denominator)
        for scale in 0...6 {
            if overflow { return nil }
            if dividend % rate.numerator == 0 {
                let number = DecimalNumber(mantissa: dividend / rate.numerator, scale: scale)
                let text = EDFAnnotationText.decimal(number)
                return text.utf8.count <= 8 ? (number, text) : nil
            }
            (dividend, overflow) = dividend.multipliedReportingOverflow(by: 10)
        }
        return nil
    }
}

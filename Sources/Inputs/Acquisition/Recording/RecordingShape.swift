import Foundation
import Recordings

/// Frames and seconds of what is recorded, counted from the run's first frame.
protocol RecordedTime: Sendable {
    var rate: SamplingRate { get }
}

extension RecordedTime {
    func seconds(_ frame: Int64) -> Double {
        Double(frame) * Double(rate.denominator) / Double(rate.numerator)
    }

    func frame(ofSecond second: Int64) -> Int64 { second * rate.numerator / rate.denominator }

    func second(ofFrame frame: Int64) -> Int64 { frame * rate.denominator / rate.numerator }

    /// The frame at the whole second that a frame lies in: the header of a file knows no parts of a
    /// second.
    func wholeSecond(_ frame: Int64) -> Int64 { self.frame(ofSecond: second(ofFrame: frame)) }
}

/// What all the EDF+ files of a run have in common.
package struct RecordingShape: RecordedTime {
    package var channels: [EDFWriter.Channel]
    package var rate: SamplingRate
    /// About how long a gap is at least.
    package var framesPerRecord: Int
    /// Of the run's first frame, as "2026-11-23T07:15:04"; nil where it is not known.
    package var startDate: String?
    package var annotationBytesPerRecord: Int

    package init(
        channels: [EDFWriter.Channel], rate: SamplingRate, framesPerRecord: Int,
        startDate: String?, annotationBytesPerRecord: Int = 128
    ) {
        self.channels = channels
        self.rate = rate
        self.framesPerRecord = framesPerRecord
        self.startDate = startDate
        self.annotationBytesPerRecord = annotationBytesPerRecord
    }

    /// Creates a file whose first frame is that of the run.
    func makeWriter(_ path: String, firstFrame: Int64) throws(RecordingError) -> EDFWriter {
        try EDFWriter(
            creating: path, channels: channels, rate: rate, startDate: date(ofFrame: firstFrame),
            framesPerRecord: framesPerRecord, annotationBytesPerRecord: annotationBytesPerRecord)
    }

    func date(ofFrame frame: Int64) -> String? {
        startDate.map { Self.date($0, after: second(ofFrame: frame)) }
    }

    /// A second of the run by the wall clock that it began by.
    static func date(_ start: String, after second: Int64) -> String {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        // Whatever the clock does in between, a file begins as long after the first as its frames.
        formatter.timeZone = TimeZone(secondsFromGMT: 0)
        formatter.dateFormat = "yyyy-MM-dd'T'HH:mm:ss"
        guard let date = formatter.date(from: start) else { return start }
        return formatter.string(from: date.addingTimeInterval(Double(second)))
    }
}

import Foundation
import Recordings

/// What the recording of a capture is to be.
package struct RecordingPlan: Sendable {
    /// Of the file; where there are several, each has its start's date in its name besides.
    package var path: String
    package var channelNames: [String]
    package var rate: SamplingRate
    package var scale: InputScale
    /// About how long a gap is at least.
    package var framesPerRecord: Int
    /// Of the capture's first frame, as "2026-11-23T07:15:04".
    package var startDate: String
    /// Channels, by index, whose counts are no voltage.
    package var markers: Set<Int> = []
    /// Room for edges, which may come by the hundred a second, beside everything else.
    package var annotationBytesPerRecord = 128
    /// Nil: recorded from the first frame on. Else so much is kept of the time before the frame that
    /// starts the recording.
    package var beforeSeconds: Double?
    /// What a file lasts before the next; nil for one file.
    package var rotateSeconds: Int?
    /// Nil: nobody watches the disk.
    package var reserve: DiskReserve?

    package init(
        path: String, channelNames: [String], rate: SamplingRate, scale: InputScale,
        framesPerRecord: Int, startDate: String
    ) {
        self.path = path
        self.channelNames = channelNames
        self.rate = rate
        self.scale = scale
        self.framesPerRecord = framesPerRecord
        self.startDate = startDate
    }

    func seconds(_ frame: Int64) -> Double {
        Double(frame) * Double(rate.denominator) / Double(rate.numerator)
    }

    func frame(ofSecond second: Int64) -> Int64 { second * rate.numerator / rate.denominator }

    /// The first frame to record, given the one that starts the recording: at a whole second.
    func firstFrame(_ start: Int64) -> Int64 {
        let before = (beforeSeconds ?? 0) * rate.samplesPerSecond
        return wholeSecond(max(0, start - Int64(before.rounded(.up))))
    }

    /// The frame at the whole second of the capture that a frame lies in: the header of a file knows
    /// no parts of a second.
    func wholeSecond(_ frame: Int64) -> Int64 {
        self.frame(ofSecond: frame * rate.denominator / rate.numerator)
    }

    /// The file that begins with a frame. Names sort by time.
    func path(ofFrame frame: Int64) -> String {
        guard rotateSeconds != nil else { return path }
        let date = date(ofSecond: frame * rate.denominator / rate.numerator)
        return "\(stem)_\(date.filter { $0 != "-" && $0 != ":" }).edf"
    }

    /// The list of the files, where there are several.
    package var manifestPath: String { stem + "_manifest.tsv" }

    private var stem: String {
        path.lowercased().hasSuffix(".edf") ? String(path.dropLast(4)) : path
    }

    package var bytesPerSecond: Double {
        let record = 2 * framesPerRecord * channelNames.count + annotationBytesPerRecord
        return Double(record) / Double(framesPerRecord) * rate.samplesPerSecond
    }

    /// - Parameter seconds: of the run, where that is known.
    /// - Throws: where the disk has no room for the first file besides its reserve.
    package func checkRoom(seconds: Double?) throws(RecordingError) {
        guard let reserve, let free = reserve.free() else { return }
        let first = [rotateSeconds.map { Double($0) }, seconds].compactMap { $0 }.min() ?? 0
        let needed = Int64(first * bytesPerSecond)
        guard free - reserve.bytes < needed else { return }
        throw RecordingError(
            path,
            .cannotWrite(
                reason: "the first file takes \(DiskReserve.text(needed)), and the reserve is "
                    + "\(DiskReserve.text(reserve.bytes)), but only \(DiskReserve.text(free)) are "
                    + "left on its disk"))
    }

    /// Creates a file whose first frame is that of the capture.
    func makeWriter(_ path: String, firstFrame: Int64) throws(RecordingError) -> EDFWriter {
        let transducer = "ALSA capture device"
        return try EDFWriter(
            creating: path,
            channels: channelNames.enumerated().map { index, name in
                markers.contains(index)
                    ? InputScale.edfMarker(name: name, transducer: transducer)
                    : scale.edfChannel(name: name, transducer: transducer)
            },
            rate: rate, startDate: date(ofSecond: firstFrame * rate.denominator / rate.numerator),
            framesPerRecord: framesPerRecord, annotationBytesPerRecord: annotationBytesPerRecord)
    }

    /// A second of the capture by the wall clock that it began by.
    func date(ofSecond second: Int64) -> String {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        // Whatever the clock does in between, a file begins as long after the first as its frames.
        formatter.timeZone = TimeZone(secondsFromGMT: 0)
        formatter.dateFormat = "yyyy-MM-dd'T'HH:mm:ss"
        guard let start = formatter.date(from: startDate) else { return startDate }
        return formatter.string(from: start.addingTimeInterval(Double(second)))
    }
}

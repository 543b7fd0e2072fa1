import Foundation
import Recordings

/// What the recording of a capture is to be.
package struct RecordingPlan: RecordedTime {
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

    /// The first frame to record, given the one that starts the recording: at a whole second.
    func firstFrame(_ start: Int64) -> Int64 {
        let before = (beforeSeconds ?? 0) * rate.samplesPerSecond
        return wholeSecond(max(0, start - Int64(before.rounded(.up))))
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
        let texts = DiskReserve.texts([needed, reserve.bytes, free])
        throw RecordingError(
            path,
            .cannotWrite(
                reason:
                    "the first file takes \(texts[0]), and the reserve is \(texts[1]), but only "
                    + "\(texts[2]) are left on its disk"))
    }

    /// What its files have in common.
    package var shape: RecordingShape {
        let transducer = "ALSA capture device"
        return RecordingShape(
            channels: channelNames.enumerated().map { index, name in
                markers.contains(index)
                    ? InputScale.edfMarker(name: name, transducer: transducer)
                    : scale.edfChannel(name: name, transducer: transducer)
            },
            rate: rate, framesPerRecord: framesPerRecord, startDate: startDate,
            annotationBytesPerRecord: annotationBytesPerRecord)
    }

    private func date(ofSecond second: Int64) -> String {
        RecordingShape.date(startDate, after: second)
    }
}

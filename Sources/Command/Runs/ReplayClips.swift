import Acquisition
import Foundation
import Journal
import Recordings

/// Clips of a recording, which are copied from it once they are over: exactly, in its own units and
/// under its own names, with what it says itself.
final class ReplayClips: ClipMaker {
    private let recording: Recording
    private let rate: SamplingRate
    /// Where the clips are made.
    private let folder: String
    private var schedule: ClipSchedule
    /// Somebody's annotations to come, as notes, in order.
    private var marks: ArraySlice<ClipNote>
    /// What the loop made of the recording so far.
    private var remarks: [RecordingAnnotation] = []
    private var remarksMax = 1_024
    private let beforeSeconds: Double
    private var finished: [FinishedClip] = []
    /// What went wrong first; nothing is copied from then on.
    private var problem: (any Error)?
    private var isAbandoned = false

    /// - Parameters:
    ///   - frames: that the run reads.
    ///   - seizures: that somebody annotated beside the recording, s.
    init(
        _ request: ClipRequest, _ recording: Recording, rate: SamplingRate, frames: Range<Int64>,
        seizures: [(onset: Double, end: Double)], in folder: String
    ) {
        self.recording = recording
        self.rate = rate
        self.folder = folder
        beforeSeconds = request.beforeSeconds
        schedule = ClipSchedule(request, rate: rate, firstFrame: frames.lowerBound)
        // A file may say anything.
        func frame(_ seconds: Double) -> Int64 {
            let within = max(-1, min(seconds, recording.durationSeconds + 1))
            return Int64((within * rate.samplesPerSecond).rounded())
        }
        let starts = Set(recording.segments.map(\.startSeconds))
        let annotations = recording.annotations.filter {
            Self.isMark($0.text) && !($0.text == "New Segment" && starts.contains($0.onsetSeconds))
        }
        let all: [(Double, Double, String)] =
            annotations.filter { $0.onsetSeconds.isFinite }.map {
                ($0.onsetSeconds, $0.durationSeconds ?? 0, $0.text)
            }
            + seizures.map { ($0.onset, $0.end - $0.onset, "annotated seizure") }
        marks =
            all.sorted { $0.0 < $1.0 }.map { onset, duration, text in
                ClipNote(
                    frame: frame(onset), kind: .mark(endFrame: frame(onset + max(0, duration))),
                    cause: text)
            }.filter { frames.contains($0.frame) }[...]
    }

    /// What a recorder or a run of the loop noted by itself is nobody's annotation; an edge on a
    /// trigger line is.
    static func isMark(_ text: String) -> Bool {
        text != "padding" && (!text.hasPrefix("Quench ") || text.hasPrefix("Quench trigger "))
    }

    func take(_ batch: ClipBatch) throws {
        for note in batch.notes {
            pass(marksTo: note.frame)
            reach(note.frame)
            schedule.take(note)
            if let annotation = note.annotation { remarks.append(annotation) }
        }
        pass(marksTo: batch.endFrame)
        reach(batch.endFrame)
        forget(before: schedule.current?.frames.lowerBound ?? batch.endFrame)
        if let problem { throw problem }
    }

    func close(at frame: Int64) throws {
        pass(marksTo: frame)
        reach(frame)
        if let clip = schedule.end(at: frame) { copy(clip) }
        if let problem { throw problem }
    }

    func takeFinished() -> [FinishedClip] {
        defer { finished = [] }
        return finished
    }

    func abandon() { isAbandoned = true }

    var clipsOver: Int { schedule.clipsOver }

    private func pass(marksTo frame: Int64) {
        while let mark = marks.first, mark.frame <= frame {
            marks.removeFirst()
            reach(mark.frame)
            schedule.take(mark)
        }
    }

    private func reach(_ frame: Int64) {
        while let clip = schedule.over(by: frame) { copy(clip) }
    }

    /// Drops what no clip to come can have, now and then.
    private func forget(before frame: Int64) {
        guard remarks.count > remarksMax else { return }
        remarks.removeAll { $0.onsetSeconds < seconds(frame) - beforeSeconds - 1 }
        remarksMax = max(1_024, 2 * remarks.count)
    }

    private func copy(_ clip: Clip) {
        guard problem == nil, !isAbandoned else { return }
        do { try make(clip) } catch { problem = error }
    }

    private func make(_ clip: Clip) throws {
        let (from, to) = (seconds(clip.frames.lowerBound), seconds(clip.frames.upperBound))
        // Without a frame there is no file.
        let isThere = recording.segments.contains { $0.startSeconds < to && from < $0.endSeconds }
        guard from < to, isThere else { return }
        var options = Conversion.Options()
        options.rate = rate
        (options.from, options.to) = (from, to)
        options.remarks = remarks.filter { (from...to).contains($0.onsetSeconds) }
        if clip.ending == .runEnded {
            options.remarks.append(
                RecordingAnnotation(
                    onsetSeconds: seconds(max(clip.frames.lowerBound, clip.frames.upperBound - 1)),
                    text: ClipRecording.runEnded))
        }
        let path = "\(folder)/\(clip.name).edf"
        let conversion = try Conversion(recording, to: path, options)
        var generator = SystemRandomNumberGenerator()
        let made = try conversion.run(
            using: &generator, progress: { _ in }, isStopped: { false })
        guard let made else { return }
        let side = made.files.first { $0 != path }
        finished.append(
            FinishedClip(
                clip: clip, firstFrame: made.firstFrame, frames: made.frameCount,
                sideName: side.map { URL(fileURLWithPath: $0).lastPathComponent }))
    }

    private func seconds(_ frame: Int64) -> Double { Double(frame) / rate.samplesPerSecond }
}

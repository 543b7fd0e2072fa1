import Foundation
import Recordings

/// A clip whose file is complete, under a name of its own until it takes its place.
package struct StagedClip: Sendable {
    package var clip: Clip
    /// Where the file is.
    package var stagedPath: String
    /// Of the run.
    package var firstFrame: Int64
    package var frames: Int64
}

/// The clips of a signal that cannot be had a second time: frames come in, the latest are held in
/// memory, and a clip's file grows as its frames come.
///
/// Frames, notes and times are the run's. It throws where a file cannot be written.
package struct ClipRecording: ~Copyable, Sendable {
    /// What the loop makes of a frame, and what a slow disk makes of both, takes no longer, s.
    static let lateSeconds = 15.0

    /// What a clip says that the run's end cut short.
    package static let runEnded = "Quench run ended"

    private let shape: RecordingShape
    private let folder: String
    private var history: FrameHistory
    private var schedule: ClipSchedule
    private let request: ClipRequest
    private var file: CaptureRecording?
    /// The file under way, or the last one.
    private var path = ""
    /// Of its clip.
    private var number = 0
    /// Its next frame.
    private var nextFrame: Int64 = 0
    /// Of late, for clips to come.
    private var annotations: [RecordingAnnotation] = []
    private var annotationsMax = 256
    private var complete: [StagedClip] = []
    /// Whether nothing is written any more.
    package private(set) var isAbandoned = false

    /// - Parameters:
    ///   - folder: where the clips' files are made.
    ///   - firstFrame: of the run.
    package init(
        _ request: ClipRequest, _ shape: RecordingShape, in folder: String, firstFrame: Int64 = 0
    ) {
        self.request = request
        self.shape = shape
        self.folder = folder
        schedule = ClipSchedule(request, rate: shape.rate, firstFrame: firstFrame)
        history = FrameHistory(
            channelCount: shape.channels.count,
            capacityFrames: Self.historyFrames(request, shape.rate))
    }

    private static func historyFrames(_ request: ClipRequest, _ rate: SamplingRate) -> Int {
        // A clip begins at a whole second.
        let seconds = request.beforeSeconds + 1 + lateSeconds
        return Int((seconds * rate.samplesPerSecond).rounded(.up))
    }

    /// Bytes of memory in which the latest frames are held.
    package static func memoryBytes(
        _ request: ClipRequest, channels: Int, rate: SamplingRate
    ) -> Int64 { 2 * Int64(channels) * Int64(historyFrames(request, rate)) }

    /// Clips that ended so far, complete or not.
    package var clipsOver: Int { schedule.clipsOver }

    /// The one after the latest frame.
    package var latestFrame: Int64 { history.endFrame }

    /// Takes frames that are later than all before, in counts laid out [channel][frames].
    package mutating func add(firstFrame: Int64, frames: Int, counts: [Int16]) {
        history.add(FramePiece(firstFrame: firstFrame, frames: frames, counts: counts))
    }

    /// Takes what happened; all frames before have been reached.
    package mutating func take(_ note: ClipNote) throws(RecordingError) {
        schedule.take(note)
        guard let annotation = note.annotation else { return }
        annotations.append(annotation)
        try file?.annotate(annotation)
    }

    /// Goes on to a frame before which everything is known: writes what is in clips.
    package mutating func reach(_ frame: Int64) throws(RecordingError) {
        while let clip = schedule.over(by: frame) { try finish(clip) }
        if let clip = schedule.current { try write(clip, before: frame) }
        forget(before: frame)
    }

    /// Hands over the clips that became complete since the last time, also after an error.
    package mutating func takeComplete() -> [StagedClip] {
        defer { complete = [] }
        return complete
    }

    /// Ends the clip under way with the run.
    package mutating func end(at frame: Int64) throws(RecordingError) {
        try reach(frame)
        guard let clip = schedule.end(at: frame) else { return }
        if clip.ending == .runEnded {
            try write(clip, before: frame)
            try file?.annotate(
                RecordingAnnotation(
                    onsetSeconds: shape.seconds(max(0, frame - 1)), text: Self.runEnded))
        }
        try finish(clip)
    }

    /// Leaves nothing of a clip that could not be written, and writes no more: what still comes is
    /// counted. To be called after an error.
    package mutating func abandon() {
        isAbandoned = true
        _ = file.take()?.abandon()
        if !path.isEmpty { try? FileManager.default.removeItem(atPath: path) }
        path = ""
    }

    private mutating func write(_ clip: Clip, before frame: Int64) throws(RecordingError) {
        guard !isAbandoned else { return }
        let begun = number == clip.number ? nextFrame : clip.frames.lowerBound
        let wanted = begun..<max(begun, min(frame, clip.frames.upperBound))
        for piece in history.pieces(in: wanted) {
            if number != clip.number { try open(clip) }
            try file?.write(piece)
            nextFrame = piece.endFrame
        }
    }

    private mutating func open(_ clip: Clip) throws(RecordingError) {
        path = StagedFiles.temporary("\(folder)/\(clip.name).edf")
        number = clip.number
        file = try CaptureRecording(
            creating: path, shape, firstFrame: shape.wholeSecond(clip.frames.lowerBound))
        for annotation in annotations
        where annotation.onsetSeconds >= shape.seconds(clip.frames.lowerBound) {
            try file?.annotate(annotation)
        }
    }

    private mutating func finish(_ clip: Clip) throws(RecordingError) {
        try write(clip, before: clip.frames.upperBound)
        // Without a frame there is no file.
        guard let description = file?.description, let (summary, problem) = file.take()?.close()
        else { return }
        // Half a clip is none.
        if let problem { throw problem }
        path = ""
        complete.append(
            StagedClip(
                clip: clip, stagedPath: description.path, firstFrame: description.firstFrame,
                frames: summary.frameCount))
    }

    private mutating func forget(before frame: Int64) {
        guard annotations.count > annotationsMax else { return }
        let oldest = shape.seconds(frame) - request.beforeSeconds - 1
        annotations.removeAll { $0.onsetSeconds < oldest }
        annotationsMax = max(256, 2 * annotations.count)
    }
}

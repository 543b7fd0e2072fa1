import Recordings

/// A stretch of a run that is kept, and why.
package struct Clip: Sendable, Equatable {
    package enum Ending: String, Sendable {
        case whole
        /// It is as long as a clip can be: the next one begins with the frame after it.
        case goesOn = "goes on"
        /// The run was over before.
        case runEnded = "run ended"
    }

    /// From 1 on.
    package let number: Int
    /// Each once, the first eight.
    package fileprivate(set) var causes: [String]
    /// Whether a trigger or somebody's annotation is among the causes.
    package fileprivate(set) var isAnnotated: Bool
    /// Of the first cause.
    package let onsetFrame: Int64
    package fileprivate(set) var frames: Range<Int64>
    package fileprivate(set) var ending = Ending.whole

    /// "clip_00001": names sort by time.
    package var name: String {
        let digits = "\(number)"
        return "clip_" + String(repeating: "0", count: max(0, 5 - digits.count)) + digits
    }
}

/// Which stretches of a run are kept, decided by frames alone: whatever the machine does, the same
/// notes give the same clips.
///
/// One clip is under way at a time: what begins before it is over joins it, what begins later has a
/// clip of its own, whose time before may repeat frames of the last one. A clip does not end within
/// an episode or a burst.
package struct ClipSchedule: RecordedTime {
    /// A clip is no longer than this.
    package static let secondsMax: Int64 = 3_600
    private static let causesMax = 8

    package let rate: SamplingRate
    private let beforeFrames: Int64
    private let afterFrames: Int64
    /// Of the run.
    private let firstFrame: Int64
    /// Under way; its end is where it would end by what is known.
    private var clip: Clip?
    private var isInEpisode = false
    private var isInBurst = false
    private var clipCount = 0

    package init(_ request: ClipRequest, rate: SamplingRate, firstFrame: Int64) {
        self.rate = rate
        self.firstFrame = firstFrame
        beforeFrames = Int64((request.beforeSeconds * rate.samplesPerSecond).rounded(.up))
        afterFrames = Int64((request.afterSeconds * rate.samplesPerSecond).rounded(.up))
    }

    /// The clip under way as far as it is known to go; nil where there is none.
    package var current: Clip? {
        clip.map { clip in
            var clip = clip
            clip.frames = clip.frames.lowerBound..<min(end(of: clip), limit(of: clip))
            return clip
        }
    }

    /// Clips that ended so far.
    package var clipsOver: Int { clip == nil ? clipCount : clipCount - 1 }

    /// Takes what happened. Ask `over` before, up to its frame.
    package mutating func take(_ note: ClipNote) {
        switch note.kind {
        case .episodeBegan:
            isInEpisode = true
            begin(note, until: note.onsetFrame + 1, isAnnotated: false)
        case .episodeEnded:
            isInEpisode = false
            extend(to: note.frame + afterFrames)
        case .burstBegan: isInBurst = true
        case .burstEnded:
            isInBurst = false
            extend(to: note.frame)
        case .mark(let end):
            let end = max(end, note.onsetFrame + 1)
            begin(note, until: end + afterFrames, isAnnotated: true)
        case .remark: break
        }
    }

    /// The next clip that ends before a frame.
    package mutating func over(by frame: Int64) -> Clip? {
        guard var ended = current, ended.frames.upperBound < frame, let known = clip else {
            return nil
        }
        clip = nil
        let next = ended.frames.upperBound
        guard end(of: known) > next else { return ended }
        ended.ending = .goesOn
        clipCount += 1
        clip = Clip(
            number: clipCount, causes: known.causes, isAnnotated: known.isAnnotated,
            onsetFrame: known.onsetFrame,
            frames: next..<max(next + 1, known.frames.upperBound))
        return ended
    }

    /// The clip that is under way where the run ends; ask `over` before, up to there.
    package mutating func end(at frame: Int64) -> Clip? {
        guard var ended = current else { return nil }
        clip = nil
        guard ended.frames.upperBound > frame else { return ended }
        ended.ending = .runEnded
        ended.frames = min(ended.frames.lowerBound, frame)..<frame
        return ended
    }

    private mutating func begin(_ note: ClipNote, until end: Int64, isAnnotated: Bool) {
        if clip == nil {
            clipCount += 1
            let start = max(firstFrame, wholeSecond(max(0, note.onsetFrame - beforeFrames)))
            clip = Clip(
                number: clipCount, causes: [note.cause], isAnnotated: isAnnotated,
                onsetFrame: note.onsetFrame, frames: start..<max(start + 1, end))
            return
        }
        extend(to: end)
        if isAnnotated { clip?.isAnnotated = true }
        let causes = clip?.causes ?? []
        guard causes.count < Self.causesMax, !causes.contains(note.cause) else { return }
        clip?.causes.append(note.cause)
    }

    private mutating func extend(to frame: Int64) {
        guard let frames = clip?.frames, frame > frames.upperBound else { return }
        clip?.frames = frames.lowerBound..<frame
    }

    private func end(of clip: Clip) -> Int64 {
        isInEpisode || isInBurst ? .max : clip.frames.upperBound
    }

    private func limit(of clip: Clip) -> Int64 {
        frame(ofSecond: second(ofFrame: clip.frames.lowerBound) + Self.secondsMax)
    }
}

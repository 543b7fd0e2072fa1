import Acquisition
import Recordings
import SignalSources
import Stimulation
import VirtualPatient

/// A signal that comes once, for the clips of a run.
protocol ClipFeed {
    /// Takes how far the loop came, and the pulses up to there; the frame before which all is known.
    mutating func hear(_ batch: ClipBatch) -> Int64

    /// Hands over frames up to one, as many as go at once; false where there are no more.
    mutating func read(to frame: Int64, into clips: inout ClipRecording) throws -> Bool

    /// Lets go of what comes.
    mutating func drain()
}

/// Clips of a signal that cannot be had a second time.
final class LiveClips<Feed: ClipFeed>: ClipMaker {
    private var feed: Feed
    private var recording: ClipRecording
    /// That are not due yet.
    private var notes: [ClipNote] = []

    init(_ feed: Feed, _ recording: consuming ClipRecording) {
        self.feed = feed
        self.recording = recording
    }

    func take(_ batch: ClipBatch) throws {
        notes += batch.notes
        let frame = feed.hear(batch)
        try StagedFiles.naming { try go(to: frame) }
    }

    func close(at frame: Int64) throws {
        try StagedFiles.naming {
            try go(to: frame)
            try recording.end(at: frame)
        }
    }

    func takeFinished() -> [FinishedClip] { recording.takeComplete().map { FinishedClip($0) } }

    func abandon() { recording.abandon() }

    var clipsOver: Int { recording.clipsOver }

    private func go(to end: Int64) throws {
        while let note = notes.first, note.frame <= end {
            try reach(note.frame)
            notes.removeFirst()
            try recording.take(note)
        }
        try reach(end)
    }

    private func reach(_ frame: Int64) throws {
        if recording.isAbandoned { feed.drain() }
        while !recording.isAbandoned, try feed.read(to: frame, into: &recording) {
            try recording.reach(min(frame, recording.latestFrame))
        }
        try recording.reach(frame)
    }
}

extension FinishedClip {
    fileprivate init(_ staged: StagedClip) {
        self.init(
            clip: staged.clip, firstFrame: staged.firstFrame, frames: staged.frames,
            stagedPath: staged.stagedPath)
    }
}

/// What a capture device gave, on its way past the loop.
struct TapFeed: ClipFeed {
    let tap: CaptureTap

    mutating func hear(_ batch: ClipBatch) -> Int64 { batch.endFrame }

    mutating func read(to frame: Int64, into clips: inout ClipRecording) -> Bool {
        tap.drain { clips.add(firstFrame: $0, frames: $1, counts: $2) }
        return false
    }

    mutating func drain() { tap.drain { _, _, _ in } }
}

/// A virtual patient that goes through the run a second time, with the pulses that were reported.
struct PatientFeed: ClipFeed {
    private var patient: VirtualPatient
    private let stepFrames: Int64
    private var pulses: [Pulse] = []
    private var latestFrame: Int64 = 0
    private var settledFrame: Int64 = 0

    /// Microvolts of a count: the patient's amplifier has this step.
    static let lsbMicrovolts = 0.25

    /// - Parameter patient: as it was before the run.
    init(_ patient: VirtualPatient, rate: SamplingRate) {
        self.patient = patient
        stepFrames = max(1, Int64(rate.samplesPerSecond / 2))
    }

    /// A channel that says what a count is.
    static func channel(_ name: String) -> EDFWriter.Channel {
        EDFWriter.Channel(
            name: name, physicalMinimum: -32_768 * lsbMicrovolts,
            physicalMaximum: 32_767 * lsbMicrovolts, transducer: "virtual patient")
    }

    /// A hop behind: by then every pulse that began before has been reported.
    mutating func hear(_ batch: ClipBatch) -> Int64 {
        pulses += batch.pulses
        if batch.endFrame > latestFrame {
            settledFrame = latestFrame
            latestFrame = batch.endFrame
        }
        return settledFrame
    }

    mutating func read(to frame: Int64, into clips: inout ClipRecording) throws -> Bool {
        for pulse in pulses { try patient.deliver(StimulusPulse(pulse)) }
        pulses.removeAll()
        let firstFrame = patient.frameIndex
        let count = Int(min(stepFrames, frame - firstFrame))
        guard count > 0 else { return false }
        var samples = [Float](repeating: 0, count: count * patient.channelCount)
        try patient.advance(frames: count, into: &samples)
        clips.add(
            firstFrame: firstFrame, frames: count,
            counts: samples.map { sample in
                let count = (Double(sample) / Self.lsbMicrovolts).rounded(.toNearestOrEven)
                return Int16(max(-32_768, min(32_767, count)))
            })
        return true
    }

    mutating func drain() { pulses.removeAll() }
}

import Acquisition
import Journal
import Pipeline
import Recordings
import RunFolder

/// The clips of a run under way, as the run's thread sees them: what happens goes in, what became of
/// the clips comes out.
struct ClipLog {
    private enum Manner {
        /// Where nothing has a deadline, everybody waits for everybody.
        case direct(ClipWorker)
        case thread(ClipThread)
    }

    private let manner: Manner
    /// Lines, as "TRIG rising", whose edges are a reason for a clip.
    private let triggers: Set<String>
    private var news: [ClipNews] = []
    /// How far the loop came.
    private(set) var toldFrame: Int64 = 0
    private(set) var counts = ClipCounts()
    var problem: String? { counts.problem }

    /// Makes the folder of the clips, and an empty list of them.
    init(
        _ maker: any ClipMaker, _ request: ClipRequest, in folder: RunFolder,
        _ context: RunContext, triggers: Set<String> = []
    ) throws {
        try folder.makeClipsFolder()
        let list = ClipList(in: folder.path, most: request.most)
        try list.write()
        let worker = ClipWorker(
            maker, list, in: folder.path, rateHertz: context.planned.signal.rateHertz)
        if context.pace == .unpaced {
            manner = .direct(worker)
        } else {
            manner = .thread(try .start(worker))
        }
        self.triggers = triggers
    }

    /// Hands a hop over, with what it meant; a paced run never waits.
    mutating func take(_ report: borrowing HopReport, _ events: [JournalEvent]) {
        let batch = ClipBatch(
            notes: events.compactMap(note), pulses: report.pulses,
            endFrame: report.record.decision.endFrame)
        toldFrame = batch.endFrame
        switch manner {
        case .direct(let worker): news += worker.take(batch)
        case .thread(let thread):
            thread.take(batch)
            news += thread.news()
        }
    }

    /// What became of the clips since the last time, told at a frame.
    mutating func events(at frame: Int64, timeSeconds: Double) -> [JournalEvent] {
        defer { news.removeAll() }
        return news.compactMap { told in
            counts.take(told)
            switch told {
            case .saved(let clip): return .clipSaved(clip, frame: frame, timeSeconds: timeSeconds)
            case .removed(let clip):
                return .clipRemoved(clip, frame: frame, timeSeconds: timeSeconds)
            case .leftOut(let reason, let onset):
                return .clipLeftOut(
                    reason: reason, onsetSeconds: onset, frame: frame, timeSeconds: timeSeconds)
            case .lost: return nil
            case .failed(let reason):
                return .clipsFailed(frame: frame, timeSeconds: timeSeconds, reason: reason)
            }
        }
    }

    /// Completes what is under way where the run ended.
    mutating func close(at frame: Int64) {
        switch manner {
        case .direct(let worker): news += worker.close(at: frame)
        case .thread(let thread): news += thread.close(at: frame)
        }
    }

    private func note(_ event: JournalEvent) -> ClipNote? {
        let annotation = event.recordingAnnotation
        func note(_ kind: ClipNote.Kind, onset: Int64? = nil, cause: String = "") -> ClipNote {
            ClipNote(
                frame: event.frame, kind: kind, onsetFrame: onset, cause: cause,
                annotation: annotation)
        }
        switch event.kind {
        case .detection:
            return note(.episodeBegan, cause: "detection \(event["episode"]?.integer ?? 0)")
        case .episodeEnded: return note(.episodeEnded)
        case .burstStarted: return note(.burstBegan)
        case .burstEnded: return note(.burstEnded)
        case .trigger:
            let line = "\(event["channel"]?.text ?? "") \(event["slope"]?.text ?? "")"
            let onset = event["onsetFrame"]?.integer ?? event.frame
            guard triggers.contains(line) else { return note(.remark) }
            return note(.mark(endFrame: onset + 1), onset: onset, cause: "trigger \(line)")
        default: return annotation == nil ? nil : note(.remark)
        }
    }
}

extension ClipCounts {
    mutating func take(_ news: ClipNews) {
        switch news {
        case .saved: written += 1
        case .removed: replaced += 1
        case .leftOut: lost += 1
        case .lost(let clips): lost += clips
        case .failed(let reason): problem = problem ?? reason
        }
    }
}

extension ClipRequest {
    /// Refuses a disk that has no room for a clip.
    ///
    /// - Parameter folder: the run's, there or not.
    func checkRoom(channels: Int, rate: SamplingRate, in folder: String) throws(RunError) {
        let seconds = beforeSeconds + afterSeconds + 1
        let needed = Int64(2 * Double(channels) * rate.samplesPerSecond * seconds)
        guard let free = DiskReserve(bytes: 0, ofNearest: folder).free(), free < needed else {
            return
        }
        let texts = DiskReserve.texts([needed, free])
        throw RunError(
            "--clips: a clip takes \(texts[0]) or more, but only \(texts[1]) are left on the disk of "
                + folder)
    }

    /// What the run's reader should know of the memory.
    func remark(channels: Int, rate: SamplingRate) -> String {
        let bytes = ClipRecording.memoryBytes(self, channels: channels, rate: rate)
        return "clips hold the latest frames in \(DiskReserve.text(bytes)) of memory"
    }
}

extension RunRecorder {
    /// Tells the clips of a hop and the journal of the clips; what went wrong with them, once.
    mutating func note(_ clips: inout ClipLog?, at report: borrowing HopReport) {
        guard clips != nil else { return }
        clips?.take(report, latestEvents)
        tell(&clips)
    }

    /// Ends the clips with the run's last frame.
    mutating func close(_ clips: inout ClipLog?, at frame: Int64) {
        clips?.close(at: frame)
        tell(&clips)
    }

    private mutating func tell(_ clips: inout ClipLog?) {
        guard let frame = clips?.toldFrame else { return }
        let events = clips?.events(at: frame, timeSeconds: context.seconds(ofFrame: frame))
        for event in events ?? [] { note(event) }
        self.clips = clips?.counts
    }
}

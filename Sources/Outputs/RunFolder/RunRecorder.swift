import ClosedLoop
import Evaluation
import Foundation
import Journal
import Pipeline
import Realtime
import Report
import SignalSources
import Stimulation

/// Takes the telemetry of a run hop by hop, keeps the journal, and writes the folder at the end.
package struct RunRecorder: ~Copyable {
    package var context: RunContext
    let folder: RunFolder
    let writer: RunWriter
    /// What the run may give; for the pipeline.
    package let permit = TherapyPermit()
    /// What became of the clips so far; nil where none are asked for.
    package var clips: ClipCounts?
    var markerCounts = MarkerCounts()
    /// What was changed while the run went on.
    var changes: [SettingsChange] = []
    /// Refused markers that the journal knows of, and when it may be told of more.
    var markerRefusals = (told: 0, nextSeconds: -Double.infinity)
    private var totals = IssuedSoFar()
    /// Therapies that the journal was told to allow.
    private var allowed: Int64 = 0
    private var heartbeat: Heartbeat
    private var isProblemTold = false
    var episodes = EpisodeLog()
    var bursts: BurstLog
    var quality: QualityLog
    var pictures: PictureRecorder
    var states = StateSpans()
    var score: Envelope
    var needed: Envelope
    var decisions = 0
    var hopsNotMeasured = 0
    var gaps = 0
    var framesMissing: Int64 = 0
    /// Stretches in which nothing was seen, s.
    var missing: [Interval] = []
    var overruns = 0
    var missedDeadlines = 0
    var safeStates = 0
    /// The device that plays the pulses is away.
    var isOutputLost = false
    var outputLosses = 0
    /// Of a paced run.
    var timing: TimingLog?
    /// What the hop taken last meant.
    package private(set) var latestEvents: [JournalEvent] = []
    var state: LoopState?
    var safeStateReason = SafeStateReason.none
    /// Steps of the strips so far: hops, and room for those that are missing.
    var stripSteps = 0
    /// How far the loop came.
    var endFrame: Int64?

    package init(_ context: RunContext, in folder: RunFolder) throws(ThreadError) {
        try self.init(
            context, in: folder,
            journal: folder.journalWriter(flushesEachEvent: context.pace != .unpaced))
    }

    init(
        _ context: RunContext, in folder: RunFolder, journal: consuming JournalWriter
    ) throws(ThreadError) {
        self.context = context
        self.folder = folder
        timing = TimingLog(context)
        writer = try .start(
            folder, journal: journal, stamps: timing?.keepsStamps ?? false,
            latencies: timing?.minutes != nil, triggers: context.hasTriggers,
            markers: context.takesMarkers, permit: permit)
        heartbeat = Heartbeat(fromSeconds: context.fromSeconds)
        bursts = BurstLog(context.planned.plan.stimulation)
        quality = QualityLog(channelCount: context.channelNames.count)
        pictures = PictureRecorder(
            context.planned,
            seizures: (context.reference?.seizures ?? [])
                .filter { $0.onset >= context.firstSeconds })
        score = Envelope(firstSeconds: context.firstSeconds, stepSeconds: context.hopSeconds)
        needed = Envelope(firstSeconds: context.firstSeconds, stepSeconds: context.hopSeconds)
        writer.put(
            .event(
                .runStarted(
                    context.identity, recording: context.sourceName,
                    channels: context.channelNames.count,
                    samplingRateHertz: context.planned.signal.rateHertz,
                    dateTime: context.startDate,
                    stimulates: context.planned.plan.stimulation.therapies.count > 0,
                    canBeRepeated: context.canBeRepeated)))
        if let kept = context.earlierDoses { writer.put(.event(.dosesRead(kept))) }
    }

    /// How a capture is, for whoever looks on; nil of other runs.
    package var status: RunStatus?

    /// Episodes so far, for whoever shows progress.
    package var episodeCount: Int { episodes.episodes.count }
    package var burstCount: Int { bursts.bursts.count }

    /// Takes one hop, or the run's last pulses.
    package mutating func take(_ report: borrowing HopReport) {
        latestEvents.removeAll(keepingCapacity: true)
        let record = report.record
        let seconds = context.seconds(ofFrame: record.decision.endFrame)
        totals = IssuedSoFar(record)
        tellProblem(record.decision.endFrame, seconds)
        guard !record.isHeld else {
            enterOutput(record, seconds)
            enterHold(record.decision, seconds)
            return
        }
        for grant in report.withdrawn {
            log(
                .grantWithdrawn(
                    frame: record.decision.endFrame, timeSeconds: seconds, grant: grant.name,
                    reason: grant.problem ?? ""))
        }
        if record.missingFrames > 0 { enterGap(record) }
        enterOutput(record, seconds)
        missedDeadlines = Int(record.lateDecisions)
        if record.isLate { enterMiss(record, seconds) }
        let stimulation = bursts.take(report, context, episode: episodes.episodes.count)
        for change in stimulation.changes {
            if case .ended(let burst) = change {
                episodes.add(chargeMicrocoulombs: burst.chargeMicrocoulombs)
            }
            log(
                .of(
                    change, frame: record.decision.endFrame, timeSeconds: seconds,
                    isTrainOver: !record.isDelivering))
        }
        if !record.isLast {
            enterState(record.decision, seconds)
            for event in quality.take(report, context) { log(event) }
        }
        for event in episodes.take(report, context) { log(event) }
        if let refusal = stimulation.refused {
            log(
                .therapyRefused(
                    frame: record.decision.endFrame, timeSeconds: seconds,
                    episode: episodes.episodes.count, reason: refusal.reason))
        }
        guard !record.isLast else {
            endFrame = record.decision.endFrame
            return
        }
        allow(record, seconds)
        if heartbeat.isDue(atSeconds: seconds) {
            log(
                .heartbeat(
                    frame: record.decision.endFrame, timeSeconds: seconds,
                    decisions: decisions + 1, framesMissing: framesMissing))
        }
        decisions += 1
        if !record.decision.isMeasured { hopsNotMeasured += 1 }
        let values = ScoreScale(context.planned).values(record.decision)
        leaveHole(before: seconds)
        for job in timing?.take(record, atSeconds: seconds) ?? [] { writer.put(job) }
        score.append(values.score)
        needed.append(values.needed)
        stripSteps += 1
        pictures.take(report.record.decision, report.groups)
    }

    /// Takes what became known of a virtual patient's seizure, before the hop by which it was.
    package mutating func take(_ change: SeizureNews.Change) { pictures.take(change, context) }

    /// Notes what the telemetry does not tell, at the end of the hop taken last: what a capture's
    /// device and its lines do.
    package mutating func note(_ event: JournalEvent) { log(event) }

    /// Notes that nothing is recorded any more.
    package mutating func note(recordingFailed reason: String, at report: borrowing HopReport) {
        let frame = report.record.decision.endFrame
        log(
            .recordingFailed(
                frame: frame, timeSeconds: context.seconds(ofFrame: frame), reason: reason))
    }

    mutating func log(_ event: JournalEvent) {
        let event = event.tellsTotals ? event.telling(totals) : event
        writer.put(.event(event))
        latestEvents.append(event)
    }

    /// Puts on record that the next therapy may start, before it can.
    private mutating func allow(_ record: HopRecord, _ seconds: Double) {
        guard record.needsPermit, allowed <= record.therapies else { return }
        allowed = record.therapies + 1
        let event = JournalEvent.allowing(
            context.planned.plan.stimulation.therapies, frame: record.decision.endFrame,
            timeSeconds: seconds)
        writer.put(.allow(event.telling(totals), therapies: allowed))
    }

    /// Tells once that the journal is not kept any more.
    private mutating func tellProblem(_ frame: Int64, _ seconds: Double) {
        guard !isProblemTold, let problem = writer.problem else { return }
        isProblemTold = true
        context.control?.close()
        log(.journalFailed(frame: frame, timeSeconds: seconds, reason: problem))
    }
}

extension IssuedSoFar {
    fileprivate init(_ record: HopRecord) {
        self.init(
            therapies: record.therapies, pulses: record.pulsesIssued,
            chargePicocoulombs: record.chargePicocoulombs,
            netPicocoulombs: record.netPicocoulombs)
    }
}

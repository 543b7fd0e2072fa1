import Acquisition
import Journal
import Pipeline
import RunFolder
import SignalSources

/// The edges of a capture's trigger lines on their way to the journal, the recording and the
/// alignment with another system. The source is ahead of the loop, so that an edge waits for the end
/// of its hop.
struct TriggerLog {
    private let watch: TriggerWatch
    private let rateHertz: Int
    private let conversion: RateConversion
    private let delaySeconds: Double
    private var waiting: [TriggerNews] = []
    private var sync: SyncTrain?

    init(_ watch: TriggerWatch, _ grant: StreamGrant, _ settings: CaptureSettings) {
        self.watch = watch
        rateHertz = grant.rateHertz
        conversion = settings.conversion
        delaySeconds = settings.groupDelaySeconds
        if watch.plan.sync != nil {
            sync = SyncTrain(
                periodSeconds: watch.plan.syncPeriodSeconds, rateHertz: grant.rateHertz)
        }
    }

    /// What was seen before the frame `end`, as events at `frame`.
    mutating func events(
        before end: Int64, at frame: Int64, timeSeconds: Double
    ) -> [JournalEvent] {
        watch.drain { news in
            waiting.append(news)
            if news.kind == .edge, news.line == watch.plan.sync {
                sync?.take(deviceFrame: news.deviceFrame)
            }
        }
        let due = waiting.prefix { conversion.frame(ofEdgeAt: $0.deviceFrame) < end }
        waiting.removeFirst(due.count)
        return due.map { event($0, frame, timeSeconds) }
    }

    private func event(
        _ news: TriggerNews, _ frame: Int64, _ timeSeconds: Double
    ) -> JournalEvent {
        let line = watch.plan.lines[news.line]
        switch news.kind {
        case .edge:
            return .trigger(
                frame: frame, timeSeconds: timeSeconds, channel: line.name,
                slope: line.slope.rawValue, number: news.number,
                onsetFrame: conversion.frame(ofEdgeAt: news.deviceFrame),
                deviceFrame: news.deviceFrame, onsetSeconds: loopSeconds(news.deviceFrame))
        case .stuck:
            return .triggerStuck(
                frame: frame, timeSeconds: timeSeconds, channel: line.name,
                slope: line.slope.rawValue, seconds: Double(TriggerWatch.stuckSeconds))
        }
    }

    /// When the loop's signal, and with it the recording, has what lies at a device frame.
    private func loopSeconds(_ deviceFrame: Int64) -> Double {
        Double(deviceFrame - conversion.leadFrames) / Double(rateHertz) + delaySeconds
    }

    /// What the lines came to, once the run is over.
    func add(to summary: inout RunSummary.Capture) {
        let plan = watch.plan
        summary.triggers = zip(plan.lines, watch.reports).map { line, report in
            let isSeen = report.least <= report.most
            return RunSummary.Capture.Trigger(
                channel: line.name, slope: line.slope.rawValue,
                levelMicrovolts: line.levelMicrovolts,
                hysteresisMicrovolts: line.hysteresisMicrovolts, edges: Int(report.edges),
                edgesNotTold: Int(report.edgesNotTold), timesStuck: report.timesStuck,
                leastMicrovolts: isSeen ? line.microvolts(ofSample: report.least) : nil,
                mostMicrovolts: isSeen ? line.microvolts(ofSample: report.most) : nil)
        }
        if watch.stopDeviceFrame != nil, let line = plan.stopOn {
            summary.endedBy = "an edge on \(plan.lines[line].name)"
        }
        guard let sync, let line = plan.sync else { return }
        var found = RunSummary.Capture.Sync(
            channel: plan.lines[line].name, periodSeconds: plan.syncPeriodSeconds,
            pulses: sync.pulses, pulsesMissing: sync.pulsesMissing, edgesBetween: sync.edgesBetween)
        if let alignment = sync.alignment {
            found.offsetSeconds = alignment.offsetSeconds + loopSeconds(0)
            found.offsetUncertaintySeconds = alignment.offsetUncertaintySeconds
            found.driftPartsPerMillion = alignment.driftPartsPerMillion
            found.driftUncertaintyPartsPerMillion = alignment.driftUncertaintyPartsPerMillion
        }
        summary.sync = found
    }
}

extension RunRecorder {
    /// Notes the edges that came before a hop's end; all that are left, of the last.
    mutating func note(_ triggers: inout TriggerLog?, at report: borrowing HopReport) {
        let frame = report.record.decision.endFrame
        let events = triggers?.events(
            before: report.record.isLast ? .max : frame,
            at: frame, timeSeconds: context.seconds(ofFrame: frame))
        for event in events ?? [] { note(event) }
    }
}

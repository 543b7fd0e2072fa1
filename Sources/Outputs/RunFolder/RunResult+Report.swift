import Evaluation
import Foundation
import Journal
import Report
import Stimulation

extension RunResult {
    /// What `report.html` shows.
    package var report: RunReport {
        var report = RunReport(
            title: "Quench: \(context.sourceName)", recordingLine: recordingLine,
            verdicts: verdicts)
        report.figures = figures
        report.deadlines = deadlineReport
        report.overview = overview
        report.twinRows = twinRows
        report.episodes = pictures.map(completed) + undrawn
        report.missed = missedPictures
        report.bursts = bursts.bursts
        report.limits = limits
        report.refusals = bursts.refusalsByReason.sorted { $0.key < $1.key }
            .map { CountRow(label: $0.key, count: $0.value, isProblem: false) }
        report.channelQuality = zip(context.channelNames, quality.channels).map { name, channel in
            ChannelQualityPicture(
                name: name, badSeconds: channel.badSeconds, faults: channel.faultsSeen,
                badSpans: channel.spans)
        }
        report.counts = countRows
        report.reference = comparison
        report.settings = summary.settings.pretty
        report.decisionHash = outcome.decisionHash.hexadecimal
        report.command = context.identity.command
        report.wasChanged = !(changes?.isEmpty ?? true)
        report.programVersion = context.identity.program.version
        report.identity = context.identity.json.pretty
        report.remarks = context.remarks + context.planned.provisions
        return report
    }

    /// Writes a picture of its own: the first episode, or the whole run where there is none.
    package func writePicture(to path: String) throws(JournalError) {
        let picture = pictures.first.map { completed($0).svg() } ?? overview.svg()
        try WholeFile.write(picture, to: path)
    }

    /// The whole run as a picture.
    package var overview: OverviewPicture {
        var overview = OverviewPicture(
            durationSeconds: context.toSeconds, score: score, needed: needed)
        overview.states = states
        overview.reference = referenceSpans
        overview.twin = virtualPatient?.untreated?.seizures.map {
            Report.Span(
                startSeconds: $0.onsetSeconds,
                endSeconds: $0.durationSeconds.map($0.onsetSeconds.advanced(by:)) ?? endSeconds)
        }
        overview.episodes = episodes.enumerated().map { index, episode in
            Report.Span(
                startSeconds: episode.onsetSeconds,
                endSeconds: episode.endSeconds ?? endSeconds, label: "\(index + 1)",
                anchor: RunReport.anchor(ofEpisode: index + 1))
        }
        overview.bursts = burstSpans
        overview.badChannels = zip(context.channelNames, quality.channels).flatMap {
            name, channel in
            channel.spans.map {
                Report.Span(startSeconds: $0.startSeconds, endSeconds: $0.endSeconds, label: name)
            }
        }
        return overview
    }

    var recordingLine: String {
        let signal = context.planned.signal
        let channels = counted(signal.channelNames.count, "channel", "channels")
        return "\(context.sourceFormat), \(channels), "
            + "\(decimal(signal.rateHertz)) Hz, \(stretch)"
    }

    /// How much of the source the run covers.
    private var stretch: String {
        let whole = "\(decimal(context.durationSeconds)) s"
        guard context.fromSeconds > 0 || endSeconds < context.durationSeconds else { return whole }
        return "\(decimal(context.fromSeconds)) to \(decimal(endSeconds)) s of \(whole)"
    }

    private var referenceSpans: [Report.Span] {
        guard let reference = context.reference else { return [] }
        return seizures(of: reference).map {
            Report.Span(startSeconds: $0.start, endSeconds: $0.end, label: "annotated seizure")
        }
    }

    private var burstSpans: [Report.Span] {
        bursts.bursts.enumerated().map { index, burst in
            Report.Span(
                startSeconds: burst.onsetSeconds, endSeconds: burst.endSeconds,
                label: "therapy \(burst.therapy).\(burst.number)",
                anchor: RunReport.anchor(ofBurst: index))
        }
    }

    /// Pictures of the annotated seizures that were missed, numbered as the comparison numbers them.
    private var missedPictures: [EpisodePicture] {
        guard let reference = context.reference, let scores else { return [] }
        return zip(seizures(of: reference), scores.delays.outcomes).enumerated()
            .compactMap { index, pair in
                guard pair.1 == .missed,
                    var picture = missed.first(where: { $0.onsetSeconds == pair.0.start })
                else { return nil }
                picture.number = index + 1
                addSpans(to: &picture)
                picture.remark = "missed"
                return picture
            }
    }

    private func addSpans(to picture: inout EpisodePicture) {
        let first = picture.firstHopSeconds
        let last = first + PictureRecorder.secondsMax
        let isSeen = { (span: Report.Span) in span.endSeconds >= first && span.startSeconds <= last
        }
        picture.bursts = burstSpans.filter(isSeen)
        picture.reference = referenceSpans.filter(isSeen)
    }

    private func completed(_ picture: EpisodePicture) -> EpisodePicture {
        var picture = picture
        let episode = episodes[picture.number - 1]
        picture.episode = episode
        addSpans(to: &picture)
        picture.remark = remark(on: episode)
        return picture
    }

    /// Episodes beyond those that are drawn.
    private var undrawn: [EpisodePicture] {
        episodes.enumerated().dropFirst(pictures.count).map { index, episode in
            var picture = EpisodePicture(
                number: index + 1, episode, firstHopSeconds: episode.onsetSeconds,
                hopSeconds: context.hopSeconds)
            picture.remark = remark(on: episode)
            return picture
        }
    }

    private func remark(on episode: Episode) -> String {
        var parts: [String] = []
        if let delay = delay(of: episode) {
            parts.append(
                "\(seconds(abs(delay))) \(delay < 0 ? "before" : "after") the annotated onset")
        } else if context.reference != nil {
            parts.append("no annotated seizure here")
        }
        parts.append(counted(episode.therapies, "therapy", "therapies"))
        if let reason = episode.cutBecause { parts.append("ended: \(reason)") }
        return parts.joined(separator: ", ")
    }

    /// From the annotated onset that an episode overlaps to its detection.
    func delay(of episode: Episode) -> Double? {
        guard let reference = context.reference else { return nil }
        let end = episode.endSeconds ?? endSeconds
        return seizures(of: reference)
            .first { $0.start < end && episode.onsetSeconds < $0.end }
            .map { episode.onsetSeconds - $0.start }
    }

    private var limits: [LimitRow] {
        let delivered = outcome.ledger
        let plan = context.planned.plan.stimulation
        return [
            .init(
                label: "amplitude", used: Double(delivered.amplitudeMicroamperesMax) / 1_000,
                limit: Double(StimulationLimits.amplitudeMicroamperesMax) / 1_000, unit: "mA"),
            .init(
                label: "charge density per phase",
                used: Double(delivered.densityNanocoulombsPerSquareCentimetreMax) / 1_000,
                limit: Double(StimulationLimits.densityNanocoulombsPerSquareCentimetreMax) / 1_000,
                unit: "µC/cm²"),
            .init(
                label: "output voltage", used: Double(delivered.voltageMillivoltsMax) / 1_000,
                limit: Double(plan.electrodes.complianceMillivolts) / 1_000, unit: "V"),
            .init(
                label: "charge in any 24 h",
                used: Double(delivered.chargeOfLastDayPicocoulombsMax) / 1e6,
                limit: Double(plan.caps.chargePerDayPicocoulombs) / 1e6, unit: "µC"),
        ]
    }

    private var countRows: [CountRow] {
        let counts = summary.counts
        return [
            CountRow(label: "frames given", count: Int(outcome.framesGiven), isProblem: false),
            CountRow(
                label: "frames read", count: counts.framesRead,
                note: "given = read + missing in gaps", isProblem: false),
            CountRow(
                label: "frames dropped", count: counts.framesDropped,
                note: "of those read, because the ring was full"),
            CountRow(
                label: "overruns", count: counts.overruns + (capture?.overruns ?? 0),
                note: capture == nil ? "" : "of the device \(capture?.overruns ?? 0)"),
            CountRow(label: "decisions late", count: counts.missedDeadlines ?? 0),
            CountRow(
                label: "gaps", count: counts.gaps,
                note: capture == nil ? "in the recording itself" : "of the device"),
            CountRow(
                label: "frames missing in gaps", count: counts.framesMissingInGaps,
                note: "none was invented"),
            CountRow(
                label: "hops not measured", count: counts.hopsNotEvaluated,
                note: "input blanked while stimulating", isProblem: false),
            CountRow(
                label: "samples saturated",
                count: counts.saturatedSamples + (capture?.clippedSamples ?? 0),
                note: "beyond the converter's range"),
            CountRow(
                label: "samples that are no number",
                count: Int(outcome.source.frontEnd.missingSamples),
                note: "the channel is missing there"),
            CountRow(label: "safe states", count: counts.safeStates),
            CountRow(
                label: "therapies refused", count: bursts.refusals.count, isProblem: false),
            CountRow(label: "pulses cut", count: Int(outcome.ledger.pulsesCut), isProblem: false),
            CountRow(label: "pulses refused", count: Int(outcome.ledger.pulsesRefused)),
            CountRow(label: "telemetry lost", count: counts.telemetryLost, note: "hops"),
            CountRow(label: "journal events lost", count: counts.journalEventsLost),
        ] + clipRows
    }

    private var clipRows: [CountRow] {
        guard let clips else { return [] }
        return [
            CountRow(
                label: "clips written", count: clips.written,
                note: "\(clips.replaced) gave way to newer ones", isProblem: false),
            CountRow(
                label: "clips lost", count: clips.lost,
                note: "no older one could give way, or not written"),
            CountRow(
                label: "clips wholly in a gap", count: clips.empty ?? 0,
                note: "nothing to keep", isProblem: false),
        ]
    }

    private var comparison: ReferenceComparison? {
        guard let reference = context.reference, let scores else { return nil }
        let seizures = seizures(of: reference)
        let hours = (scores.durationSeconds - scores.uncountedSeconds) / 3_600
        return ReferenceComparison(
            source: reference.source,
            rows: [
                (
                    "found", "\(scores.delays.foundCount) of \(seizures.count)",
                    "an episode overlaps the seizure; \(scores.delays.alreadyOnCount) already on"
                ),
                (
                    "sensitivity", scores.sensitivity.map { decimal($0) } ?? "none to find",
                    "\(scores.detectedCount) of \(scores.referenceCount) events, by SzCORE's rules"
                ),
                (
                    "false alarms",
                    scores.falseAlarmsPerHour.map { "\(decimal($0)) per hour" }
                        ?? "-", "episodes that overlap no seizure, in \(decimal(hours)) h"
                ),
                (
                    "false detections",
                    scores.falseAlarmsPer24Hours.map {
                        "\(decimal($0)) per 24 h"
                    } ?? "-", "by SzCORE's rules"
                ),
                (
                    "detection delay", scores.delays.median.map { seconds($0) } ?? "-",
                    "median; worst " + (scores.delays.worst.map { seconds($0) } ?? "-")
                ),
            ],
            events: zip(seizures, scores.delays.outcomes).map { seizure, outcome in
                var event = ReferenceComparison.Event(
                    onsetSeconds: seizure.start, endSeconds: seizure.end, delaySeconds: nil)
                if case .found(let delay) = outcome { event.delaySeconds = delay }
                event.wasAlreadyOn = outcome == .alreadyOn
                return event
            })
    }
}

import Evaluation
import Journal
import Pipeline
import Report

/// What a run came to: everything that its files, its report and its screen are made of.
package struct RunResult: Sendable {
    let context: RunContext
    let virtualPatient: RunSummary.VirtualPatient?
    let capture: RunSummary.Capture?
    package let outcome: Pipeline.Outcome
    /// How far the run came: the end of its stretch, or earlier where it was stopped or failed.
    let endSeconds: Double
    package let endReason: String
    let episodes: [Episode]
    let bursts: BurstLog
    let quality: QualityLog
    let pictures: [EpisodePicture]
    /// Annotated seizures in which no episode began, missed unless one began shortly before.
    let missed: [EpisodePicture]
    let states: [StateSpan]
    let score: Envelope
    let needed: Envelope
    let decisions: Int
    let hopsNotMeasured: Int
    let gaps: Int
    let framesMissing: Int64
    /// Stretches in which nothing was seen, s.
    let missing: [Interval]
    let overruns: Int
    let missedDeadlines: Int
    let safeStates: Int
    /// Of a paced run.
    let timing: TimingLog?
    let journalEventsLost: Int
    /// Nil where none were asked for.
    package let clips: ClipCounts?
    /// Why the journal or the other files are not whole; nil where they are.
    package internal(set) var folderProblem: String?
    /// Why a file besides is not whole, without which the run went on as it was.
    package private(set) var fileProblem: String?

    /// Notes a file besides that could not be written.
    package mutating func note(fileProblem: String) {
        self.fileProblem = self.fileProblem ?? fileProblem
    }

    /// Whether anything ended the run, or its files, other than as asked.
    var hasFailed: Bool {
        outcome.sourceProblem != nil || folderProblem != nil || fileProblem != nil
    }

    /// Hours of the recording that were run, gaps counted.
    var hours: Double { (endSeconds - context.fromSeconds) / 3_600 }

    /// The comparison with the annotated seizures, over the stretch that was run.
    var scores: EventScores? {
        guard let reference = context.reference else { return nil }
        return EventScores(
            reference: seizures(of: reference).map(shifted),
            hypothesis: episodes.map {
                Interval(start: $0.onsetSeconds, end: $0.endSeconds ?? endSeconds)
            }.filter { !isInCutSeizure($0) }.map(shifted),
            duration: endSeconds - context.fromSeconds,
            uncounted: uncounted(of: reference).map(shifted), missing: missing.map(shifted))
    }

    /// Annotated seizures that begin in the stretch that was run. One that was under way before has no
    /// delay, and what was found in it is neither right nor wrong.
    func seizures(of reference: RunContext.Reference) -> [Interval] {
        stretches(reference.seizures.filter { $0.onset >= context.fromSeconds })
    }

    private func isInCutSeizure(_ episode: Interval) -> Bool {
        (context.reference?.seizures ?? []).contains {
            $0.onset < context.fromSeconds && $0.end > episode.start && $0.onset < episode.end
        }
    }

    /// Those without a marked end, as far as they may go.
    func uncounted(of reference: RunContext.Reference) -> [Interval] {
        stretches(reference.uncounted.filter { $0.onset >= context.fromSeconds })
    }

    private func stretches(_ events: [(onset: Double, end: Double)]) -> [Interval] {
        events.map {
            Interval(start: max($0.onset, context.fromSeconds), end: min($0.end, endSeconds))
        }.filter { $0.start < $0.end }
    }

    private func shifted(_ interval: Interval) -> Interval {
        Interval(
            start: interval.start - context.fromSeconds, end: interval.end - context.fromSeconds)
    }

    func write(to folder: RunFolder) throws(JournalError) {
        let events = EventsFile.text(
            episodes: episodes.map { $0.closed(atSeconds: endSeconds) },
            recordingDurationSeconds: context.durationSeconds,
            dateTime: context.startDate.map { $0.replacing("T", with: " ") },
            covering: context.fromSeconds...max(context.fromSeconds, endSeconds))
        try folder.write(events, to: "events.tsv")
        try folder.write(
            StimulationFile.text(bursts.bursts, bursts.refusals), to: "stimulation.tsv")
        try folder.write(summary.text(shownAs: folder.summaryPath), to: "summary.json")
        try folder.write(report.html(), to: "report.html")
    }
}

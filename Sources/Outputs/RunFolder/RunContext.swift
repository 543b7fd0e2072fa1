import Journal
import Pipeline
import PlanImage
import Planning
import Realtime

/// What is known of a run before it starts.
package struct RunContext: Sendable {
    package var planned: PlannedLoop
    package var settings: Settings
    package var identity: RunIdentity
    /// What the signal comes from: a file's name, or what made it.
    package var sourceName: String
    package var sourceFormat: String
    package var durationSeconds: Double
    /// The stretch of the source that the run covers.
    package var fromSeconds: Double
    package var toSeconds: Double
    /// What is read before that without deciding.
    package var warmUpSeconds = 0.0
    /// Start of the source as `2000-01-31T23:59:59`, if it is known.
    package var startDate: String?
    package var reference: Reference?
    /// A paced run's journal reaches the disk as it goes.
    package var pace: Pace
    /// What the reader should know besides: what was left out or taken for granted.
    package var remarks: [String]
    /// Whether the same signal can be had again.
    package var canBeRepeated = true
    /// What earlier runs left; nil where nothing outlasts the run.
    package var kept: KeptState?
    /// Whether edges on trigger lines are looked for.
    package var hasTriggers = false
    /// Whether the signal is a capture device's, which has a part in each latency.
    package var hasDevice = false
    /// Whether the stamps of every hop are kept, at the pace of real time.
    package var keepsStamps = false

    /// Annotated seizures to compare with, s.
    package struct Reference: Sendable {
        package var source: String
        package var seizures: [(onset: Double, end: Double)]
        /// Of these, the ones without a marked end, as far as they may go.
        package var uncounted: [(onset: Double, end: Double)]

        package init(
            source: String, seizures: [(onset: Double, end: Double)],
            uncounted: [(onset: Double, end: Double)] = []
        ) {
            self.source = source
            self.seizures = seizures
            self.uncounted = uncounted
        }
    }

    package init(
        planned: PlannedLoop, settings: Settings, identity: RunIdentity, sourceName: String,
        sourceFormat: String, durationSeconds: Double, fromSeconds: Double, toSeconds: Double,
        startDate: String?, reference: Reference?, pace: Pace, remarks: [String],
        kept: KeptState? = nil
    ) {
        self.planned = planned
        self.settings = settings
        self.identity = identity
        self.identity.plan = planned.plan.identity.hexadecimal
        self.sourceName = sourceName
        self.sourceFormat = sourceFormat
        self.durationSeconds = durationSeconds
        self.fromSeconds = fromSeconds
        self.toSeconds = toSeconds
        self.startDate = startDate
        self.reference = reference
        self.pace = pace
        self.remarks = remarks
        self.kept = kept
    }

    var isInRealTime: Bool { pace == .speed(Ratio(1)) }
    var channelNames: [String] { planned.channelNames }
    var hopSeconds: Double { planned.hopSeconds }

    /// The first that is read.
    var firstSeconds: Double { fromSeconds - warmUpSeconds }

    /// What the stretch that was asked for leaves out of what is to be found.
    package var cutRemarks: [String] {
        var remarks: [String] = []
        for (index, seizure) in (reference?.seizures ?? []).enumerated() {
            let span =
                "seizure \(index + 1), \(decimal(seizure.onset)) to \(decimal(seizure.end)) s"
            for (option, seconds) in [("--from", fromSeconds), ("--to", toSeconds)]
            where seizure.onset < seconds && seconds < seizure.end && seconds < durationSeconds {
                remarks.append(
                    "\(option) \(decimal(seconds)) cuts \(span)"
                        + (option == "--from" ? "; it counts neither way" : ""))
            }
        }
        let holdOff = settings.detector.holdOffSeconds
        let watched = firstSeconds + holdOff
        if toSeconds <= watched {
            remarks.append(
                "the run ends at \(decimal(toSeconds)) s, within the hold-off of "
                    + "\(decimal(holdOff)) s: nothing can be found")
        }
        for (index, seizure) in (reference?.seizures ?? []).enumerated()
        where seizure.onset < watched && seizure.end > fromSeconds && toSeconds > watched {
            remarks.append(
                "seizure \(index + 1) begins before the hold-off ends at \(decimal(watched)) s; "
                    + "--from with --warm-up reads earlier")
        }
        return remarks
    }

    /// Time of a frame from the source's start.
    package func seconds(ofFrame frame: Int64) -> Double { planned.seconds(ofFrame: frame) }

    /// The frame under way at a time.
    func frame(atSeconds seconds: Double) -> Int64 {
        Int64((seconds * planned.signal.rateHertz).rounded(.down))
    }
}

extension PlannedLoop {
    var channelNames: [String] { signal.channelNames }

    /// Time of a frame from the source's start.
    package func seconds(ofFrame frame: Int64) -> Double { Double(frame) / signal.rateHertz }
}

extension RunContext.Reference {
    /// The true seizures of a virtual patient; one that was still going on lasts to the end.
    init(_ patient: RunSummary.VirtualPatient, in context: RunContext) {
        self.init(
            source: "the state of the virtual patient",
            seizures: patient.seizures.map { seizure in
                let end = seizure.durationSeconds.map { seizure.onsetSeconds + $0 }
                return (seizure.onsetSeconds, end ?? context.toSeconds)
            })
    }
}

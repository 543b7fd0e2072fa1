/// What a run found, in numbers: the content of `summary.json`. Names carry their units; what does
/// not exist is `nil` here and `null` in the file, never 0.
package struct RunSummary: Codable, Hashable, Sendable {
    /// How the run kept up with the clock; `nil` where it did not follow one.
    package var realTime: RealTime?
    package var programVersion: String
    /// What the run was made of; nil in the summary of a version that did not tell.
    package var identity: RunIdentity?
    package var recording: Recording
    /// The settings that the run used, as nested JSON.
    package var settings: JSONValue
    /// Hash of every decision, in hexadecimal digits; equal hashes mean equal runs.
    package var decisionHash: String
    /// `max`, or a multiple of real time.
    package var pace: String?
    /// Why the run ended.
    package var endReason: String?
    package var decisions: Int
    package var hopFrames: Int
    package var hopSeconds: Double
    /// What the reader should know besides, one line each; nil in the summary of a version that did not
    /// tell.
    package var notes: [String]?
    package var episodes: [Episode] = []
    package var stimulation = StimulationTotals()
    /// What earlier runs had given; nil where the run kept no state.
    package var earlierDoses: EarlierDoses?
    package var signalQuality: [ChannelQuality] = []
    package var counts = Counts()
    /// What became of the clips; `nil` where none were asked for.
    package var clips: ClipCounts?
    /// The comparison with annotated seizures; `nil` where the recording has none.
    package var reference: Reference?
    /// The state of the virtual patient; `nil` where the signal is a recording.
    package var virtualPatient: VirtualPatient?
    /// The device that the signal was captured from; `nil` where it is a recording or a model.
    package var capture: Capture?

    package init(
        programVersion: String, recording: Recording, settings: JSONValue, decisionHash: String,
        decisions: Int, hopFrames: Int, hopSeconds: Double
    ) {
        self.programVersion = programVersion
        self.recording = recording
        self.settings = settings
        self.decisionHash = decisionHash
        self.decisions = decisions
        self.hopFrames = hopFrames
        self.hopSeconds = hopSeconds
    }

    package struct Recording: Codable, Hashable, Sendable {
        /// The file's name without its folders.
        package var name: String
        package var format: String
        package var durationSeconds: Double
        /// The stretch that was run.
        package var fromSeconds: Double?
        package var toSeconds: Double?
        package var channels: Int
        package var samplingRateHertz: Double

        /// - Parameter path: of the recording; only its last component is kept.
        package init(
            path: String, format: String, durationSeconds: Double, channels: Int,
            samplingRateHertz: Double
        ) {
            name = path.split(separator: "/").last.map(String.init) ?? path
            self.format = format
            self.durationSeconds = durationSeconds
            self.channels = channels
            self.samplingRateHertz = samplingRateHertz
        }
    }

    package struct StimulationTotals: Codable, Hashable, Sendable {
        package var therapies = 0
        package var bursts = 0
        package var pulses = 0
        /// Charge of all first phases together.
        package var chargeMicrocoulombs: Double = 0
        package var chargeDensityMaximumMicrocoulombsPerSquareCentimetre: Double?
        package var imbalanceMaximumPicocoulombs: Double?
        package var refusals = 0
        /// Refusals by reason.
        package var refusalsByReason: [String: Int] = [:]

        package init() {}
    }

    package struct ChannelQuality: Codable, Hashable, Sendable {
        package var name: String
        package var badSeconds: Double
        /// Names of the faults that were seen, in order of first appearance.
        package var faults: [String]

        package init(name: String, badSeconds: Double, faults: [String]) {
            self.name = name
            self.badSeconds = badSeconds
            self.faults = faults
        }
    }

    /// Everything that was read, and everything that was lost.
    package struct Counts: Codable, Hashable, Sendable {
        package var framesRead = 0
        package var framesDropped = 0
        package var gaps = 0
        package var framesMissingInGaps = 0
        package var hopsNotEvaluated = 0
        package var saturatedSamples = 0
        /// Nil where no clock set a deadline: the recording did not pass in real time.
        package var missedDeadlines: Int?
        package var overruns = 0
        package var safeStates = 0
        package var telemetryLost = 0
        package var journalEventsLost = 0

        package init() {}
    }

    /// What the model's own state says of a virtual patient, whatever was detected.
    package struct VirtualPatient: Codable, Hashable, Sendable {
        package var seed: Int
        /// Name of the patient file; `nil` for the default patient.
        package var patientFile: String?
        package var timeInSeizureSeconds: Double
        package var seizures: [Seizure]
        /// The same patient and seed without stimulation.
        package var untreated: Untreated?

        package struct Seizure: Codable, Hashable, Sendable {
            package var onsetSeconds: Double
            /// `nil` where it was still going on at the end.
            package var durationSeconds: Double?
            /// Nodes of the model that took part.
            package var nodes: Int

            package init(onsetSeconds: Double, durationSeconds: Double?, nodes: Int) {
                self.onsetSeconds = onsetSeconds
                self.durationSeconds = durationSeconds
                self.nodes = nodes
            }
        }

        package struct Untreated: Codable, Hashable, Sendable {
            package var timeInSeizureSeconds: Double
            package var seizures: [Seizure]

            package init(timeInSeizureSeconds: Double, seizures: [Seizure]) {
                self.timeInSeizureSeconds = timeInSeizureSeconds
                self.seizures = seizures
            }
        }

        package init(
            seed: Int, patientFile: String? = nil, timeInSeizureSeconds: Double,
            seizures: [Seizure], untreated: Untreated?
        ) {
            self.seed = seed
            self.patientFile = patientFile
            self.timeInSeizureSeconds = timeInSeizureSeconds
            self.seizures = seizures
            self.untreated = untreated
        }
    }

    /// How the episodes compare with the annotated seizures.
    package struct Reference: Codable, Hashable, Sendable {
        /// Where the annotations come from, for example a file's name.
        package var source: String
        package var seizures: Int
        /// Those that an episode overlaps.
        package var seizuresDetected: Int
        /// Of them, those for which one that began earlier was still on; they have no delay.
        package var seizuresAlreadyOn: Int?
        /// Detected seizures / seizures, by SzCORE's rules.
        package var sensitivity: Double?
        /// Episodes that overlap no seizure, per hour; no merging, no tolerance.
        package var falseAlarmsPerHour: Double?
        /// SzCORE's false detections per 24 h.
        package var falseAlarmsPer24Hours: Double?
        package var precision: Double?
        package var f1: Double?
        /// Median delay from the annotated onset to the detection.
        package var detectionDelaySeconds: Double?
        package var detectionDelayWorstSeconds: Double?
        /// One per seizure, in order of onset; `nil` where it was missed or an episode already on.
        package var detectionDelaysSeconds: [Double?]
        /// `nil` where every seizure has a marked end.
        package var onsetOnly: OnsetOnly?

        /// Seizures without a marked end: time after their onset that counts neither way.
        package struct OnsetOnly: Codable, Hashable, Sendable {
            package var seizures: Int
            package var uncountedSeconds: Double
            package var warning: String

            package init(seizures: Int, uncountedSeconds: Double) {
                self.seizures = seizures
                self.uncountedSeconds = uncountedSeconds
                warning =
                    "\(seizures) seizure(s) have no marked end: the onset is scored, \(uncountedSeconds) s "
                    + "after it count neither way"
            }
        }

        package init(
            source: String, seizures: Int, seizuresDetected: Int, sensitivity: Double?,
            falseAlarmsPerHour: Double?, falseAlarmsPer24Hours: Double?, precision: Double?,
            f1: Double?, detectionDelaySeconds: Double?, detectionDelayWorstSeconds: Double?,
            detectionDelaysSeconds: [Double?]
        ) {
            self.source = source
            self.seizures = seizures
            self.seizuresDetected = seizuresDetected
            self.sensitivity = sensitivity
            self.falseAlarmsPerHour = falseAlarmsPerHour
            self.falseAlarmsPer24Hours = falseAlarmsPer24Hours
            self.precision = precision
            self.f1 = f1
            self.detectionDelaySeconds = detectionDelaySeconds
            self.detectionDelayWorstSeconds = detectionDelayWorstSeconds
            self.detectionDelaysSeconds = detectionDelaysSeconds
        }
    }
}

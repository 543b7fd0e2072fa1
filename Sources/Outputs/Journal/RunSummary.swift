/// What a run found, in numbers: the content of `summary.json`. Names carry their units; what does
/// not exist is `nil` here and `null` in the file, never 0.
public struct RunSummary: Codable, Hashable, Sendable {
    public var programVersion: String
    /// What the run was made of; nil in the summary of a version that did not tell.
    package var identity: RunIdentity?
    public var recording: Recording
    /// The settings that the run used, as nested JSON.
    public var settings: JSONValue
    /// Hash of every decision, in hexadecimal digits; equal hashes mean equal runs.
    public var decisionHash: String
    /// `max`, or a multiple of real time.
    public var pace: String?
    /// Why the run ended.
    public var endReason: String?
    public var decisions: Int
    public var hopFrames: Int
    public var hopSeconds: Double
    public var episodes: [Episode] = []
    public var stimulation = StimulationTotals()
    /// What earlier runs had given; nil where the run kept no state.
    public var earlierDoses: EarlierDoses?
    public var signalQuality: [ChannelQuality] = []
    public var counts = Counts()
    /// The comparison with annotated seizures; `nil` where the recording has none.
    public var reference: Reference?
    /// The state of the virtual patient; `nil` where the signal is a recording.
    public var virtualPatient: VirtualPatient?
    /// How the run kept up with the clock; `nil` where it did not follow one.
    public var realTime: RealTime?
    /// The device that the signal was captured from; `nil` where it is a recording or a model.
    public var capture: Capture?

    public init(
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

    public struct Recording: Codable, Hashable, Sendable {
        /// The file's name without its folders.
        public var name: String
        public var format: String
        public var durationSeconds: Double
        /// The stretch that was run.
        public var fromSeconds: Double?
        public var toSeconds: Double?
        public var channels: Int
        public var samplingRateHertz: Double

        /// - Parameter path: of the recording; only its last component is kept.
        public init(
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

    public struct Episode: Codable, Hashable, Sendable {
        public var onsetSeconds: Double
        /// `nil` where the episode had not ended when the run did.
        public var durationSeconds: Double?
        public var therapies: Int
        /// Why the detection was made; the votes add up to the score exactly.
        public var explanation: [Contribution]

        public init(
            onsetSeconds: Double, durationSeconds: Double?, therapies: Int,
            explanation: [Contribution]
        ) {
            self.onsetSeconds = onsetSeconds
            self.durationSeconds = durationSeconds
            self.therapies = therapies
            self.explanation = explanation
        }
    }

    public struct StimulationTotals: Codable, Hashable, Sendable {
        public var therapies = 0
        public var bursts = 0
        public var pulses = 0
        /// Charge of all first phases together.
        public var chargeMicrocoulombs: Double = 0
        public var chargeDensityMaximumMicrocoulombsPerSquareCentimetre: Double?
        public var imbalanceMaximumPicocoulombs: Double?
        public var refusals = 0
        /// Refusals by reason.
        public var refusalsByReason: [String: Int] = [:]

        public init() {}
    }

    public struct ChannelQuality: Codable, Hashable, Sendable {
        public var name: String
        public var badSeconds: Double
        /// Names of the faults that were seen, in order of first appearance.
        public var faults: [String]

        public init(name: String, badSeconds: Double, faults: [String]) {
            self.name = name
            self.badSeconds = badSeconds
            self.faults = faults
        }
    }

    /// Everything that was read, and everything that was lost.
    public struct Counts: Codable, Hashable, Sendable {
        public var framesRead = 0
        public var framesDropped = 0
        public var gaps = 0
        public var framesMissingInGaps = 0
        public var hopsNotEvaluated = 0
        public var saturatedSamples = 0
        /// Nil where no clock set a deadline: the recording did not pass in real time.
        public var missedDeadlines: Int?
        public var overruns = 0
        public var safeStates = 0
        public var telemetryLost = 0
        public var journalEventsLost = 0

        public init() {}
    }

    /// What the model's own state says of a virtual patient, whatever was detected.
    public struct VirtualPatient: Codable, Hashable, Sendable {
        public var seed: Int
        /// Name of the patient file; `nil` for the default patient.
        public var patientFile: String?
        public var timeInSeizureSeconds: Double
        public var seizures: [Seizure]
        /// The same patient and seed without stimulation.
        public var untreated: Untreated?

        public struct Seizure: Codable, Hashable, Sendable {
            public var onsetSeconds: Double
            /// `nil` where it was still going on at the end.
            public var durationSeconds: Double?
            /// Nodes of the model that took part.
            public var nodes: Int

            public init(onsetSeconds: Double, durationSeconds: Double?, nodes: Int) {
                self.onsetSeconds = onsetSeconds
                self.durationSeconds = durationSeconds
                self.nodes = nodes
            }
        }

        public struct Untreated: Codable, Hashable, Sendable {
            public var timeInSeizureSeconds: Double
            public var seizures: [Seizure]

            public init(timeInSeizureSeconds: Double, seizures: [Seizure]) {
                self.timeInSeizureSeconds = timeInSeizureSeconds
                self.seizures = seizures
            }
        }

        public init(
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
    public struct Reference: Codable, Hashable, Sendable {
        /// Where the annotations come from, for example a file's name.
        public var source: String
        public var seizures: Int
        public var seizuresDetected: Int
        /// Detected seizures / seizures, by SzCORE's rules.
        public var sensitivity: Double?
        /// Episodes that overlap no seizure, per hour; no merging, no tolerance.
        public var falseAlarmsPerHour: Double?
        /// SzCORE's false detections per 24 h.
        public var falseAlarmsPer24Hours: Double?
        public var precision: Double?
        public var f1: Double?
        /// Median delay from the annotated onset to the detection.
        public var detectionDelaySeconds: Double?
        public var detectionDelayWorstSeconds: Double?
        /// One per seizure, in order of onset; `nil` where it was missed.
        public var detectionDelaysSeconds: [Double?]
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

        public init(
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

/// What one channel's feature gave to a decision.
public struct Contribution: Codable, Hashable, Sendable {
    public var channel: String
    public var feature: String
    /// The feature in the threshold's unit; `nil` where there was no trend to compare with.
    public var measured: Double?
    public var threshold: Double
    /// `%` of the long-term trend, or an absolute unit such as `µV`.
    public var unit: String
    /// What it added to the score: votes of a pattern, or parts of a learned detector's whole-number
    /// score, which may be negative.
    public var votes: Int

    /// Whether it speaks for a seizure, and is no row that only makes up the sum.
    public var carries: Bool { votes > 0 && measured != nil }

    public init(
        channel: String, feature: String, measured: Double?, threshold: Double, unit: String = "%",
        votes: Int
    ) {
        self.channel = channel
        self.feature = feature
        self.measured = measured
        self.threshold = threshold
        self.unit = unit
        self.votes = votes
    }
}

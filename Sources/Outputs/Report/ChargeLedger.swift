/// What the stimulator delivered and refused, against its limits.
public struct ChargeLedger: Sendable {
    public var bursts: [BurstRow] = []
    public var limits: [LimitRow] = []
    /// Refused therapies by reason.
    public var refusals: [CountRow] = []

    public init() {}

    /// One burst as it was issued.
    public struct BurstRow: Sendable {
        public var onsetSeconds: Double
        public var durationSeconds: Double
        public var episode: Int
        public var therapy: Int
        public var burst: Int
        public var pulses: Int
        public var amplitudeMilliamperes: Double
        public var pulseWidthMicroseconds: Double
        public var frequencyHertz: Double
        public var chargePerPhaseMicrocoulombs: Double
        public var chargeDensityMicrocoulombsPerSquareCentimetre: Double
        public var imbalancePicocoulombs: Double
        public var contacts: String
        /// Why the burst was cut short; empty where it was not.
        public var cutBecause: String

        public init(
            onsetSeconds: Double, durationSeconds: Double, episode: Int, therapy: Int, burst: Int,
            pulses: Int, amplitudeMilliamperes: Double, pulseWidthMicroseconds: Double,
            frequencyHertz: Double, chargePerPhaseMicrocoulombs: Double,
            chargeDensityMicrocoulombsPerSquareCentimetre: Double, imbalancePicocoulombs: Double,
            contacts: String, cutBecause: String = ""
        ) {
            self.onsetSeconds = onsetSeconds
            self.durationSeconds = durationSeconds
            self.episode = episode
            self.therapy = therapy
            self.burst = burst
            self.pulses = pulses
            self.amplitudeMilliamperes = amplitudeMilliamperes
            self.pulseWidthMicroseconds = pulseWidthMicroseconds
            self.frequencyHertz = frequencyHertz
            self.chargePerPhaseMicrocoulombs = chargePerPhaseMicrocoulombs
            self.chargeDensityMicrocoulombsPerSquareCentimetre =
                chargeDensityMicrocoulombsPerSquareCentimetre
            self.imbalancePicocoulombs = imbalancePicocoulombs
            self.contacts = contacts
            self.cutBecause = cutBecause
        }
    }

    /// One limit and how much of it was used, drawn as a bar.
    public struct LimitRow: Sendable {
        public var label: String
        public var used: Double
        public var limit: Double
        public var unit: String

        public init(label: String, used: Double, limit: Double, unit: String) {
            self.label = label
            self.used = used
            self.limit = limit
            self.unit = unit
        }

        /// From 0 to 1; more where the limit was exceeded. 0 where there is no limit to speak of.
        public var share: Double {
            let share = used / limit
            return share.isFinite ? max(0, share) : 0
        }
    }
}

/// One channel's signal quality over the run.
public struct ChannelQualityPicture: Sendable {
    public var name: String
    public var badSeconds: Double
    /// Names of the faults seen.
    public var faults: [String]
    public var badSpans: [Span]

    public init(name: String, badSeconds: Double, faults: [String], badSpans: [Span]) {
        self.name = name
        self.badSeconds = badSeconds
        self.faults = faults
        self.badSpans = badSpans
    }
}

/// How the episodes compare with annotated seizures.
public struct ReferenceComparison: Sendable {
    public var source: String
    /// Label and value, for example "sensitivity", "1 of 1".
    public var rows: [(label: String, value: String, note: String)]
    public var events: [Event]

    public struct Event: Sendable {
        public var onsetSeconds: Double
        public var endSeconds: Double
        /// `nil` where it was missed.
        public var delaySeconds: Double?

        public init(onsetSeconds: Double, endSeconds: Double, delaySeconds: Double?) {
            self.onsetSeconds = onsetSeconds
            self.endSeconds = endSeconds
            self.delaySeconds = delaySeconds
        }
    }

    public init(
        source: String, rows: [(label: String, value: String, note: String)], events: [Event]
    ) {
        self.source = source
        self.rows = rows
        self.events = events
    }
}

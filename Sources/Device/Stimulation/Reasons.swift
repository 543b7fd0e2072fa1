/// Why a detection was not answered with a therapy. Raw values are stable: they are hashed.
@frozen
public enum RefusalReason: UInt8, BitwiseCopyable, Sendable {
    /// The plan has no therapies.
    case disabled = 1
    /// The limiter found a violation earlier; only a new stimulator ends this.
    case limiterTripped = 2
    case safeState = 3
    /// A therapy is being delivered.
    case bursting = 4
    /// The pause after an episode's last therapy.
    case refractory = 5
    /// The pause between two therapies of an episode.
    case redetecting = 6
    /// The episode has had its last therapy.
    case episodeCap = 7
    case hourCap = 8
    case dayCap = 9
    /// The therapy's charge would exceed the day's.
    case chargeCap = 10
    /// The therapy's pulses would exceed the hour's duty.
    case dutyCap = 11
    /// What was given before is not known, and a day has not passed since.
    case dosesUnknown = 12
    /// That it may be given is not on record yet.
    case notOnRecord = 13
    /// The device that plays the pulses is away.
    case outputLost = 14

    /// In English, for a person.
    public var name: StaticString {
        switch self {
        case .disabled: "disabled"
        case .limiterTripped: "limiter tripped"
        case .safeState: "safe state"
        case .bursting: "bursting"
        case .refractory: "refractory"
        case .redetecting: "redetecting"
        case .episodeCap: "episode cap"
        case .hourCap: "hour cap"
        case .dayCap: "day cap"
        case .chargeCap: "charge cap"
        case .dutyCap: "duty cap"
        case .dosesUnknown: "doses unknown"
        case .notOnRecord: "journal not written"
        case .outputLost: "output lost"
        }
    }

    /// Whether the programme itself asks for this pause, so that nobody need be told.
    @inlinable public var isProgrammedPause: Bool {
        self == .bursting || self == .redetecting
    }

    /// A bit of its own in a set of reasons.
    @inlinable var bit: UInt32 { 1 << UInt32(rawValue) }
}

/// Why stimulation is withheld. Raw values are stable: they are hashed.
@frozen
public enum SafeStateReason: UInt8, BitwiseCopyable, Sendable {
    case none = 0
    case missedDeadline, ringOverrun, recordingGap, tooFewChannels, sourceLost, sourceEnded
    case stoppedByUser, limiter
    /// What is given can no longer be put on record.
    case notOnRecord

    /// In English, for a person.
    public var name: StaticString {
        switch self {
        case .none: "none"
        case .missedDeadline: "missed deadline"
        case .ringOverrun: "ring overrun"
        case .recordingGap: "gap in the recording"
        case .sourceLost: "source lost"
        case .stoppedByUser: "stopped by the user"
        case .limiter: "limiter"
        case .sourceEnded: "source ended"
        case .tooFewChannels: "too few channels without a fault"
        case .notOnRecord: "journal not written"
        }
    }
}

/// What the stimulator is doing. Raw values are stable: they are hashed.
@frozen
public enum StimulatorState: UInt8, BitwiseCopyable, Sendable {
    case ready = 0
    /// Detect only: the plan has no therapies.
    case disabled, delivering, redetecting, refractory, safeState
    /// Latched: the limiter refused a pulse.
    case limiterTripped

    /// In English, for a person.
    public var name: StaticString {
        switch self {
        case .ready: "ready"
        case .disabled: "disabled"
        case .delivering: "delivering"
        case .redetecting: "redetecting"
        case .refractory: "refractory"
        case .safeState: "safe state"
        case .limiterTripped: "limiter tripped"
        }
    }
}

/// The stimulator's answer to one decision of the detector.
@frozen
public enum TherapyResponse: BitwiseCopyable, Equatable, Sendable {
    /// Nothing was detected.
    case idle
    /// Therapy `therapyIndex` of the episode (from 0) begins with an edge at
    /// `firstPulseMicroseconds` of the device clock.
    case started(therapyIndex: Int32, firstPulseMicroseconds: Int64)
    /// No therapy. `isRepeated` where the same reason was given before since the last therapy
    /// started or the last episode ended, whatever lay between: report the first only.
    case refused(RefusalReason, isRepeated: Bool)
}

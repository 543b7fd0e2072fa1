/// Why a plan was refused: which field of which burst, its value, and the limit it breaks.
///
/// Values carry no text so that the core stays free of strings; the host makes the sentence.
public struct StimulationPlanError: Error, Equatable, Sendable {
    /// What of a plan is refused; `unit` gives the unit of each.
    public enum Field: UInt8, Sendable {
        case amplitude, pulseWidth, interphaseGap, pulsePeriod, pulseDuration, pulseCount
        case burstDuration, burstPause, cathodes, anodes, chargeDensity, voltage
        case trainCharge, impedance, area, compliance
        case startDelay, blanking, redetection, refractory
        case therapiesPerEpisode, therapiesPerHour, therapiesPerDay, chargePerDay
    }

    /// What is the matter with it.
    public enum Problem: UInt8, Sendable {
        /// `value` is below `limit`.
        case belowMinimum
        /// `value` is above `limit`.
        case aboveMaximum
        /// No electrode is named.
        case empty
        /// `value` holds the electrodes that are cathode and anode at once, as a bit set.
        case overlapping
        /// `value` holds the electrodes that do not exist or are not usable, as a bit set.
        case unusable
    }

    /// The field at fault.
    public let field: Field
    /// What is the matter with it.
    public let problem: Problem
    /// Place of the therapy, from 0; -1 where the field belongs to no therapy.
    public let therapyIndex: Int
    /// Place of the burst in its therapy, from 0; -1 where the field belongs to no burst.
    public let burstIndex: Int
    /// The electrode, 16 being the case; -1 where the field belongs to no electrode.
    public let electrodeIndex: Int
    /// In the field's `unit`.
    public let value: Int64
    /// In the field's `unit`.
    public let limit: Int64

    init(
        _ field: Field, _ problem: Problem, therapyIndex: Int = -1, burstIndex: Int = -1,
        electrodeIndex: Int = -1, value: Int64 = 0, limit: Int64 = 0
    ) {
        self.field = field
        self.problem = problem
        self.therapyIndex = therapyIndex
        self.burstIndex = burstIndex
        self.electrodeIndex = electrodeIndex
        self.value = value
        self.limit = limit
    }
}

extension StimulationPlanError.Field {
    /// In English, for a person.
    public var name: StaticString {
        switch self {
        case .amplitude: "amplitude"
        case .pulseWidth: "pulse width"
        case .interphaseGap: "interphase gap"
        case .pulsePeriod: "pulse period"
        case .pulseDuration: "pulse duration"
        case .pulseCount: "pulse count"
        case .burstDuration: "burst duration"
        case .burstPause: "pause between bursts"
        case .cathodes: "cathodes"
        case .anodes: "anodes"
        case .chargeDensity: "charge density"
        case .voltage: "voltage"
        case .trainCharge: "charge of the therapy"
        case .impedance: "impedance"
        case .area: "area"
        case .compliance: "compliance voltage"
        case .startDelay: "start delay"
        case .blanking: "blanking"
        case .redetection: "redetection"
        case .refractory: "refractory time"
        case .therapiesPerEpisode: "therapies per episode"
        case .therapiesPerHour: "therapies per hour"
        case .therapiesPerDay: "therapies per day"
        case .chargePerDay: "charge per day"
        }
    }

    /// Unit of `value` and `limit`; empty for counts and bit sets.
    public var unit: StaticString {
        switch self {
        case .amplitude: "µA"
        case .pulseWidth, .interphaseGap, .pulsePeriod, .pulseDuration, .burstDuration,
            .burstPause, .startDelay, .blanking, .redetection, .refractory:
            "µs"
        case .chargeDensity: "nC/cm²"
        case .voltage, .compliance: "mV"
        case .trainCharge, .chargePerDay: "pC"
        case .impedance: "Ω"
        case .area: "µm²"
        case .pulseCount, .cathodes, .anodes, .therapiesPerEpisode, .therapiesPerHour,
            .therapiesPerDay:
            ""
        }
    }
}

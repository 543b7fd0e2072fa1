import Detection
import Stimulation

/// Why the bytes of a plan's image are refused. A device that reads them stays in its safe state.
public enum PlanImageError: Error, Sendable {
    /// Fewer or more bytes than an image has.
    case length(found: UInt32)
    /// The bytes do not begin as an image does.
    case magic
    /// Written by another version of the format.
    case version(found: UInt32)
    case checksum
    /// A number that no valid plan has.
    case field(StaticString, value: Int64)
    case detection(DetectionPlanError)
    case stimulation(StimulationPlanError)

    /// A stable number for each kind of refusal, for a device without text; never 0.
    public var code: UInt32 {
        switch self {
        case .length: 1
        case .magic: 2
        case .version: 3
        case .checksum: 4
        case .field: 5
        case .detection: 6
        case .stimulation: 7
        }
    }

    /// What the number of a refusal means; 0 means that the plan was accepted.
    public static func name(ofCode code: UInt32) -> StaticString {
        switch code {
        case 0: "accepted"
        case 1: "wrong length"
        case 2: "not a plan image"
        case 3: "unknown version"
        case 4: "wrong checksum"
        case 5: "a number out of range"
        case 6: "a detector's number out of range"
        case 7: "a stimulation beyond the limits"
        default: "unknown reason"
        }
    }
}

/// Why a channel does not count; a channel's faults are a set of these bits.
public enum ChannelFault: UInt8, Sendable {
    case missing = 1
    case saturated = 2
    case flat = 4
    case brokenContact = 8
    case mains = 16

    /// In English, for a person.
    public var name: StaticString {
        switch self {
        case .missing: "missing"
        case .saturated: "saturated"
        case .flat: "flat"
        case .brokenContact: "broken contact"
        case .mains: "mains"
        }
    }
}

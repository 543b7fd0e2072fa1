/// Units of voltage as recordings spell them.
enum VoltageUnit {
    /// Microvolts in one unit; nil when `unit` is not a voltage. Both micro signs (U+00B5 and
    /// U+03BC) and the letter u are accepted. Case matters only where it must: MV is not mV.
    static func microvoltsPerUnit(_ unit: String) -> Double? {
        switch unit {
        case "uV", "uv", "UV", "\u{B5}V", "\u{B5}v", "\u{3BC}V", "\u{3BC}v", "microV": 1
        case "mV", "mv": 1e3
        case "V", "v": 1e6
        case "nV", "nv": 1e-3
        default: nil
        }
    }
}

/// How a recording's signals become the frames of the loop.
public struct FrontEndSettings: Encodable, Sendable {
    public enum Montage: String, CaseIterable, Encodable, Sendable {
        /// As recorded.
        case recorded
        /// Less one channel, `reference`.
        case reference
        /// Less the mean of all chosen channels.
        case average
        /// Neighbouring contacts of an electrode, or the given pairs.
        case bipolar
    }

    /// Names, patterns with `*` and `?`, or `type:` and a BIDS channel type; `all` for all.
    public var channels: [String] = []
    public var exclude: [String] = []
    public var montage = Montage.recorded
    public var reference = ""
    /// Pairs as `A1-A2`; empty for the neighbours.
    public var pairs: [String] = []
    /// Sampling rate to take where a file has several, Hz; 0 where it has one.
    public var rateHertz = 0.0
    public var lsbNanovolts = 0.0
    public var bits = 0

    mutating func read(_ fields: inout SettingsFields) throws(SettingsError) {
        channels = try fields.texts("channels", channels)
        exclude = try fields.texts("exclude", exclude)
        montage = try fields.word("montage", montage)
        reference = try fields.text("reference", reference)
        pairs = try fields.texts("pairs", pairs)
        rateHertz = try fields.number("rateHertz", rateHertz, in: 0...100_000)
        lsbNanovolts = try fields.number("lsbNanovolts", lsbNanovolts, in: 0.001...1e9)
        bits = try fields.integer("bits", bits, in: 2...16)
    }
}

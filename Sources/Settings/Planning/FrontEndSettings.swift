/// How a recording's signals become the frames of the loop.
public struct FrontEndSettings: Encodable, Sendable {
    /// What each channel is measured against.
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
    /// Left out, by name or pattern, unless `channels` names them in full.
    public var exclude: [String] = []
    /// What each channel is measured against.
    public var montage = Montage.recorded
    /// Name of the channel that montage `reference` subtracts; of no account with another.
    public var reference = ""
    /// Pairs as `A1-A2`; empty for the neighbours.
    public var pairs: [String] = []
    /// Sampling rate to take where a file has several, Hz; 0 where it has one.
    public var rateHertz = 0.0
    /// Size of one count, nV; 0.001 to 1e9.
    public var lsbNanovolts = 0.0
    /// Bits of the converter, sign included; 2 to 16.
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

import Planning
import Recordings

/// Which signals of a recording the front end reads, and what it makes of them.
public struct FrontEndPlan: Sendable {
    /// One channel of the loop.
    public struct Output: Sendable, Equatable {
        /// After the montage, such as "LA1", "LA1-LA2" or "LA1-AVG".
        public var name: String
        /// Index into `inputs`.
        public var signal: Int
        /// What is subtracted.
        public var reference: Reference
    }

    /// What an output is measured against.
    public enum Reference: Sendable, Equatable {
        case none
        /// Another input.
        case input(Int)
        /// The mean of all inputs.
        case average
    }

    /// Channels of the recording, by index, in the order they are read.
    public let inputs: [Int]
    /// The loop's channels, in its order.
    public let outputs: [Output]
    /// Of all inputs.
    public let rate: SamplingRate
    /// Counts per microvolt of the modelled converter.
    public let countsPerMicrovolt: Double
    /// Largest count that the converter gives, at either sign.
    public let railCount: Int16
    /// What was left out or taken for granted, one line each.
    public let notes: [String]

    /// What `Planner` must know of the outputs.
    public var signal: SignalDescription {
        SignalDescription(
            channelNames: outputs.map(\.name), rateNumerator: Int(rate.numerator),
            rateDenominator: Int(rate.denominator))
    }

    /// Chooses channels, rate and montage as the settings say; what is left out stands in `notes`.
    ///
    /// Throws where a channel, type, pair or reference that is named is not there, the rates differ
    /// and none is named, or no channel is left; the error names the field.
    ///
    /// - Parameter channels: all of the recording's, in its order.
    public init(
        _ settings: FrontEndSettings, for channels: [RecordingChannel]
    ) throws(SettingsError) {
        var notes: [String] = []
        let usable = try Self.usable(channels, settings, &notes)
        let chosen = try Self.choose(settings, from: usable, &notes)
        let rate = try Self.singleRate(of: chosen, settings.rateHertz)
        let atRate = chosen.filter { $0.rate == rate }
        if atRate.count < chosen.count {
            let others = chosen.count - atRate.count
            notes.append(
                "\(others) channel\(others == 1 ? " of another rate is" : "s of another rate are") "
                    + "left out")
        }
        let montage = try MontagePlan(settings, channels: atRate, among: usable)
        self.rate = rate
        inputs = montage.inputs.map(\.index)
        outputs = montage.outputs
        countsPerMicrovolt = 1_000 / settings.lsbNanovolts
        railCount = Int16((1 << (settings.bits - 1)) - 1)
        self.notes = notes
    }

    /// Channels that carry a brain signal in volts.
    static func usable(
        _ channels: [RecordingChannel], _ settings: FrontEndSettings, _ notes: inout [String]
    ) throws(SettingsError) -> [RecordingChannel] {
        let named = Set(settings.channels.map { $0.lowercased() })
        // Where other channels state a voltage, one without a unit is no signal but a marker.
        let statesUnits = channels.contains { $0.microvoltsPerUnit != nil }
        var usable: [RecordingChannel] = []
        var leftOut: [String: [String]] = [:]
        for channel in channels {
            let isNamed = named.contains(channel.name.lowercased())
            let mayBeMicrovolts = isUnitMissing(channel) && (isNamed || !statesUnits)
            if channel.microvoltsPerUnit == nil && !mayBeMicrovolts {
                leftOut["not a voltage", default: []].append(channel.name)
            } else if !isNamed, let type = channel.type, !isBrain(type) {
                leftOut["type \(type.printable)", default: []].append(channel.name)
            } else if !isNamed, channel.status == .bad {
                leftOut["bad according to the channels file", default: []].append(channel.name)
            } else {
                if mayBeMicrovolts {
                    leftOut["unit not stated, taken as µV", default: []].append(channel.name)
                }
                usable.append(channel)
            }
        }
        for (reason, names) in leftOut.sorted(by: { $0.key < $1.key }) {
            let list = names.prefix(6).map(\.printable).joined(separator: ", ")
            notes.append("\(list)\(names.count > 6 ? ", ... (\(names.count))" : ""): \(reason)")
        }
        guard !usable.isEmpty else {
            throw SettingsError(
                field: "frontEnd.channels",
                problem: channels.isEmpty
                    ? "the recording has no signal"
                    : "no channel is usable: " + notes.joined(separator: "; "))
        }
        return usable
    }

    private static func isUnitMissing(_ channel: RecordingChannel) -> Bool {
        channel.unit.allSatisfy(\.isWhitespace)
    }

    private static func isBrain(_ type: String) -> Bool {
        ["EEG", "IEEG", "ECOG", "SEEG", "DBS", "N/A"].contains(type.uppercased())
    }

    private static func choose(
        _ settings: FrontEndSettings, from channels: [RecordingChannel], _ notes: inout [String]
    ) throws(SettingsError) -> [RecordingChannel] {
        let types = Set(
            settings.channels.filter { $0.lowercased().hasPrefix("type:") }
                .map { $0.dropFirst(5).uppercased() })
        let names = settings.channels.filter { !$0.lowercased().hasPrefix("type:") }
        let byName = ChannelChoice(names, field: "frontEnd.channels")
        _ = try byName.indices(in: channels.map(\.name))
        for type in types where !channels.contains(where: { $0.type?.uppercased() == type }) {
            throw SettingsError(
                field: "frontEnd.channels",
                problem: "no channel has the BIDS type \(type.printable); types come from the "
                    + "_channels.tsv beside the recording")
        }
        let excluded = ChannelChoice(settings.exclude, field: "frontEnd.exclude")
        // A name must be there; a pattern need not find anything.
        let named = ChannelChoice(
            settings.exclude.filter { !$0.contains("*") && !$0.contains("?") },
            field: "frontEnd.exclude")
        _ = try named.indices(in: channels.map(\.name))
        let wanted = Set(names.map { $0.lowercased() })
        var leftOut: [String] = []
        let chosen = channels.filter { channel in
            let isOfType = channel.type.map { types.contains($0.uppercased()) } ?? false
            guard byName.contains(channel.name) || isOfType else { return false }
            // Whoever names a channel in full wants it, though a pattern would leave it out.
            let isSpared =
                wanted.contains(channel.name.lowercased()) && !named.contains(channel.name)
            guard excluded.contains(channel.name), !isSpared else { return true }
            leftOut.append(channel.name)
            return false
        }
        if !leftOut.isEmpty {
            notes.append(
                "\(leftOut.prefix(6).map(\.printable).joined(separator: ", "))"
                    + "\(leftOut.count > 6 ? ", ... (\(leftOut.count))" : ""): frontEnd.exclude")
        }
        guard !chosen.isEmpty else {
            throw SettingsError(field: "frontEnd.channels", problem: "no channel is left")
        }
        return chosen
    }

    private static func singleRate(
        of channels: [RecordingChannel], _ wanted: Double
    ) throws(SettingsError) -> SamplingRate {
        let rates = Dictionary(grouping: channels, by: \.rate)
        let found = rates.sorted { $0.key.samplesPerSecond > $1.key.samplesPerSecond }
            .map { "\($0.key) (\($0.value.count) channel\($0.value.count == 1 ? "" : "s"))" }
            .joined(separator: ", ")
        if wanted > 0 {
            func distance(_ rate: SamplingRate) -> Double { abs(rate.samplesPerSecond - wanted) }
            guard let rate = rates.keys.min(by: { distance($0) < distance($1) }),
                distance(rate) < 0.01
            else {
                throw SettingsError(
                    field: "frontEnd.rateHertz",
                    problem: "no chosen channel has \(wanted) Hz; there are \(found)")
            }
            return rate
        }
        guard rates.count == 1, let rate = rates.keys.first else {
            throw SettingsError(
                field: "frontEnd.rateHertz",
                problem:
                    "the chosen channels differ in sampling rate: \(found); name one rate here "
                    + "or choose other channels")
        }
        return rate
    }
}

/// One signal of a recording, annotation channels not counted.
public struct RecordingChannel: Sendable, Equatable {
    /// What the BIDS side file says of a channel.
    public enum Status: String, Sendable {
        case good
        case bad
        /// No side file, or none of its rows names the channel.
        case unknown
    }

    /// Place among `Recording.channels`.
    public let index: Int
    /// As the file has it; channels of one name are told apart by `-0`, `-1` after it.
    public internal(set) var name: String
    /// As written; samples that are a voltage are handed out in microvolts all the same.
    public internal(set) var unit: String
    /// Nil when the unit is not a voltage or the channel has no usable calibration.
    public internal(set) var microvoltsPerUnit: Double?
    /// In `unit`; nil where the file has no such field.
    public internal(set) var physicalMinimum: Double?
    /// In `unit`; nil where the file has no such field.
    public internal(set) var physicalMaximum: Double?
    /// In counts; nil where the file has no such field.
    public internal(set) var digitalMinimum: Int?
    /// In counts; nil where the file has no such field.
    public internal(set) var digitalMaximum: Int?
    /// Of this channel; others of the recording may have another.
    public let rate: SamplingRate
    /// As the file has it; empty where it does not say.
    public internal(set) var transducer: String
    /// The filters before the converter, as the file tells of them; empty where it does not say.
    public internal(set) var prefiltering: String
    /// BIDS channel type, such as ECOG, SEEG or EEG; from the side file only.
    public internal(set) var type: String?
    /// By the side file.
    public internal(set) var status: Status

    /// The rate in Hz, rounded where it is no exact `Double`.
    public var samplesPerSecond: Double { rate.samplesPerSecond }
}

extension RecordingChannel {
    /// A channel in microvolts of a signal that comes from no file.
    public init(index: Int, name: String, rate: SamplingRate) {
        self.init(
            index: index, name: name, unit: "uV", microvoltsPerUnit: 1, physicalMinimum: nil,
            physicalMaximum: nil, digitalMinimum: nil, digitalMaximum: nil, rate: rate,
            transducer: "", prefiltering: "", type: nil, status: .unknown)
    }
}

extension RecordingChannel {
    /// A channel of a signal that comes from no file, and that is no voltage.
    package init(marker index: Int, name: String, rate: SamplingRate) {
        self.init(index: index, name: name, rate: rate)
        unit = ""
        microvoltsPerUnit = nil
    }
}

/// `RecordingChannel.Status`.
public typealias ChannelStatus = RecordingChannel.Status

import Detection
import Foundation

/// A learned detector as a file: whole numbers for the device, and what a person may want to know of
/// how they came about. A model belongs to one patient, montage and sampling rate, but for a
/// travelling one, which has one set of weights for whatever channels there are.
public struct DetectorModel: Codable, Equatable, Sendable {
    /// Name and version of the format: what `format` must say.
    public static let formatName = "quench-model-1"
    /// The same of a model with `features`, which a program without them refuses.
    public static let formatNameWithFeatures = "quench-model-2"

    /// Weights, trees, or weights that all channels have in common.
    public enum Family: String, Codable, CaseIterable, Sendable {
        case linear, trees, travelling

        /// Those whose weights or trees belong to channels.
        public static let ofOnePatient: [Family] = [.linear, .trees]
    }

    /// Name of the file's format; another than the two above is refused.
    public var format = DetectorModel.formatName
    /// Whether `weights` or `trees` decide, and how.
    public var family: Family
    /// Inputs beside line length and the bands; nil without any.
    public var features: [LearnedFeature]?
    /// Sampling rate of the training, 50 to 5,000; a signal may differ from it by a thousandth. 0 of a
    /// travelling model, for any.
    public var rateHertz: Double
    /// Names after the montage, in the order of the weights; none of a travelling model.
    public var channels: [String]
    /// The filters that the model was trained behind.
    public var conditioning: Conditioning
    /// Shifts of the low-passes behind the bands; none of a travelling model, whose rate decides.
    public var bandShifts: [Int]
    /// In 2^-22 of a unit, as are the next two.
    public var intercept: Int
    /// Score from which a hop is positive, in 2^-22 of a unit.
    public var threshold: Int
    /// The score that the training's background exceeded in 1 % of its hops.
    public var backgroundScore: Int
    /// [channel][input], in 2^-12 of a unit an octave; empty for trees. A travelling model has one row,
    /// in the order of `LearnedInput` at a rate that holds every band. Six inputs, or eight with
    /// `features`.
    public var weights: [[Int]] = []
    /// Of a travelling model: the share of the channels that must reach the score, 0 to 1,000 permille;
    /// one must.
    public var sharePermille: Int?
    /// 1 to 32; empty for a linear model.
    public var trees: [Tree] = []
    /// For a person; the device makes nothing of it.
    public var training = TrainingRecord()

    /// What stands before the inputs; a run with the model uses this.
    public struct Conditioning: Codable, Equatable, Sendable {
        /// Time between two decisions, 1 to 40.
        public var hopMilliseconds: Double
        /// Up to 1,000; 0 for none.
        public var highPassHertz: Double
        /// Lower and upper edge, 0.05 to 2,500; empty for none.
        public var bandPassHertz: [Double]
        /// Poles an edge, 1 to 3.
        public var bandPassOrder: Int
    }

    /// Depth 3, as `LearnedTables` has it.
    public struct Tree: Codable, Equatable, Sendable {
        /// Seven of [channel x inputs + input, threshold in the input's unit].
        public var splits: [[Int]]
        /// Fifteen, in 2^-22 of a unit.
        public var values: [Int]

        /// A tree as given; `DetectorModel.init(file:)` refuses other shapes.
        public init(splits: [[Int]], values: [Int]) {
            self.splits = splits
            self.values = values
        }
    }

    /// Where a model comes from and what quantising it cost.
    public struct TrainingRecord: Codable, Equatable, Sendable {
        /// Names of the recordings learned from.
        public var recordings: [String] = []
        /// Seizures learned from.
        public var seizures = 0
        /// How long these lasted in all.
        public var seizureSeconds = 0.0
        /// How much else was learned from.
        public var backgroundSeconds = 0.0
        /// Largest difference between whole-number and floating-point score on the training's
        /// hops, in units, and hops that the two judge differently.
        public var scoreLossMax = 0.0
        /// Hops that the two judge differently, of `hops`.
        public var hopsJudgedDifferently = 0
        /// Hops of the recordings that the model was fitted to and the scores were compared on.
        public var hops = 0
        /// Episodes of the device over the recordings learned from, those of the floating-point
        /// model, and those of either that the other lacks or begins at another hop.
        public var episodes = 0
        /// Episodes of the floating-point model over the same recordings.
        public var episodesInFloatingPoint = 0
        /// Episodes of either that the other lacks or begins at another hop.
        public var episodesThatDiffer = 0
        /// Nothing learned yet.
        public init() {}
    }

    /// A model without weights or trees, which the caller adds. It takes its conditioning from the
    /// settings and its bands from the rate; nothing is checked before it is read from a file.
    ///
    /// - Parameter features: inputs beside line length and the bands.
    public init(
        family: Family, rateHertz: Double, channels: [String], settings: Settings,
        features: [LearnedFeature] = [], intercept: Int, threshold: Int, backgroundScore: Int
    ) {
        self.family = family
        self.rateHertz = family == .travelling ? 0 : rateHertz
        self.channels = family == .travelling ? [] : channels
        let detector = settings.detector
        conditioning = Conditioning(
            hopMilliseconds: detector.hopMilliseconds, highPassHertz: detector.highPassHertz,
            bandPassHertz: detector.bandPassHertz, bandPassOrder: detector.bandPassOrder)
        let features = LearnedFeature.allCases.filter { features.contains($0) }
        if !features.isEmpty {
            (format, self.features) = (Self.formatNameWithFeatures, features)
        }
        bandShifts = family == .travelling ? [] : LearnedDesign.bandShifts(rateHertz: rateHertz)
        self.intercept = intercept
        self.threshold = threshold
        self.backgroundScore = backgroundScore
    }

    /// Inputs of a channel, 6 or 8.
    package var inputCount: Int { (features ?? []).inputCount }

    /// The settings with the conditioning and the inputs that the model was trained with.
    public func applied(to settings: Settings) -> Settings {
        var settings = settings
        settings.detector.hopMilliseconds = conditioning.hopMilliseconds
        settings.detector.highPassHertz = conditioning.highPassHertz
        settings.detector.bandPassHertz = conditioning.bandPassHertz
        settings.detector.bandPassOrder = conditioning.bandPassOrder
        settings.detector.learned.features = features ?? []
        return settings
    }

    /// What an input measures, such as `9.1 to 42 Hz`; "unused" where the rate leaves no such band.
    /// For a person: it evaluates the filters at 3,001 frequencies.
    ///
    /// - Parameters:
    ///   - input: 0 to 7, by `LearnedInput`.
    ///   - signalHertz: rate of the signal, for a model that has none of its own.
    public func inputName(_ input: Int, signalHertz: Double) -> String {
        family == .travelling
            ? LearnedDesign.name(
                ofInput: input, shifts: LearnedDesign.bandShifts(rateHertz: signalHertz),
                rateHertz: signalHertz)
            : LearnedDesign.name(ofInput: input, shifts: bandShifts, rateHertz: rateHertz)
    }
}

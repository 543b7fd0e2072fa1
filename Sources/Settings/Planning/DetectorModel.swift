import Detection
import Foundation

/// A learned detector as a file: whole numbers for the device, and what a person may want to know of
/// how they came about. A model belongs to one patient, montage and sampling rate.
public struct DetectorModel: Codable, Equatable, Sendable {
    public static let formatName = "quench-model-1"

    public enum Family: String, Codable, CaseIterable, Sendable { case linear, trees }

    public var format = DetectorModel.formatName
    public var family: Family
    public var rateHertz: Double
    /// Names after the montage, in the order of the weights.
    public var channels: [String]
    public var conditioning: Conditioning
    /// Shifts of the low-passes behind the bands.
    public var bandShifts: [Int]
    /// In 2^-22 of a unit, as are the next two.
    public var intercept: Int
    public var threshold: Int
    /// The score that the training's background exceeded in 1 % of its hops.
    public var backgroundScore: Int
    /// [channel][input], in 2^-12 of a unit an octave; empty for trees.
    public var weights: [[Int]] = []
    public var trees: [Tree] = []
    public var training = TrainingRecord()

    /// What stands before the inputs; a run with the model uses this.
    public struct Conditioning: Codable, Equatable, Sendable {
        public var hopMilliseconds: Double
        public var highPassHertz: Double
        public var bandPassHertz: [Double]
        public var bandPassOrder: Int
    }

    /// Depth 3, as `LearnedTables` has it.
    public struct Tree: Codable, Equatable, Sendable {
        /// Seven of [channel x 6 + input, threshold in 1/1,024 octave].
        public var splits: [[Int]]
        /// Fifteen, in 2^-22 of a unit.
        public var values: [Int]

        public init(splits: [[Int]], values: [Int]) {
            self.splits = splits
            self.values = values
        }
    }

    /// Where a model comes from and what quantising it cost.
    public struct TrainingRecord: Codable, Equatable, Sendable {
        public var recordings: [String] = []
        public var seizures = 0
        public var seizureSeconds = 0.0
        public var backgroundSeconds = 0.0
        /// Largest difference between whole-number and floating-point score on the training's
        /// hops, in units, and hops that the two judge differently.
        public var scoreLossMax = 0.0
        public var hopsJudgedDifferently = 0
        public var hops = 0
        /// Episodes of the device over the recordings learned from, those of the floating-point
        /// model, and those of either that the other lacks or begins at another hop.
        public var episodes = 0
        public var episodesInFloatingPoint = 0
        public var episodesThatDiffer = 0
        public init() {}
    }

    public init(
        family: Family, rateHertz: Double, channels: [String], settings: Settings,
        intercept: Int, threshold: Int, backgroundScore: Int
    ) {
        self.family = family
        self.rateHertz = rateHertz
        self.channels = channels
        let detector = settings.detector
        conditioning = Conditioning(
            hopMilliseconds: detector.hopMilliseconds, highPassHertz: detector.highPassHertz,
            bandPassHertz: detector.bandPassHertz, bandPassOrder: detector.bandPassOrder)
        bandShifts = LearnedDesign.bandShifts(rateHertz: rateHertz)
        self.intercept = intercept
        self.threshold = threshold
        self.backgroundScore = backgroundScore
    }

    /// The settings with the conditioning that the model was trained with.
    public func applied(to settings: Settings) -> Settings {
        var settings = settings
        settings.detector.hopMilliseconds = conditioning.hopMilliseconds
        settings.detector.highPassHertz = conditioning.highPassHertz
        settings.detector.bandPassHertz = conditioning.bandPassHertz
        settings.detector.bandPassOrder = conditioning.bandPassOrder
        return settings
    }

    public func inputName(_ input: Int) -> String {
        LearnedDesign.name(ofInput: input, shifts: bandShifts, rateHertz: rateHertz)
    }
}

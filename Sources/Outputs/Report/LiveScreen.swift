/// A run while it goes on, as one look at a terminal shows it: traces, score against threshold, what
/// was stimulated, latency. Plain data; drawing is in `LiveScreen+Drawing.swift`.
///
/// Series have one value a step; they all end at the same step, the present one.
public struct LiveScreen: Sendable {
    public var title: String
    /// What the loop is doing, for example "watching".
    public var state = ""
    public var stateTone = Tone.neutral
    public var elapsedSeconds = 0.0
    public var totalSeconds = 0.0
    /// Time between two values of a series.
    public let stepSeconds: Double
    /// Steps since the run's start, the present one included.
    public var stepCount = 0
    public var traces: [Trace] = []
    /// Channels that there are besides.
    public var hiddenTraceCount = 0
    /// Score / score needed: the threshold is 1. NaN where nothing was measured.
    public var score: [Float] = []
    public var scoreText = ""
    public var strips: [Strip] = []
    /// What happened last, latency so far, and the like: one line each.
    public var notes: [Note] = []

    /// Seconds that the traces reach back.
    public static let windowSeconds = 10.0

    /// One channel: the extremes of each step in µV, NaN where nothing was measured.
    public struct Trace: Sendable {
        public var name: String
        public var minimum: [Float]
        public var maximum: [Float]
        /// Whether it takes part in the detection, and whether it has a fault.
        public var isVoting = false
        public var isBad = false

        public init(name: String, minimum: [Float], maximum: [Float]) {
            self.name = name
            self.minimum = minimum
            self.maximum = maximum
        }
    }

    /// When something was so: a mark for each step.
    public struct Strip: Sendable {
        public var label: String
        public var marks: [Bool]
        public var tone: Tone
        /// A few words beside the label, for example a sum so far.
        public var text: String

        public init(label: String, marks: [Bool], tone: Tone, text: String = "") {
            self.label = label
            self.marks = marks
            self.tone = tone
            self.text = text
        }
    }

    public struct Note: Sendable {
        public var label: String
        public var text: String

        public init(label: String, text: String) {
            self.label = label
            self.text = text
        }
    }

    public init(title: String, stepSeconds: Double) {
        self.title = title
        self.stepSeconds = stepSeconds
    }
}

/// A run while it goes on, as one look at a terminal shows it: traces, score against threshold, what
/// was stimulated, latency. Plain data; drawing is in `LiveScreen+Drawing.swift`.
///
/// Series have one value a step; they all end at the same step, the present one.
package struct LiveScreen: Sendable {
    package var title: String
    /// What the loop is doing, for example "watching".
    package var state = ""
    package var stateTone = Tone.neutral
    package var elapsedSeconds = 0.0
    package var totalSeconds = 0.0
    /// Time between two values of a series.
    package let stepSeconds: Double
    /// Steps since the run's start, the present one included.
    package var stepCount = 0
    package var traces: [Trace] = []
    /// Channels that there are besides.
    package var hiddenTraceCount = 0
    /// Score / score needed: the threshold is 1. NaN where nothing was measured.
    package var score: [Float] = []
    package var scoreText = ""
    package var strips: [Strip] = []
    /// What happened last, latency so far, and the like: one line each.
    package var notes: [Note] = []

    /// Seconds that the traces reach back.
    package static let windowSeconds = 10.0

    /// One channel: the extremes of each step in µV, NaN where nothing was measured.
    package struct Trace: Sendable {
        package var name: String
        package var minimum: [Float]
        package var maximum: [Float]
        /// Whether it takes part in the detection, and whether it has a fault.
        package var isVoting = false
        package var isBad = false

        package init(name: String, minimum: [Float], maximum: [Float]) {
            self.name = name
            self.minimum = minimum
            self.maximum = maximum
        }
    }

    /// When something was so: a mark for each step.
    package struct Strip: Sendable {
        package var label: String
        package var marks: [Bool]
        package var tone: Tone
        /// A few words beside the label, for example a sum so far.
        package var text: String

        package init(label: String, marks: [Bool], tone: Tone, text: String = "") {
            self.label = label
            self.marks = marks
            self.tone = tone
            self.text = text
        }
    }

    package struct Note: Sendable {
        package var label: String
        package var text: String

        package init(label: String, text: String) {
            self.label = label
            self.text = text
        }
    }

    package init(title: String, stepSeconds: Double) {
        self.title = title
        self.stepSeconds = stepSeconds
    }
}

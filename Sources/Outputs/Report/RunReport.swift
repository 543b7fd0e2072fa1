import Journal

/// Everything that `report.html` shows of one run, as plain data. Texts are escaped when they are
/// drawn.
package struct RunReport: Sendable {
    package var title: String
    /// One line: the recording's name, format, channels, rate, duration.
    package var recordingLine: String
    /// The run in a sentence or two, the most important first.
    package var verdicts: [Verdict]
    package var figures: [KeyFigure] = []
    /// Of a paced run.
    package var deadlines: DeadlineReport?
    package var overview: OverviewPicture?
    /// The run beside its untreated twin's; empty where there is none.
    package var twinRows: [TwinRow] = []
    /// In order of onset. The first `pictureCountMax` are drawn, all are listed.
    package var episodes: [EpisodePicture] = []
    /// Annotated seizures without an episode; as many as there are pictures of.
    package var missed: [EpisodePicture] = []
    package var bursts: [Burst] = []
    package var limits: [LimitRow] = []
    /// Refused therapies by reason.
    package var refusals: [CountRow] = []
    package var channelQuality: [ChannelQualityPicture] = []
    /// Everything dropped, refused, saturated, missed.
    package var counts: [CountRow] = []
    package var reference: ReferenceComparison?
    /// The settings the run used, as text; shown folded.
    package var settings = ""
    package var decisionHash = ""
    /// The command that repeats the run.
    package var command = ""
    /// Whether somebody changed the loop while it ran, which no command repeats.
    package var wasChanged = false
    package var programVersion = ""
    /// Program, machine and files as text; shown folded.
    package var identity = ""
    /// Further remarks, one a line: what is simulated, what is not claimed.
    package var remarks: [String] = []
    /// Values, of a lowest and a highest count each, that all zoomable traces have together.
    var valueCountMax = 400_000

    package init(title: String, recordingLine: String, verdicts: [Verdict]) {
        self.title = title
        self.recordingLine = recordingLine
        self.verdicts = verdicts
    }

    /// Episodes that get a picture; the rest stands in the table.
    package static let pictureCountMax = 20
    /// Traces that one picture shows.
    package static let traceCountMax = 32
}

/// How a statement is to be taken.
package enum Tone: Sendable { case good, neutral, warning, bad }

package struct Verdict: Sendable {
    package var text: String
    package var tone: Tone

    package init(_ text: String, tone: Tone = .neutral) {
        self.text = text
        self.tone = tone
    }
}

/// A tile: one figure that a reader looks for first.
package struct KeyFigure: Sendable {
    package var label: String
    package var value: String
    package var unit: String
    package var note: String
    package var tone: Tone

    package init(
        label: String, value: String, unit: String = "", note: String = "", tone: Tone = .neutral
    ) {
        self.label = label
        self.value = value
        self.unit = unit
        self.note = note
        self.tone = tone
    }
}

/// One row of the table of counts.
package struct CountRow: Sendable {
    package var label: String
    package var count: Int
    /// What the count means, in a few words.
    package var note: String
    /// Whether a count above zero deserves a reader's attention.
    package var isProblem: Bool

    package init(label: String, count: Int, note: String = "", isProblem: Bool = true) {
        self.label = label
        self.count = count
        self.note = note
        self.isProblem = isProblem
    }
}

/// A span of time in seconds from the start of the recording, with an optional label.
package struct Span: Sendable, Hashable {
    package var startSeconds: Double
    package var endSeconds: Double
    package var label: String
    /// The part of the page that tells of it; empty where none does.
    package var anchor: String

    package init(
        startSeconds: Double, endSeconds: Double, label: String = "", anchor: String = ""
    ) {
        self.startSeconds = startSeconds
        self.endSeconds = endSeconds
        self.label = label
        self.anchor = anchor
    }
}

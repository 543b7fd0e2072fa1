/// Everything that `report.html` shows of one run, as plain data. Texts are escaped when they are
/// drawn.
public struct RunReport: Sendable {
    public var title: String
    /// One line: the recording's name, format, channels, rate, duration.
    public var recordingLine: String
    /// The run in a sentence or two, the most important first.
    public var verdicts: [Verdict]
    public var figures: [KeyFigure] = []
    public var overview: OverviewPicture?
    /// The run beside its untreated twin's; empty where there is none.
    public var twinRows: [TwinRow] = []
    /// In order of onset. The first `pictureCountMax` are drawn, all are listed.
    public var episodes: [EpisodePicture] = []
    public var ledger = ChargeLedger()
    public var channelQuality: [ChannelQualityPicture] = []
    /// Everything dropped, refused, saturated, missed.
    public var counts: [CountRow] = []
    public var reference: ReferenceComparison?
    /// The settings the run used, as text; shown folded.
    public var settings = ""
    public var decisionHash = ""
    /// The command that repeats the run.
    public var command = ""
    public var programVersion = ""
    /// Program, machine and files as text; shown folded.
    package var identity = ""
    /// Further remarks, one a line: what is simulated, what is not claimed.
    public var remarks: [String] = []

    public init(title: String, recordingLine: String, verdicts: [Verdict]) {
        self.title = title
        self.recordingLine = recordingLine
        self.verdicts = verdicts
    }

    /// Episodes that get a picture; the rest stands in the table.
    public static let pictureCountMax = 20
    /// Traces that one picture shows.
    public static let traceCountMax = 32
}

/// How a statement is to be taken.
public enum Tone: Sendable { case good, neutral, warning, bad }

public struct Verdict: Sendable {
    public var text: String
    public var tone: Tone

    public init(_ text: String, tone: Tone = .neutral) {
        self.text = text
        self.tone = tone
    }
}

/// A tile: one figure that a reader looks for first.
public struct KeyFigure: Sendable {
    public var label: String
    public var value: String
    public var unit: String
    public var note: String
    public var tone: Tone

    public init(
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
public struct CountRow: Sendable {
    public var label: String
    public var count: Int
    /// What the count means, in a few words.
    public var note: String
    /// Whether a count above zero deserves a reader's attention.
    public var isProblem: Bool

    public init(label: String, count: Int, note: String = "", isProblem: Bool = true) {
        self.label = label
        self.count = count
        self.note = note
        self.isProblem = isProblem
    }
}

/// A span of time in seconds from the start of the recording, with an optional label.
public struct Span: Sendable, Hashable {
    public var startSeconds: Double
    public var endSeconds: Double
    public var label: String

    public init(startSeconds: Double, endSeconds: Double, label: String = "") {
        self.startSeconds = startSeconds
        self.endSeconds = endSeconds
        self.label = label
    }
}

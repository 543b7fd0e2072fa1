import Journal

@testable import Report

/// Text that tries to leave its place in HTML, SVG or the terminal.
let hostileText = "</text></svg><script>alert('1')</script>\"&\u{0}\u{1B}[2J\u{202E}\u{FFFE}\n"

/// A report with everything in it, invented; every text from outside is `text`.
func sampleReport(
    channels: Int = 4, episodes: Int = 1, hops: Int = 300, text: String = "L1"
) -> RunReport {
    var report = RunReport(
        title: text, recordingLine: text,
        verdicts: [Verdict(text, tone: .good), Verdict(text, tone: .bad)])
    report.figures = [KeyFigure(label: text, value: text, unit: text, note: text, tone: .warning)]
    report.programVersion = text
    var overview = OverviewPicture(
        durationSeconds: 600, score: Envelope([0, 5, 20, .nan, 3], stepSeconds: 120),
        needed: Envelope([12, 12, 12, 12, 12], stepSeconds: 120))
    overview.states = StateSpan.Kind.allCases.enumerated().map {
        StateSpan($1, startSeconds: Double($0) * 100, endSeconds: Double($0) * 100 + 50)
    }
    overview.reference = [Span(startSeconds: 240, endSeconds: 300, label: text)]
    overview.episodes = [Span(startSeconds: 250, endSeconds: .infinity, label: text)]
    overview.bursts = [Span(startSeconds: 251, endSeconds: 251.1, label: text)]
    overview.badChannels = [Span(startSeconds: .nan, endSeconds: 4, label: text)]
    report.overview = overview
    report.episodes = (0..<episodes).map {
        sampleEpisode(number: $0 + 1, channels: channels, hops: hops, text: text)
    }
    var burst = Burst()
    burst.onsetSeconds = 251
    burst.pulses = 20
    burst.amplitudeMicroamperes = 2_000
    burst.contacts = text
    burst.cutBecause = text
    report.bursts = [burst]
    report.limits = [
        .init(label: text, used: 30, limit: 20, unit: text),
        .init(label: text, used: 1, limit: 0, unit: text),
    ]
    report.refusals = [CountRow(label: text, count: 2)]
    report.channelQuality = [
        .init(
            name: text, badSeconds: 4, faults: [text],
            badSpans: [Span(startSeconds: 1, endSeconds: 5, label: text)]),
        .init(name: text, badSeconds: 0, faults: [], badSpans: []),
    ]
    report.counts = [CountRow(label: text, count: 1_234_567, note: text)]
    report.reference = ReferenceComparison(
        source: text, rows: [(text, text, text)],
        events: [.init(onsetSeconds: 240, endSeconds: 300, delaySeconds: nil)])
    report.settings = text
    report.decisionHash = text
    report.command = text
    report.remarks = [text]
    return report
}

func sampleEpisode(number: Int, channels: Int, hops: Int, text: String) -> EpisodePicture {
    var episode = EpisodePicture(
        number: number, Episode(onsetSeconds: 250), firstHopSeconds: 240, hopSeconds: 0.04)
    let wave = { (hop: Int, channel: Int) in Float((hop * 7919 + channel * 104_729) % 1009) - 500 }
    episode.traces = (0..<channels).map { channel in
        TracePicture(
            name: text, isBad: channel == 1,
            minimum: (0..<hops).map { $0 % 50 == 0 ? .nan : wave($0, channel) - 20 },
            maximum: (0..<hops).map { $0 % 50 == 0 ? .nan : wave($0, channel) + 20 })
    }
    episode.patterns = [
        PatternPicture(
            title: text, threshold: 250, unit: text,
            series: (0..<channels).map { channel in
                FeatureSeries(
                    name: text, values: (0..<hops).map { wave($0, channel) + 501 })
            },
            votes: Array(repeating: 3, count: hops), needed: Array(repeating: 12, count: hops))
    ]
    episode.bursts = [Span(startSeconds: 251, endSeconds: 251.1, label: text)]
    episode.reference = [Span(startSeconds: 240, endSeconds: 300, label: text)]
    episode.states = [StateSpan(.blanked, startSeconds: 251, endSeconds: 252)]
    episode.marks = [Span(startSeconds: 255, endSeconds: 255, label: text)]
    episode.episode.explanation = (0..<channels).map { _ in
        Contribution(
            channel: text, feature: text, measured: 300, threshold: 250, unit: text, votes: 3)
    }
    episode.remark = text
    return episode
}

import Foundation
import Journal
import Testing

@testable import Report

struct MarkupTests {
    @Test(arguments: ["L1", hostileText])
    func thePageIsWellFormedAndNothingGetsOut(_ text: String) {
        let reader = MarkupReader(page: sampleReport(text: text).html())
        #expect(reader.problem == nil)
        #expect(reader.elements["script"] == nil)
        #expect(reader.elements["svg"] ?? 0 >= 4)
        #expect(!reader.attributeNames.contains { $0.hasPrefix("on") })
        #expect(
            reader.attributeNames.isDisjoint(with: ["src", "xlink:href", "action", "data"]))
        #expect(reader.attributes(named: "href").allSatisfy { $0.hasPrefix("#") })
        #expect(!reader.attributeValues.contains { $0.contains("url(") || $0.contains("http:") })
        #expect(!reader.text.contains("url("))
        // What was to be shown is shown.
        #expect(text == "L1" || reader.text.contains("<script>alert('1')</script>"))
    }

    @Test(arguments: ["L1", hostileText])
    func picturesOfTheirOwnAreWellFormed(_ text: String) throws {
        let report = sampleReport(text: text)
        for svg in [try #require(report.overview).svg(), report.episodes[0].svg()] {
            let reader = MarkupReader(svg)
            #expect(reader.problem == nil)
            #expect(svg.hasPrefix("<svg xmlns=\"http://www.w3.org/2000/svg\""))
            #expect(reader.elements["style"] == 1)
            #expect(reader.elements["script"] == nil)
            #expect(!svg.contains("nan"))
            #expect(!svg.contains("inf"))
        }
    }

    @Test(arguments: ["4 mA", hostileText])
    func doseResponseIsWellFormed(_ text: String) {
        let point = DoseResponsePicture.Point(
            delaySeconds: 2, probability: 0.5, low: 0.4, high: 0.6, hint: text)
        let picture = DoseResponsePicture(
            title: text,
            lines: [
                DoseResponsePicture.Line(label: "sham", isSham: true, points: [point]),
                DoseResponsePicture.Line(label: text, isSham: false, points: []),
            ])
        for svg in [picture.svg(), DoseResponsePicture(title: "", lines: []).svg()] {
            let reader = MarkupReader(svg)
            #expect(reader.problem == nil)
            #expect(reader.elements["script"] == nil)
            #expect(!svg.contains("nan") && !svg.contains("inf"))
        }
        #expect(MarkupReader(picture.svg()).text.contains("first edge of the train"))
    }

    @Test func thePolicyForbidsEverythingFromOutside() {
        #expect(
            EvaluationPage(title: "", line: "").html().contains(
                "content=\"default-src 'none'; style-src 'unsafe-inline'\""))
    }

    @Test func anEmptyReportIsAPageToo() {
        var report = RunReport(title: "", recordingLine: "", verdicts: [])
        #expect(MarkupReader(page: report.html()).problem == nil)
        report.overview = OverviewPicture(
            durationSeconds: 0, score: Envelope(stepSeconds: 0.04),
            needed: Envelope(stepSeconds: 0.04))
        report.episodes = [
            EpisodePicture(
                number: 1, Episode(onsetSeconds: .nan, durationSeconds: .nan),
                firstHopSeconds: .nan, hopSeconds: 0)
        ]
        let html = report.html()
        #expect(MarkupReader(page: html).problem == nil)
        #expect(MarkupReader(report.episodes[0].svg()).problem == nil)
        #expect(html.contains("No burst was issued"))
    }

    @Test(arguments: [
        (0.0, 0.0, 0.0), (.infinity, 1, 1), (5, -5, 0.04), (0, 1e300, 1e300), (1e18, 1e18, 1e-18),
    ])
    func strangeTimesAreDrawnWithoutATrap(_ first: Double, _ onset: Double, _ hop: Double) {
        var episode = sampleEpisode(number: 1, channels: 2, hops: 40, text: "L1")
        episode.firstHopSeconds = first
        episode.episode.onsetSeconds = onset
        episode.hopSeconds = hop
        episode.patterns[0].threshold = hop
        episode.traces[0].maximum[3] = .greatestFiniteMagnitude
        episode.patterns[0].series[0].values[3] = .greatestFiniteMagnitude
        episode.patterns[0].votes[3] = .max
        #expect(MarkupReader(episode.svg()).problem == nil)
    }

    @Test func aFullReportStaysSmall() {
        let report = sampleReport(channels: 32, episodes: 24, hops: 320)
        let html = report.html()
        #expect(html.utf8.count < 5_000_000)
        #expect(html.contains("first 20 of 24 episodes"))
    }

    @Test func theScoreIsTheSumOfItsVotes() {
        let html = sampleReport(channels: 60).html()
        #expect(html.contains(#"<td class="r">needed 1</td><td class="r">180</td>"#))
        #expect(html.contains("<td>12 more</td>"))
    }

    @Test func escaping() {
        #expect(escaped("a<b>&\"'") == "a&lt;b&gt;&amp;&quot;&#39;")
        #expect(escaped("\u{0}\u{202E}\u{FFFF}") == "\u{FFFD}\u{FFFD}\u{FFFD}")
        #expect(escaped("µV é😀\n") == "µV é😀\n")
    }

    @Test(arguments: [
        (0.0, "0"), (1.25, "1.3"), (-0.04, "0"), (-0.26, "-0.3"), (.nan, "0"), (1e12, "0"),
        (960, "960"),
    ])
    func coordinates(_ value: Double, _ text: String) { #expect(coordinate(value) == text) }
}

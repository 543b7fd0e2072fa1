import Foundation
import Journal
import Report
import Testing

/// The page of what a detector got wrong, and the picture of a trade-off.
struct EvaluationPageTests {
    private func picture(values: [Float], votes: [Int], threshold: Double = 200) -> EpisodePicture {
        var picture = EpisodePicture(
            number: 1, Episode(onsetSeconds: 10.02, durationSeconds: 1), firstHopSeconds: 10,
            hopSeconds: 0.02)
        picture.traces = [
            TracePicture(
                name: "<b>A1</b>", minimum: values.map { -$0 }, maximum: values)
        ]
        picture.patterns = [
            PatternPicture(
                title: "line length", threshold: threshold,
                series: [FeatureSeries(name: "<i>A1</i>", values: values)], votes: votes,
                needed: votes.map { _ in 1 }),
            PatternPicture(
                title: "other pattern", threshold: threshold,
                series: [FeatureSeries(name: "A2", values: values.map { $0 / 4 })],
                votes: votes.map { _ in 0 }, needed: votes.map { _ in 1 }),
        ]
        return picture
    }

    @Test("strength is the feature over its threshold, of the farthest pattern or of the nearest")
    func strength() {
        let picture = picture(values: [100, 400, 600, 1_000], votes: [0, 1, 1, 1])
        #expect(picture.strength(from: 10.02, to: 10.06, needsAll: false) == 3)
        #expect(picture.strength(from: 10.02, to: 10.08, needsAll: true) == 1.25)
        #expect(picture.strength(from: 20, to: 30, needsAll: false) == 0)
    }

    @Test("names are escaped, only what carried a false alarm is drawn, and the page is sound")
    func page() throws {
        let picture = picture(values: [500, 500, 500], votes: [1, 1, 1])
        var page = EvaluationPage(title: "<script>alert(1)</script>", line: "a & b")
        page.falseAlarms = [
            EvaluationPage.Mistake(
                picture, recording: "<img src=x>.edf", strength: 2.5)
        ]
        page.falseAlarmCount = 3
        page.missCount = 1
        let html = page.html()
        for tag in ["<script", "<img", "<b>A1", "<i>A1", "a & b", "http:", "https:"] {
            #expect(!html.contains(tag), "\(tag)")
        }
        #expect(html.contains("&lt;img src=x&gt;.edf"))
        #expect(html.contains("2.50 at 10.0 s"))
        #expect(html.contains("2 more are not drawn"))
        #expect(html.contains("line length") && !html.contains("other pattern"))
        #expect(html.contains("False alarms: 3") && html.contains("Missed seizures: 1"))
    }

    @Test("a trade-off of nothing, of the infinite and of hostile labels is still a picture")
    func tradeOff() throws {
        let point = TradeOffPicture.Point(
            rate: .init(0, low: 0, high: .infinity),
            delaySeconds: .init(1.5, low: 1, high: .infinity), hint: "<b>hint</b>")
        let line = TradeOffPicture.Line(label: "<seen>", isGrey: true, points: [point])
        let other = TradeOffPicture.Line(label: "left out", isGrey: false, points: [point, point])
        for lines in [[], [line], [line, other]] {
            let svg = TradeOffPicture(
                title: "<t>", panels: [TradeOffPicture.Panel(title: "false alarms", lines: lines)]
            ).svg()
            #expect(svg.hasPrefix("<svg") && svg.hasSuffix("</svg>\n"))
            #expect(!svg.contains("inf") && !svg.contains("nan"))
            #expect(!svg.contains("<seen>") && !svg.contains("<b>") && !svg.contains("<t>"))
        }
    }
}

import Foundation
import Report
import Testing

/// The page of a search for a therapy, and its picture.
struct OptimisationPageTests {
    private func point(_ label: String, share: Double, high: Double?) -> FrontPicture.Point {
        FrontPicture.Point(
            label: label, share: .init(share, low: share / 2, high: high),
            microcoulombsPerDay: .init(1_000, low: 0, high: high.map { $0 * 1e6 }), seenShare: 0.1,
            seenMicrocoulombsPerDay: 900, isGiven: label == "given", isMarked: share > 1,
            hint: "<b>hint</b>")
    }

    @Test("a front of nothing, of the infinite and of hostile labels is still a picture")
    func picture() {
        let all = [
            point("given", share: 0.7, high: 0.9), point("<P1>", share: 1.4, high: .infinity),
            point("P2", share: 0.2, high: nil),
        ]
        for points in [[], Array(all.prefix(1)), all] {
            let svg = FrontPicture(title: "<t>", points: points).svg()
            #expect(svg.hasPrefix("<svg") && svg.hasSuffix("</svg>\n"))
            #expect(!svg.contains("inf") && !svg.contains("nan"))
            #expect(!svg.contains("<P1>") && !svg.contains("<b>") && !svg.contains("<t>"))
        }
        let svg = FrontPicture(title: "t", points: all).svg()
        #expect(svg.contains("&lt;P1&gt;, on the search&#39;s patients"))
        // A square for each point on either set of patients.
        #expect(svg.components(separatedBy: "<rect class=\"fbad\"").count == 4)
    }

    @Test("the page shows each point's worst patient and limits, and what each level did")
    func page() {
        var page = OptimisationPage(
            title: "<script>alert(1)</script>", line: "a & b",
            picture: FrontPicture(title: "t", points: [point("given", share: 0.7, high: 0.9)]))
        page.points = [
            OptimisationPage.Point(
                label: "P1", words: "contacts <1/2>", verdictShare: "0.190 (0.150-0.230)",
                verdictCharge: "9000", outside: "1.0", searchShare: "0.170", searchCharge: "8800",
                worst: "verdict 3: 0.400", weakKick: "0.600", strongKick: "0.090",
                limits: ["amplitude 12 of at most 12 mA"], isMarked: true)
        ]
        page.effects = [
            .init(
                axis: "frequencyHertz", level: "200", candidates: 1_234, share: 0.456,
                microcoulombsPerDay: 12_345)
        ]
        let html = page.html()
        for tag in ["<script", "<1/2>", "a & b", "http:", "https:"] {
            #expect(!html.contains(tag), "\(tag)")
        }
        for words in [
            "P1 (marked)", "verdict 3: 0.400", "amplitude 12 of at most 12 mA",
            "0.190 (0.150-0.230)",
            "frequencyHertz", "1,234", "0.46", "12,345", "<svg",
        ] { #expect(html.contains(words), "\(words)") }
    }
}

import Foundation
import Testing

@testable import Report

struct LatencyReportTests {
    private static func report(
        _ text: String, _ curves: [LatencyPicture.Curve]
    ) -> LatencyReport {
        LatencyReport(
            title: text, line: text, verdicts: [Verdict(text, tone: .bad)],
            figures: [KeyFigure(label: text, value: text)],
            picture: LatencyPicture(curves: curves, limitMicroseconds: 90_000),
            percentileTitles: ["p50", "max"], percentileRows: [[text, "1.0", "2.0"]],
            grantRows: [[text, text, text, text]], facts: [text], command: text,
            programVersion: text)
    }

    @Test(arguments: ["compute latency", hostileText])
    func thePageIsWellFormedAndNothingGetsOut(text: String) {
        let curve = LatencyPicture.Curve(
            name: text, points: [(0, 20), (0.9, 80), (0.99, 1_000), (1, 95_000)])
        let reader = MarkupReader(page: Self.report(text, [curve, curve]).html())
        #expect(reader.problem == nil)
        #expect(reader.elements["script"] == nil)
        #expect(reader.elements["svg"] == 2)
        #expect(reader.text.contains(text == hostileText ? "<script>alert('1')</script>" : text))
    }

    /// Whatever was measured, nothing included: every coordinate lies in the picture.
    @Test(
        arguments: [
            [], [(0.0, 0.0)], [(1.0, 5.0)], [(0.0, -.infinity), (0.5, .nan), (1.0, .infinity)],
            [(0.0, 1e-9), (0.999_999_999_9, 1e12), (1.0, 1e12)],
        ] as [[(Double, Double)]])
    func anyCurveIsDrawn(points: [(Double, Double)]) {
        let picture = LatencyPicture(
            curves: [.init(name: "c", points: points.map { ($0.0, $0.1) })],
            limitMicroseconds: .nan)
        let svg = picture.svg()
        #expect(MarkupReader(svg).problem == nil)
        #expect(!svg.contains("nan") && !svg.contains("inf"))
        for match in svg.matches(of: /[ML]([\d.-]+) ([\d.-]+)/) {
            let (x, y) = (Double(match.output.1) ?? -1, Double(match.output.2) ?? -1)
            #expect((0...960).contains(x) && (0...392).contains(y))
        }
    }
}

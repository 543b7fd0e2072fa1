import Testing

@testable import Report

struct DeadlinePictureTests {
    /// Whatever was measured, nothing included: every coordinate lies in the picture.
    @Test(
        arguments: [[], [(0.1, 0.2, 5)], [(1e-9, 1e-8, 1), (1e11, 1e12, 1 << 40)], [(.nan, 1, 0)]]
            as [[(Double, Double, Int)]], [nil, 60, .nan, -1, 1e300] as [Double?])
    func anyDistributionIsDrawn(bars: [(Double, Double, Int)], limit: Double?) {
        var course = Envelope(stepSeconds: 0.02)
        for bar in bars { course.append(Float(bar.0)) }
        let histogram = DeadlinePicture.Histogram(
            name: hostileText, bars: bars.map { .init(low: $0.0, high: $0.1, count: $0.2) },
            limit: limit)
        var picture = DeadlinePicture(
            histograms: [histogram, histogram], fromSeconds: 0, toSeconds: 10, compute: course)
        picture.late = [Span(startSeconds: -5, endSeconds: .infinity, label: hostileText)]
        let svg = picture.svg()
        #expect(MarkupReader(svg).problem == nil)
        #expect(!svg.contains("nan"))
        for match in svg.matches(of: /[ML]([\d.-]+) ([\d.-]+)[VL"]/) {
            let (x, y) = (Double(match.output.1) ?? -1, Double(match.output.2) ?? -1)
            #expect((0...9600).contains(x) && (0...3920).contains(y))
        }
    }
}

import Testing

@testable import Report

struct EnvelopeTests {
    @Test(arguments: [1, 2, 3, 7, 8, 9, 100, 1001, 4096])
    func noExtremeIsLost(_ count: Int) {
        let values = (0..<count).map { Float(($0 * 7919) % 1009) - 400 }
        var running = Envelope(stepSeconds: 0.04, binCountMax: 8)
        for value in values { running.append(value) }
        for envelope in [running, Envelope(values, stepSeconds: 0.04, binCountMax: 8)] {
            #expect(envelope.minimum.count == envelope.maximum.count)
            #expect(envelope.minimum.count <= 8)
            #expect(envelope.minimum.count * envelope.valuesPerBin >= count)
            #expect((envelope.minimum.count - 1) * envelope.valuesPerBin < count)
            for (bin, low) in envelope.minimum.enumerated() {
                let start = bin * envelope.valuesPerBin
                let part = values[start..<min(count, start + envelope.valuesPerBin)]
                #expect(low == part.min(), "bin \(bin) of \(count)")
                #expect(envelope.maximum[bin] == part.max(), "bin \(bin) of \(count)")
            }
        }
    }

    @Test func aHoleStaysAHole() {
        let values: [Float] = [1, 2, .nan, .nan, 5, .infinity, .nan, 8]
        let envelope = Envelope(values, stepSeconds: 1, binCountMax: 4)
        #expect(envelope.minimum[0] == 1)
        #expect(envelope.minimum[1].isNaN)
        #expect(envelope.maximum[2] == 5)
        #expect(envelope.minimum[3] == 8)
        let path = envelope.linePath(x: { $0 }, y: { Double($0) })
        #expect(path.filter { $0 == "M" }.count == 2)
    }

    @Test func aPathStaysWithinItsPoints() {
        let values = (0..<100_000).map { Float($0 % 977) }
        let envelope = Envelope(values, stepSeconds: 0.001, binCountMax: 1000)
        let path = envelope.bandPath(x: { $0 * 10 }, y: { Double($0) })
        #expect(path.utf8.count < 2000 * 12)
        #expect(path.hasSuffix("z"))
    }

    @Test func relativeCommandsAddUp() {
        let envelope = Envelope([10, -3, 0.25, 7], stepSeconds: 1)
        #expect(
            envelope.linePath(x: { $0 }, y: { Double($0) }) == "M5 100l10-130 10 33 10 67")
    }

    @Test func manySpansBecomeFew() {
        let plot = Plot(startSeconds: 0, endSeconds: 86_400)
        let spans = (0..<500_000).map {
            Span(startSeconds: Double($0) * 0.17, endSeconds: Double($0) * 0.17 + 0.1)
        }
        #expect(plot.condensed(spans).count < 2000)
        let covered = plot.condensed(spans).last?.endSeconds ?? 0
        #expect(abs(covered - 499_999 * 0.17 - 0.1) < 1e-6)
    }

    @Test(arguments: [(0.0, 1.0), (0, 45), (12.3, 12.31), (0, 324), (0, 86_400), (0, 3e8), (-5, 5)])
    func ticksAreFewAndInside(_ start: Double, _ end: Double) {
        let plot = Plot(startSeconds: start, endSeconds: end)
        #expect((3...12).contains(plot.ticks.count))
        #expect(plot.ticks.allSatisfy { $0 >= start - 1e-9 && $0 <= end + 1e-9 })
    }
}

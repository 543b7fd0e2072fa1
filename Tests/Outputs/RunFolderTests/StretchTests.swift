import Evaluation
import Journal
import Report
import TestSupport
import Testing

@testable import RunFolder

/// A stretch of a recording, and the seizures that it cuts, leaves out or misses.
@Suite struct StretchTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// - Parameter seizures: of a recording of 24 s whose loud stretch is 10 to 16 s.
    private func run(
        _ seizures: [(Double, Double)], from: Double? = nil, to: Double? = nil, warmUp: Double = 0
    ) throws -> Finished {
        var run = Run()
        run.from = from.map { $0 - warmUp }
        run.to = to
        run.warmUpSeconds = warmUp
        run.settings.detector.holdOffSeconds = max(4, warmUp)
        run.reference = .init(
            source: "test_events.tsv", seizures: seizures.map { (onset: $0.0, end: $0.1) })
        return try run(
            Noise().recording(in: folder, name: "warm\(warmUp).edf"), into: folder.file("out"))
    }

    @Test(
        "what a stretch cuts is told",
        arguments: [
            ([(10.0, 16.0)], nil, nil, []),
            (
                [(10, 16)], 12, nil,
                ["--from 12 cuts seizure 1, 10 to 16 s", "begins before the hold-off"]
            ),
            (
                [(2, 3), (10, 16)], nil, 12,
                ["begins before", "--to 12 cuts seizure 2, 10 to 16 s"]
            ),
            ([(10, 16)], 5, 8.5, ["ends at 8.5 s, within the hold-off of 4 s"]),
            ([(20, 24)], nil, nil, []),
            ([(6, 9)], 5, nil, ["seizure 1 begins before the hold-off ends at 9 s"]),
        ] as [([(Double, Double)], Double?, Double?, [String])])
    func cuts(
        seizures: [(Double, Double)], from: Double?, to: Double?, words: [String]
    ) throws {
        let remarks = try run(seizures, from: from, to: to).result.context.cutRemarks
        #expect(remarks.count == words.count, "\(remarks)")
        for word in words { #expect(remarks.contains { $0.contains(word) }, "\(remarks)") }
    }

    /// Warming up reads what lies before the stretch and decides nothing there.
    @Test func warmingUpDecidesNothing() throws {
        let seizure = [(10.0, 16.0)]
        let cold = try run(seizure, from: 9)
        let warm = try run(seizure, from: 9, warmUp: 8)
        #expect(
            cold.summary.reference?.seizuresDetected == 0
                || cold.summary.episodes[0].onsetSeconds >= 13)
        #expect(warm.summary.reference?.seizuresDetected == 1)
        #expect(warm.summary.episodes.allSatisfy { $0.onsetSeconds > 9 })
        #expect(warm.summary.recording.fromSeconds == 9)
        #expect(abs(warm.result.hours * 3_600 - 15) < 1e-9)
        #expect(warm.summary.decisions > cold.summary.decisions)
        #expect(warm.result.context.cutRemarks.isEmpty)
    }

    /// A missed seizure has its picture, and the table leads to it; a found one has none.
    @Test(arguments: [[(10.0, 16.0)], [(18, 22)], [(5, 8), (10, 16), (18, 22)], [(20, 24)]])
    func aMissedSeizureIsDrawn(seizures: [(Double, Double)]) throws {
        let run = try run(seizures)
        let isMissed = try #require(run.result.scores).delays.outcomes.map { $0 == .missed }
        let page = run.text("report.html")
        for (index, isMissed) in isMissed.enumerated() {
            let anchor = "missed-\(index + 1)"
            #expect(page.contains("id=\"\(anchor)\"") == isMissed, "\(anchor)")
            #expect(page.contains("href=\"#\(anchor)\"") == isMissed, "\(anchor)")
        }
        let pictures = run.result.report.missed
        #expect(pictures.count == isMissed.count { $0 })
        for picture in pictures {
            let seizure = seizures[picture.number - 1]
            #expect(picture.onsetSeconds == seizure.0 && picture.traces.count == 4)
            #expect(!picture.patterns.isEmpty && picture.svg().contains("missed"))
            let end =
                picture.firstHopSeconds + Double(picture.traces[0].minimum.count)
                * picture.hopSeconds
            #expect(picture.firstHopSeconds <= seizure.0 && end >= min(24, seizure.1) - 0.021)
        }
    }

    /// Episodes that have a picture are linked from their table, and a channel keeps its colour.
    @Test func picturesAreFoundAndColoursKept() throws {
        var run = Run()
        run.settings.detector.holdOffSeconds = 4
        let noise = Noise(durationSeconds: 60, seizures: [10.0..<16.0, 40.0..<46.0])
        let result = try run(noise.recording(in: folder), into: folder.file("out"))
        try #require(result.summary.episodes.count > 1)
        for number in 1...result.summary.episodes.count {
            #expect(result.text("report.html").contains("href=\"#episode-\(number)\""))
            #expect(result.text("report.html").contains("id=\"episode-\(number)\""))
        }
        for picture in result.result.pictures {
            let series = picture.patterns.flatMap { $0.series.map { ($0.name, $0.channel) } }
            for (name, channel) in series + picture.traces.map({ ($0.name, $0.channel) }) {
                #expect(name == "N\(channel + 1)")
            }
        }
    }
}

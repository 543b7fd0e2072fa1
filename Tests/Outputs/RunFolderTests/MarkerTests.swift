import Journal
import TestSupport
import Testing

@testable import RunFolder

/// What is remarked on a run is on its record, and changes nothing else.
@Suite struct MarkerTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func run(
        _ markers: (@Sendable (Int64, Bool) -> MarkersArrived)?, to name: String
    ) throws -> Finished {
        var run = Run()
        run.markers = markers
        return try run(
            Noise().recording(in: folder, name: "\(name).edf"), into: folder.file(name))
    }

    @Test func aMarkerIsOnRecordWithItsFrameAndTheRunIsTheSame() throws {
        let alone = try run(nil, to: "alone")
        #expect(alone.summary.markers == nil && !alone.names.contains("markers.tsv"))
        // Two before the first hop's end, one in each later hop, one that comes with the last.
        let marked = try run(
            { frame, isLast in
                var arrived = MarkersArrived()
                arrived.markers = [
                    RunMarker(
                        text: "at \(frame)\(isLast ? " last" : "")", frame: frame - 3, from: "::1")
                ]
                return arrived
            }, to: "marked")
        #expect(marked.summary.decisionHash == alone.summary.decisionHash)
        #expect(marked.summary.episodes == alone.summary.episodes)
        let events = marked.events(.marker)
        #expect(events.count == marked.summary.decisions + 1)
        #expect(marked.summary.markers?.taken == events.count)
        #expect(marked.summary.markers?.refused == 0)
        for (index, event) in events.enumerated() {
            #expect(event["number"]?.integer == Int64(index + 1))
            #expect(event["onsetFrame"]?.integer == event.frame - 3)
            #expect(event["onsetSeconds"]?.number == Double(event.frame - 3) / 200)
            #expect(event["from"]?.text == "::1")
        }
        #expect(events.last?["text"]?.text?.hasSuffix(" last") == true)
        // Among what else happened, in order of time.
        let times = marked.journal.events.map(\.timeSeconds)
        #expect(times == times.sorted())
        let table = try marked.rowsOfFile("markers.tsv")
        #expect(table.map { $0["sample"] } == events.map { "\($0["onsetFrame"]?.integer ?? -1)" })
        #expect(table.map { $0["trial_type"] } == events.map { $0["text"]?.text })
        // SzCORE's readers know no other event than a seizure.
        #expect(marked.text("events.tsv") == alone.text("events.tsv"))
    }

    @Test func refusedOnesAreToldOfOnceASecondAndCounted() throws {
        let run = try run(
            { _, _ in
                var arrived = MarkersArrived()
                arrived.refused = 10
                return arrived
            }, to: "refused")
        let told = run.events(.markersRefused)
        let hops = run.summary.decisions + 1
        #expect(run.summary.markers?.refused == 10 * hops)
        #expect(told.reduce(0) { $0 + ($1["markers"]?.integer ?? 0) } == Int64(10 * hops))
        #expect((24...26).contains(told.count), "\(told.count) in 24 s")
        #expect(
            run.result.verdicts.contains { $0.text.contains("\(10 * hops) more came too fast") })
    }

    @Test(arguments: [
        ("stimulus on", true), ("größer, 刺激, 🧠", true), (" ", false), ("", false),
        ("a\nb", false), ("a\u{1B}[2J", false), ("a\u{0}", false), ("a\u{9B}b", false),
        ("a\u{2028}b", false), ("a\u{202E}b", false), ("\u{2066}a", false),
        (String(repeating: "x", count: 200), true), (String(repeating: "x", count: 201), false),
        (String(repeating: "é", count: 101), false),
    ])
    func aTextIsBoundedAndPlain(text: String, isGood: Bool) {
        #expect((RunMarker.problem(with: text) == nil) == isGood)
    }
}

extension Finished {
    fileprivate func rowsOfFile(_ name: String) throws -> [[String: String]] {
        let text = try String(contentsOfFile: "\(folder.path)/\(name)", encoding: .utf8)
        let lines = text.split(separator: "\n").map {
            $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        }
        return lines.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(lines[0], $0)) }
    }
}

import Acquisition
import Foundation
import Journal
import Pipeline
import Recordings
import RunFolder
import Runs
import TestSupport
import Testing

/// Markers of a run in its clips: a reason for one, and an annotation in it.
@Suite("Marked runs") struct MarkedRunTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func loop(_ name: String, clips: String) throws -> LoopOptions {
        var loop = LoopOptions(output: folder.file(name), pace: .unpaced, isStopped: { false }) {
            RunIdentity(command: "again", programVersion: "0", files: $0)
        }
        loop.clips = try ClipRequest(clips)
        return loop
    }

    /// Somebody who makes these markers once, before the hop that ends at 20 s or later.
    private func view(_ texts: [String], rateHertz: Int64) -> RunView {
        var waiting = texts
        return RunView(tell: { _ in }, open: { _ in }, show: { _, _, _, _ in }, close: {}).watched(
            open: { _ in }, onTap: { _ in }, show: { _, _, _, _ in }, close: {},
            markers: { report in
                var arrived = MarkersArrived()
                let frame = report.record.decision.endFrame
                guard frame >= 20 * rateHertz else { return arrived }
                arrived.markers = waiting.map { RunMarker(text: $0, frame: frame, from: "::1") }
                waiting = []
                return arrived
            })
    }

    private func clips(of name: String) throws -> [Recording] {
        let path = folder.file("\(name)/clips")
        return try FileManager.default.contentsOfDirectory(atPath: path).sorted()
            .map { try Recording(opening: "\(path)/\($0)") }
    }

    @Test("a replay has a clip of a marker, with its text, and so has a replay of the clip")
    func replayed() throws {
        let path = folder.file("in.edf")
        var writer = try EDFWriter(
            creating: path,
            channels: [.init(name: "N1", physicalMinimum: -8_192, physicalMaximum: 8_191.75)],
            rate: try #require(SamplingRate(numerator: 250)))
        var noise = SplitMix64(seed: 3)
        try writer.write(
            digital: (0..<10_000).map { _ in Int16.random(in: -200...200, using: &noise) },
            frameCount: 10_000)
        _ = try writer.close()
        let loop = try loop("run", clips: "before=1,after=1")
        var replay = try Replay(.init(loop, recording: path)) { _ in }
        let result = try replay.run(
            in: loop.makeFolder(), view(["größer <b>"], rateHertz: 250))
        #expect(result.summary.clips?.text == "1 written, 0 replaced, 0 lost")
        #expect(result.summary.markers?.taken == 1)
        let table = try String(contentsOfFile: folder.file("run/clips.tsv"), encoding: .utf8)
        #expect(table.contains("\tmarker 1\t"))
        let clip = try #require(try clips(of: "run").first)
        let marker = try #require(
            clip.annotations.first { $0.text == "Quench marker größer <b>" })
        #expect((1...2.1).contains(marker.onsetSeconds))
        let again = try self.loop("again", clips: "before=1,after=1")
        let first = try FileManager.default.contentsOfDirectory(atPath: folder.file("run/clips"))[0]
        var second = try Replay(
            .init(again, recording: folder.file("run/clips/\(first)"))
        ) { _ in }
        let repeated = try second.run(in: again.makeFolder(), view([], rateHertz: 250))
        #expect(repeated.summary.clips?.written == 1)
    }

    @Test("as many long markers at once as are taken find room in a short clip")
    func simulated() throws {
        let texts = (0..<15).map { "\($0) " + String(repeating: "é", count: 95) }
        let loop = try loop("patient", clips: "before=0,after=0.5")
        var simulation = try Simulation(
            .init(loop, seed: 1, duration: 30, channels: 4, rate: 256))
        let result = try simulation.run(in: loop.makeFolder(), view(texts, rateHertz: 256))
        #expect(result.summary.clips?.problem == nil && result.fileProblem == nil)
        let told = try clips(of: "patient").flatMap(\.annotations).map(\.text)
            .filter { $0.hasPrefix("Quench marker ") }
        #expect(told.count == 15)
        #expect(told.allSatisfy { $0.hasSuffix("é…") && $0.utf8.count <= 14 + 60 + 3 })
    }
}

import Acquisition
import Foundation
import Journal
import Pipeline
import Recordings
import Report
import RunFolder
import Runs
import TestSupport
import Testing

/// How many clips a run has written, replaced and lost.
@Suite("Counts of clips") struct ClipCountsTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func loop(_ name: String, clips: String?) throws -> LoopOptions {
        var loop = LoopOptions(output: folder.file(name), pace: .unpaced, isStopped: { false }) {
            RunIdentity(command: "again", programVersion: "0", files: $0)
        }
        loop.clips = try clips.map { try ClipRequest($0) }
        return loop
    }

    /// Takes the folder of the clips away once so many are written.
    private func view(_ name: String, breaksAfter written: Int?) -> RunView {
        let clips = folder.file("\(name)/clips")
        return RunView(
            tell: { _ in }, open: { _ in },
            show: { _, recorder, _, _ in
                guard let written, recorder.clips?.written == written,
                    recorder.clips?.problem == nil
                else { return }
                try? FileManager.default.removeItem(atPath: clips)
                _ = FileManager.default.createFile(atPath: clips, contents: nil)
            }, close: {})
    }

    private func writeRecording() throws -> String {
        let path = folder.file("in.edf")
        guard !FileManager.default.fileExists(atPath: path) else { return path }
        var writer = try EDFWriter(
            creating: path,
            channels: [.init(name: "N1", physicalMinimum: -8_192, physicalMaximum: 8_191.75)],
            rate: try #require(SamplingRate(numerator: 250)))
        for second in [10, 30, 50, 70] {
            try writer.annotate(
                RecordingAnnotation(onsetSeconds: Double(second), text: "eyes \(second)"))
        }
        var noise = SplitMix64(seed: 3)
        try writer.write(
            digital: (0..<25_000).map { _ in Int16.random(in: -200...200, using: &noise) },
            frameCount: 25_000)
        _ = try writer.close()
        return path
    }

    private func replay(_ clips: String?, breaksAfter written: Int? = nil) throws -> RunResult {
        let loop = try loop("run", clips: clips)
        var replay = try Replay(.init(loop, recording: writeRecording())) { _ in }
        return try replay.run(in: loop.makeFolder(), view("run", breaksAfter: written))
    }

    @Test("a replay counts what it wrote, and what found no place")
    func replayed() throws {
        #expect(try replay(nil).summary.clips == nil)
        let whole = try replay("before=1,after=1")
        #expect(whole.summary.clips?.text == "4 written, 0 replaced, 0 lost")
        #expect(whole.summary.clips?.problem == nil && whole.fileProblem == nil)
        let full = try replay("before=1,after=1,most=3")
        #expect(full.summary.clips?.text == "3 written, 0 replaced, 1 lost")
        let read = try RunSummary(path: folder.file("run/summary.json"))
        #expect(read.clips == full.summary.clips)
    }

    @Test("after a problem with a file, each clip that would have been is lost", arguments: 1...3)
    func replayedBadly(written: Int) throws {
        let result = try replay("before=1,after=1", breaksAfter: written)
        let clips = try #require(result.summary.clips)
        #expect(clips.text == "\(written) written, 0 replaced, \(4 - written) lost")
        let problem = try #require(clips.problem)
        #expect(problem.contains("clips") && result.fileProblem == problem)
        // The run itself went on, and says what it lost.
        #expect(result.folderProblem == nil && result.summary.endReason == "source ended")
        #expect(!result.screen(folder: "run").lines().contains { $0.contains("The record failed") })
    }

    private func simulate(_ clips: String, breaksAfter written: Int? = nil) throws -> RunResult {
        let loop = try loop("patient", clips: clips)
        var simulation = try Simulation(
            .init(loop, seed: 1, duration: 400, channels: 4, rate: 256))
        return try simulation.run(in: loop.makeFolder(), view("patient", breaksAfter: written))
    }

    @Test("clips of a signal that comes once are counted as well, replaced and lost")
    func simulated() throws {
        let all = try #require(simulate("before=2,after=2").summary.clips)
        try #require(all.written >= 3, "\(all.text)")
        #expect(all.replaced == 0 && all.lost == 0 && all.problem == nil)
        let newest = try #require(simulate("before=2,after=2,most=1").summary.clips)
        #expect(newest.written == all.written && newest.replaced == all.written - 1)
        #expect(newest.lost == 0)
        let broken = try #require(simulate("before=2,after=2", breaksAfter: 1).summary.clips)
        #expect(broken.text == "1 written, 0 replaced, \(all.written - 1) lost")
        #expect(broken.problem != nil)
    }
}

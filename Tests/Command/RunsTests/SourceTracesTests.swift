import ClosedLoop
import Detection
import Foundation
import Journal
import Pipeline
import Recordings
import RunFolder
import TestSupport
import Testing

@testable import Runs

/// The recording of a run that is over, read again.
@Suite struct SourceTracesTests {
    private let folder: TemporaryFolder
    private let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder.file("it's a.edf")
        var writer = try EDFWriter(
            creating: path,
            channels: (1...10).map {
                EDFWriter.Channel(
                    name: "N\($0)", physicalMinimum: -8_192, physicalMaximum: 8_191.75)
            },
            rate: try #require(SamplingRate(numerator: 200)), isDiscontinuous: true,
            startDate: "2001-02-03T04:05:06")
        var generator = SplitMix64(seed: 3)
        for second in 0..<30 {
            // Ten seconds are missing before this one.
            if second == 20 { try writer.startSegment(atSeconds: 30) }
            let values = (0..<2_000).map { _ in Int16.random(in: -300...300, using: &generator) }
            try writer.write(digital: values, frameCount: 200)
        }
        _ = try writer.close()
    }

    /// What the loop saw of a hop.
    private struct Seen {
        let endFrame: Int64
        let low: [Int16]
        let high: [Int16]
    }

    private func run(_ seen: (Seen) -> Void = { _ in }) throws -> LeftRun {
        let loop = LoopOptions(
            output: folder.file("run"), pace: .unpaced, isStopped: { false },
            identify: { [path] files in
                RunIdentity(
                    command: "quench replay --output run '\(path.replacing("'", with: #"'\''"#))'",
                    programVersion: "1", files: files)
            })
        var options = Replay.Options(loop, recording: path)
        options.from = 2
        var replay = try Replay(options) { _ in }
        var hops: [Seen] = []
        let view = RunView(
            tell: { _ in }, open: { _ in },
            show: { report, _, _, _ in
                let decision = report.record.decision
                guard decision.isMeasured, !report.record.isLast else { return }
                let readings = (0..<10).map { report.reading(ofChannel: $0) }
                hops.append(
                    Seen(
                        endFrame: decision.endFrame, low: readings.map(\.lowestCount),
                        high: readings.map(\.highestCount)))
            }, close: {})
        _ = try replay.run(in: loop.makeFolder(), view)
        for hop in hops { seen(hop) }
        return try LeftRun(folder: folder.file("run"), programVersion: "1")
    }

    @Test func theCountsAreThoseThatTheLoopHad() throws {
        var hops: [Seen] = []
        let run = try run { hops.append($0) }
        let found = try #require(SourceTraces.path(of: run))
        #expect(found == path)
        let traces = try SourceTraces(run, path: found) { _ in }
        let hopFrames = run.summary.hopFrames
        try #require(hops.count > 500)
        var compared = 0
        for hop in hops.enumerated().filter({ $0.offset % 37 == 0 }).map(\.element) {
            let first = hop.endFrame - Int64(hopFrames)
            let span = try traces.read(
                frames: first..<hop.endFrame, framesPerRow: hopFrames, channelCount: 10)
            #expect(span.low == hop.low && span.high == hop.high, "at \(hop.endFrame)")
            compared += 1
        }
        #expect(compared > 10)
    }

    @Test func whatIsMissingHasNoSample() throws {
        let traces = try SourceTraces(run(), path: path) { _ in }
        let span = try traces.read(frames: 3_900..<6_100, framesPerRow: 100, channelCount: 10)
        #expect(span.rowCount == 22)
        #expect((0..<22).map(span.hasSamples) == (0..<22).map { $0 == 0 || $0 == 21 })
    }

    @Test func anotherFileIsRefused() throws {
        let run = try run()
        var bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
        bytes[bytes.count - 5_001] ^= 1
        try Data(bytes).write(to: URL(filePath: path))
        let changed = #expect(throws: RunError.self) {
            try SourceTraces(run, path: path) { _ in }
        }
        #expect("\(try #require(changed))".contains("no longer the file that the run read"))
        try FileManager.default.removeItem(atPath: path)
        #expect(throws: (any Error).self) { try SourceTraces(run, path: path) { _ in } }
    }

    @Test func whatIsWrittenUnderAnOpenViewIsNotShown() throws {
        let traces = try SourceTraces(run(), path: path) { _ in }
        _ = try traces.read(frames: 400..<500, framesPerRow: 1, channelCount: 10)
        let bytes = try Data(contentsOf: URL(filePath: path))
        // As long as before, and in the same place, but another second's signal.
        let file = try FileHandle(forUpdating: URL(filePath: path))
        try file.seek(toOffset: UInt64(bytes.count - 5_000))
        try file.write(contentsOf: Data(repeating: 1, count: 200))
        try file.close()
        for _ in 0..<2 {
            let problem = try #require(throws: RunError.self) {
                try traces.read(frames: 400..<500, framesPerRow: 1, channelCount: 10)
            }
            #expect("\(problem)".contains("since the view was opened"))
        }
        try FileManager.default.removeItem(atPath: path)
        #expect(throws: RunError.self) {
            try traces.read(frames: 400..<500, framesPerRow: 1, channelCount: 10)
        }
    }

    @Test func commandsAreTakenApartAsAShellDoes() {
        #expect(
            #"quench replay --a=b 'c d' 'it'\''s'"#.shellWords == [
                "quench", "replay", "--a=b", "c d", "it's",
            ])
        #expect(
            "".shellWords.isEmpty && "a  b".shellWords == ["a", "b"] && "''".shellWords == [""])
    }
}

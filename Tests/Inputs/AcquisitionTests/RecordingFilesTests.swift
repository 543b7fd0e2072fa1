import Foundation
import Recordings
import Synchronization
import TestSupport
import Testing

@testable import Acquisition

@Suite("The files of a recording")
struct RecordingFilesTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func plan(before: Double?) throws -> RecordingPlan {
        var plan = RecordingPlan(
            path: folder.file("in.edf"), channelNames: ["A", "TRIG"],
            rate: try #require(SamplingRate(numerator: 1_000, denominator: 1)),
            scale: InputScale(
                lsbMicrovolts: 0.25, microvoltsPerFullScale: 8_192, framesAveraged: 1),
            framesPerRecord: 20, startDate: "2026-11-23T23:59:58")
        plan.beforeSeconds = before
        plan.markers = [1]
        return plan
    }

    /// The counts of the first channel are the index of the frame.
    private func put(_ tap: CaptureTap, _ frames: Range<Int64>) {
        for first in stride(from: frames.lowerBound, to: frames.upperBound, by: 4) {
            let values = (0..<4).map { Int16(truncatingIfNeeded: (first + $0) % 30_000) }
            tap.put(values + [1, 2, 3, 4], stride: 4, frames: 4, firstFrame: first)
        }
    }

    /// Index of every frame in a file of these.
    private func indices(_ path: String) throws -> [Int] {
        var reader = try Recording(opening: path).makeReader(channels: [0])
        var block = SampleBlock(channelCount: 1, capacityFrames: 4_096)
        var indices: [Int] = []
        while try reader.read(into: &block) {
            indices += block.samples(ofChannel: 0).map { Int(($0 / 0.25).rounded()) }
        }
        return indices
    }

    @Test(
        "a recording that an edge starts has the time before it, from a whole second on",
        arguments: [(0.0, 12_000), (0.3, 12_000), (2.5, 9_000), (60, 0)])
    func startsOnEdge(before: Double, first: Int) throws {
        let tap = CaptureTap(channelCount: 2, framesPerSlot: 4, frames: 64_000)
        let start = Start()
        var files = try RecordingFiles(plan(before: before), start.signals)
        #expect(!FileManager.default.fileExists(atPath: folder.file("in.edf")))
        for second in 0..<12 {
            put(tap, Int64(second) * 1_000..<Int64(second + 1) * 1_000)
            try files.write(from: tap)
        }
        try files.annotate(
            RecordingAnnotation(onsetSeconds: 1, durationSeconds: nil, text: "long ago"))
        start.come(at: 12_345)
        put(tap, 12_000..<15_000)
        try files.write(from: tap)
        try files.annotate(
            RecordingAnnotation(onsetSeconds: 12.345, durationSeconds: nil, text: "edge"))
        let outcome = files.close()
        #expect(outcome.problem == nil && outcome.hasStarted)
        #expect(outcome.framesRecorded == 15_000 - Int64(first))
        #expect(outcome.framesPassedOver == Int64(first))
        let recording = try Recording(opening: folder.file("in.edf"))
        #expect(try indices(folder.file("in.edf")) == Array(first..<15_000))
        let edge = try #require(recording.annotations.first { $0.text == "edge" })
        #expect(abs(edge.onsetSeconds - (12.345 - Double(first) / 1_000)) < 1e-9)
        #expect(recording.annotations.contains { $0.text == "long ago" } == (first == 0))
        // Over midnight.
        let dates = [
            0: "2026-11-23T23:59:58", 9_000: "2026-11-24T00:00:07", 12_000: "2026-11-24T00:00:10",
        ]
        #expect(recording.startDate == dates[first])
    }

    @Test("without an edge there is no file, and every frame is passed over")
    func neverStarts() throws {
        let tap = CaptureTap(channelCount: 2, framesPerSlot: 4, frames: 64_000)
        var files = try RecordingFiles(plan(before: 1), Start().signals)
        put(tap, 0..<20_000)
        try files.write(from: tap)
        let outcome = files.close()
        #expect(!outcome.hasStarted && outcome.problem == nil)
        #expect(outcome.framesPassedOver == 20_000 && outcome.framesRecorded == 0)
        #expect(!FileManager.default.fileExists(atPath: folder.file("in.edf")))
    }

    @Test("a file that could not be made is refused before the run, edge or not")
    func notMade() throws {
        var plan = try plan(before: 1)
        plan.path = folder.file("nowhere/in.edf")
        #expect(throws: RecordingError.self) {
            _ = try RecordingFiles(plan, Start().signals).close()
        }
    }

    @Test("a trigger line is no voltage to whoever reads the file")
    func marker() throws {
        let tap = CaptureTap(channelCount: 2, framesPerSlot: 4, frames: 4_000)
        var files = try RecordingFiles(plan(before: nil))
        put(tap, 0..<1_000)
        try files.write(from: tap)
        #expect(files.close().framesRecorded == 1_000)
        let channels = try Recording(opening: folder.file("in.edf")).channels
        #expect(channels.map(\.microvoltsPerUnit) == [1, nil])
    }
}

/// What the source's thread would tell.
private final class Start: Sendable {
    private let start = Atomic<Int64>(-1)

    var frame: Int64? {
        let frame = start.load(ordering: .acquiring)
        return frame < 0 ? nil : frame
    }

    var signals: RecordingFiles.Signals {
        var signals = RecordingFiles.Signals()
        signals.startFrame = { self.frame }
        return signals
    }

    func come(at frame: Int64) { start.store(frame, ordering: .releasing) }
}

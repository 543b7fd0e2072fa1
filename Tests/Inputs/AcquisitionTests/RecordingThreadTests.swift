import Foundation
import Recordings
import TestSupport
import Testing

@testable import Acquisition

@Suite("A recording on a thread of its own", .serialized)
struct RecordingThreadTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func record(frames: Int64, lost: Range<Int64>? = nil, to path: String) throws
        -> RecordingThread.Outcome
    {
        let rate = try #require(SamplingRate(numerator: 1_000, denominator: 1))
        let recording = try RecordingFiles(
            RecordingPlan(
                path: path, channelNames: ["A", "B"], rate: rate,
                scale: InputScale(
                    lsbMicrovolts: 0.25, microvoltsPerFullScale: 8_192, framesAveraged: 1),
                framesPerRecord: 20, startDate: "2026-11-23T07:15:04"))
        let tap = CaptureTap(channelCount: 2, framesPerSlot: 4, frames: Int(frames) + 64)
        let thread = try RecordingThread.start(recording, from: tap)
        for first in stride(from: 0, to: frames, by: 4) where lost?.contains(first) != true {
            tap.put([Int16](repeating: 7, count: 8), stride: 4, frames: 4, firstFrame: first)
        }
        return thread.close()
    }

    @Test("everything is in the file")
    func whole() throws {
        let outcome = try record(frames: 5_000, to: folder.file("whole.edf"))
        #expect(outcome.problem == nil && outcome.framesRecorded == 5_000)
    }

    @Test(
        "frames lost on the way are a gap, however few", arguments: [1_000..<1_004, 1_013..<1_900])
    func lost(range: Range<Int64>) throws {
        let path = folder.file("lost\(range.count).edf")
        let outcome = try record(frames: 5_000, lost: range, to: path)
        #expect(outcome.problem == nil)
        #expect((3_900...4_996).contains(outcome.framesRecorded))
        #expect(try Recording(opening: path).annotations.contains { $0.text == "padding" })
    }
}

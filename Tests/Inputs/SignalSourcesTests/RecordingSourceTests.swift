import Foundation
import Planning
import Recordings
import TestSupport
import Testing

@testable import SignalSources

/// From an EDF file to frames of counts.
@Suite("Recording as a source")
struct RecordingSourceTests {
    /// Three channels of 100 Hz, 9.5 s and, with a gap, 12 to 15 s: channel c has c x 1,000 + frame.
    private static func write(_ folder: TemporaryFolder, hasGap: Bool) throws -> Recording {
        let path = folder.path + "/r.edf"
        var writer = try EDFWriter(
            creating: path,
            channels: (1...3).map {
                .init(name: "C\($0)", physicalMinimum: -8_192, physicalMaximum: 8_191.75)
            }, rate: SamplingRate(numerator: 100)!, isDiscontinuous: hasGap)
        func values(_ frames: Range<Int>) -> [Float] {
            (0..<3).flatMap { channel in frames.map { Float(channel * 1_000 + $0) } }
        }
        try writer.write(physical: values(0..<900), strideFrames: 900, frameCount: 900)
        if hasGap {
            try writer.startSegment(atSeconds: 12)
            try writer.write(physical: values(1_200..<1_500), strideFrames: 300, frameCount: 300)
        }
        _ = try writer.close()
        return try Recording(opening: path)
    }

    /// All frames, read in pieces of up to `framesMax`, and the frame each piece begins with.
    private static func read(
        _ recording: Recording, _ plan: FrontEndPlan, framesMax: [Int], from: Double? = nil,
        to: Double? = nil
    ) throws -> (frames: [Int64], counts: [SIMD8<Int16>]) {
        var source = try RecordingSource(recording, plan, from: from, to: to)
        var frames: [Int64] = []
        var counts: [SIMD8<Int16>] = []
        var buffer = [SIMD8<Int16>](repeating: SIMD8(), count: framesMax.max() ?? 1)
        var call = 0
        while true {
            var span = buffer.mutableSpan
            let size = framesMax[call % framesMax.count]
            guard let piece = try source.read(into: &span, framesMax: size) else { break }
            #expect(piece.frameCount > 0 && piece.frameCount <= size)
            frames += (0..<piece.frameCount).map { piece.firstFrame + Int64($0) }
            counts += buffer[..<piece.frameCount]
            call += 1
        }
        return (frames, counts)
    }

    @Test("frames, gaps and counts are the recording's", arguments: [false, true])
    func whole(hasGap: Bool) throws {
        let folder = try TemporaryFolder()
        let recording = try Self.write(folder, hasGap: hasGap)
        let plan = try FrontEndPlan(frontEnd("channels: [C1, C3]"), for: recording.channels)
        let (frames, counts) = try Self.read(recording, plan, framesMax: [64])
        #expect(frames == Array(0..<900) + (hasGap ? Array(1_200..<1_500) : []))
        for (frame, lanes) in zip(frames, counts) {
            // 4 counts a microvolt.
            #expect(lanes[0] == Int16(frame) * 4 && lanes[1] == Int16(2_000 + frame) * 4)
            #expect((2..<8).allSatisfy { lanes[$0] == 0 })
        }
        let source = try RecordingSource(recording, plan)
        #expect(source.frameRange == 0..<(hasGap ? 1_500 : 900))
    }

    @Test(
        "any split gives the same frames", arguments: [[1], [7], [256], [1_000], [3, 1, 200, 11]])
    func splits(framesMax: [Int]) throws {
        let folder = try TemporaryFolder()
        let recording = try Self.write(folder, hasGap: true)
        let plan = try FrontEndPlan(frontEnd("montage: bipolar"), for: recording.channels)
        let whole = try Self.read(recording, plan, framesMax: [5_000])
        let split = try Self.read(recording, plan, framesMax: framesMax)
        #expect(split.frames == whole.frames && split.counts == whole.counts)
        #expect(whole.counts.allSatisfy { $0[0] == -4_000 && $0[1] == -4_000 })
    }

    @Test("from one time to another, frames keep their index")
    func stretch() throws {
        let folder = try TemporaryFolder()
        let recording = try Self.write(folder, hasGap: true)
        let plan = try FrontEndPlan(frontEnd(""), for: recording.channels)
        let (frames, counts) = try Self.read(
            recording, plan, framesMax: [100], from: 8.5, to: 12.25)
        #expect(frames == Array(850..<900) + Array(1_200..<1_225))
        #expect(counts.first?[0] == 3_400)
    }
}

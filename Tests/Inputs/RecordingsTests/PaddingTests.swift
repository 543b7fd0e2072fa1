import Foundation
import Recordings
import Testing

/// What `EDFWriter` fills a record up with is no signal: it is marked, and not read back.
@Suite("Filling of records")
struct PaddingTests {
    @Test("frames come back as they were written, gaps and all", arguments: [1, 7, 100, 250])
    func segments(framesPerRecord: Int) throws {
        let path = FileManager.default.temporaryDirectory
            .appendingPathComponent("padding-\(UUID().uuidString).edf").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let rate = try #require(SamplingRate(numerator: 1_000))
        var writer = try EDFWriter(
            creating: path,
            channels: [
                EDFWriter.Channel(name: "A", physicalMinimum: -8_192, physicalMaximum: 8_191.75)
            ], rate: rate, framesPerRecord: framesPerRecord)
        let pieces: [(first: Int64, count: Int)] = [(0, 33), (400, 250), (1_200, 1), (1_600, 777)]
        for piece in pieces {
            if piece.first > 0 {
                try writer.allowGaps()
                try writer.startSegment(atSeconds: Double(piece.first) / 1_000)
            }
            // 1 and up: the filling is 0.
            try writer.write(
                digital: (0..<piece.count).map { Int16($0 + 1) }, frameCount: piece.count)
        }
        let summary = try writer.close()
        #expect(summary.frameCount == 33 + 250 + 1 + 777)
        let recording = try Recording(opening: path)
        var reader = try recording.makeReader(channels: [0])
        var block = SampleBlock(channelCount: 1, capacityFrames: 10_000)
        var found: [(first: Int64, count: Int)] = []
        while try reader.read(into: &block) {
            let values = block.samples(ofChannel: 0)
            let isRight = zip(values, 1...).allSatisfy { $0 == Float($1) * 0.25 }
            #expect(isRight)
            found.append((block.firstFrame, values.count))
        }
        #expect(found.map(\.first) == pieces.map(\.first))
        #expect(found.map(\.count) == pieces.map(\.count))
        #expect(recording.format == .edfPlusDiscontinuous)
        #expect(abs(recording.durationSeconds - 2.377) < 1e-9)
    }

    @Test("an annotation of that name elsewhere takes nothing away")
    func elsewhere() throws {
        let path = FileManager.default.temporaryDirectory
            .appendingPathComponent("padding-\(UUID().uuidString).edf").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let rate = try #require(SamplingRate(numerator: 100))
        var writer = try EDFWriter(
            creating: path,
            channels: [EDFWriter.Channel(name: "A", physicalMinimum: -1, physicalMaximum: 1)],
            rate: rate)
        try writer.annotate(
            RecordingAnnotation(onsetSeconds: 0.2, durationSeconds: 0.5, text: "padding"))
        try writer.annotate(
            RecordingAnnotation(onsetSeconds: 1, durationSeconds: 3, text: "padding"))
        try writer.write(digital: [Int16](repeating: 5, count: 400), frameCount: 400)
        _ = try writer.close()
        let reader = try Recording(opening: path).makeReader(channels: [0])
        #expect(reader.frameRange == 0..<400)
    }
}

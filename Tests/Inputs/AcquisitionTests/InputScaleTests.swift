import Foundation
import Recordings
import Testing

@testable import Acquisition

@Suite("Counts at the edge")
struct InputScaleTests {
    @Test(
        "what a recording gives back is the very number that the loop saw, for every count",
        arguments: [0.25, 0.195, 0.1, 1.0 / 3, 0.298, 1.22, 100])
    func replayed(lsbMicrovolts: Double) throws {
        let scale = InputScale(
            lsbMicrovolts: lsbMicrovolts, microvoltsPerFullScale: 8_192, framesAveraged: 1)
        let path = FileManager.default.temporaryDirectory
            .appendingPathComponent("scale-\(UUID().uuidString).edf").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let counts = (-InputScale.countMax...InputScale.countMax).map { Int16($0) }
        var writer = try EDFWriter(
            creating: path, channels: [scale.edfChannel(name: "A", transducer: "")],
            rate: try #require(SamplingRate(numerator: 1_000)), framesPerRecord: 5)
        try writer.write(digital: counts, frameCount: counts.count)
        _ = try writer.close()
        var reader = try Recording(opening: path).makeReader(channels: [0])
        var block = SampleBlock(channelCount: 1, capacityFrames: counts.count)
        #expect(try reader.read(into: &block))
        let read = Array(block.samples(ofChannel: 0))
        let seen = counts.map { scale.microvolts(ofCount: $0) }
        let isSame = read == seen
        #expect(isSame)
        // The LSB is what was asked for, to EDF's eight characters.
        #expect(abs(Double(seen[InputScale.countMax + 1_000]) / 1_000 / lsbMicrovolts - 1) < 1e-3)
    }

    @Test("samples become the nearest count, and clip at the ends", arguments: [1, 3, 48])
    func counts(averaged: Int) {
        let scale = InputScale(
            lsbMicrovolts: 0.25, microvoltsPerFullScale: 8_192, framesAveraged: averaged)
        for value in [-32_768, -32_767, -1, 0, 1, 77, 32_767] {
            let (count, isClipped) = scale.count(
                ofSum: (Int64(value) << 16) * Int64(averaged))
            #expect(Int(count) == max(-32_767, value))
            #expect(isClipped == (value == -32_768))
        }
    }
}

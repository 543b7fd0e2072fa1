import Planning
import Recordings
import Testing

@testable import SignalSources

@Suite struct MemorySourceTests {
    private static func source(durationFrames: Int64) throws -> MemorySource {
        var generator = SignalGenerator()
        generator.channelCount = 11
        generator.rateHertz = 100
        generator.durationSeconds = 3
        let rate = try #require(SamplingRate(numerator: 100))
        let plan = try FrontEndPlan(
            Settings.standard.frontEnd, for: MemorySource.channels(of: generator, rate: rate))
        return MemorySource(generator, plan, durationFrames: durationFrames)
    }

    private static func all(
        _ source: MemorySource, framesMax: Int
    ) -> (words: [SIMD8<Int16>], firstFrames: [Int64]) {
        var source = source
        var room = [SIMD8<Int16>](repeating: SIMD8(), count: framesMax * 2)
        var words: [SIMD8<Int16>] = []
        var firstFrames: [Int64] = []
        while true {
            var span = room.mutableSpan
            guard let frames = source.read(into: &span, framesMax: framesMax) else { break }
            words += room[..<(frames.frameCount * 2)]
            firstFrames.append(frames.firstFrame)
        }
        return (words, firstFrames)
    }

    @Test func theSignalRepeatsAndTheIndexRunsOn() throws {
        let source = try Self.source(durationFrames: 750)
        let read = Self.all(source, framesMax: 100)
        #expect(read.words.count == 1_500)
        #expect(Array(read.words[..<600]) == Array(read.words[600..<1_200]))
        #expect(Array(read.words[..<300]) == Array(read.words[1_200...]))
        #expect(read.firstFrames == (0..<8).map { $0 * 100 })
        // Eleven channels: the last five lanes are not used.
        #expect(read.words.indices.allSatisfy { $0 % 2 == 0 || read.words[$0][3] == 0 })
        #expect(Set(read.words.map { $0[0] }).count > 50)
    }

    @Test(arguments: [1, 7, 64, 1_000]) func theSplitChangesNothing(framesMax: Int) throws {
        let source = try Self.source(durationFrames: 700)
        #expect(
            Self.all(source, framesMax: framesMax).words == Self.all(source, framesMax: 50).words)
    }
}

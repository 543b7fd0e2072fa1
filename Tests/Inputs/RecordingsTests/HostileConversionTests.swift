import Foundation
import TestSupport
import Testing

@testable import Recordings

/// Spoilt recordings that can be read are converted or refused, and what is written can be read.
@Suite struct HostileConversionTests {
    @Test(arguments: [
        HostileFileTests.Target.edfPlusDiscontinuous, .bdfPlus, .brainVisionHeader,
        .brainVisionMarkers, .brainVisionRanges, .brainVisionText, .channelsTable, .eventsTable,
    ])
    func spoiltFilesAreConvertedOrRefused(target: HostileFileTests.Target) throws {
        let folder = try TemporaryFolder()
        let sound = try SoundFile(target, in: folder)
        var written = 0
        for seed in 0..<UInt64(HostileFileTests.count / 10) {
            var mutation = Mutation(seed: seed, fields: sound.fields)
            try folder.write(mutation.apply(to: sound.bytes), to: sound.name)
            for name in ["out.edf", "out.vhdr"] {
                let comment = Comment(rawValue: "\(target.rawValue), seed \(seed), \(name)")
                var generator = SplitMix64(seed: seed)
                do throws(RecordingError) {
                    let recording = try Recording(opening: sound.recordingPath)
                    // A header may state days between two records: that is no work for a test.
                    guard recording.channels.count <= 8, recording.segments.count < 100 else {
                        continue
                    }
                    var options = Conversion.Options()
                    options.overwrites = true
                    options.anonymises = seed % 2 == 0
                    let outcome = try Conversion(recording, to: folder.file(name), options)
                        .run(using: &generator, progress: { _ in }, isStopped: { false })
                    let copy = try Recording(opening: folder.file(name))
                    #expect(copy.channels.count == outcome?.channelCount, comment)
                    written += 1
                } catch {
                    #expect(!error.description.contains("\n"), comment)
                }
            }
            let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            #expect(!left.contains { $0.hasSuffix(".tmp") }, "\(target.rawValue), seed \(seed)")
        }
        #expect(written > 0)
    }
}

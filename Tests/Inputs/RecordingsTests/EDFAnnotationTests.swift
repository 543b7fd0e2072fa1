import Foundation
import TestSupport
import Testing

@testable import Recordings

@Suite struct EDFAnnotationTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func open(
        _ reserved: String = "EDF+C", lists: [String], slot: Int = 60
    ) throws -> Recording {
        let builder = EDFBuilder.plus(reserved, lists: lists, slot: slot)
        return try Recording(opening: folder.write(builder.bytes, to: "a.edf"))
    }

    @Test func severalTextsInAListAndSeveralListsInARecord() throws {
        let recording = try open(lists: [
            "+0\u{14}\u{14}\0+0.25\u{15}1.5\u{14}first\u{14}second\u{14}\0+7\u{14}late\u{14}\0",
            "+1\u{14}\u{14}with time\u{14}\0",
        ])
        #expect(recording.format == .edfPlusContinuous)
        #expect(recording.channels.map(\.name) == ["A1", "A2"])
        #expect(
            recording.annotations == [
                RecordingAnnotation(onsetSeconds: 0.25, durationSeconds: 1.5, text: "first"),
                RecordingAnnotation(onsetSeconds: 0.25, durationSeconds: 1.5, text: "second"),
                RecordingAnnotation(onsetSeconds: 1, text: "with time"),
                RecordingAnnotation(onsetSeconds: 7, text: "late"),
            ])
        #expect(recording.warnings.count == 1)
        #expect(recording.warnings[0].contains("'late' at 7.0 s"))
    }

    @Test func onsetsCountFromTheFirstRecord() throws {
        let recording = try open(lists: [
            "+0.9\u{14}\u{14}\0+2.713\u{14}SZ 2P  \u{14}\0", "+1.9\u{14}\u{14}\0",
        ])
        #expect(recording.annotations.map(\.onsetSeconds) == [1.813])
        #expect(recording.annotations.map(\.text) == ["SZ 2P  "])
        #expect(recording.referenceEvents?.seizures.map(\.label) == ["SZ 2P"])
        #expect(recording.warnings == [])
    }

    @Test(arguments: [
        "junk", "+x\u{14}a\u{14}\0", "1\u{14}a\u{14}\0", "+nan\u{14}a\u{14}\0",
        "+1\u{15}-2\u{14}a\u{14}\0", "+1\u{15}x\u{14}a\u{14}\0", "+1e99\u{14}a\u{14}\0", "+1",
        "+1\u{14}a\0", "\u{14}\u{14}\u{14}",
    ])
    func listsThatCannotBeDecodedAreCounted(list: String) throws {
        let recording = try open(lists: ["+0\u{14}\u{14}\0" + list, "+1\u{14}\u{14}\0"])
        #expect(recording.annotations == [])
        #expect(recording.warnings.count == 1)
        #expect(recording.warnings[0].contains("1 annotation list(s)"))
    }

    @Test func controlCharactersDoNotGetThrough() throws {
        let recording = try open(lists: ["+0\u{14}\u{14}\0+0\u{14}a\u{1B}[2Jb\tc\u{202E}\u{14}\0"])
        #expect(recording.annotations.map(\.text) == ["a\u{FFFD}[2Jb c\u{FFFD}"])
    }

    @Test func gapStaysAGap() throws {
        let recording = try open(
            "EDF+D",
            lists: [
                "+0\u{14}\u{14}\0", "+1\u{14}\u{14}\0", "+6.5\u{14}\u{14}\0", "+7.5\u{14}\u{14}\0",
            ])
        #expect(recording.format == .edfPlusDiscontinuous)
        #expect(
            recording.segments == [
                RecordingSegment(startSeconds: 0, durationSeconds: 2),
                RecordingSegment(startSeconds: 6.5, durationSeconds: 2),
            ])
        #expect(recording.durationSeconds == 8.5)
        let read = try readAll(recording, channels: [0], capacity: 5)
        #expect(read.frames == Array(0..<8) + Array(26..<34))
        #expect(read.values[0] == (0..<16).map { Float(Double($0) * 0.1) })
        // A block ends at the gap.
        var reader = try recording.makeReader(channels: [0])
        var block = SampleBlock(channelCount: 1, capacityFrames: 100)
        #expect(try reader.read(into: &block))
        #expect(block.frameCount == 8 && block.firstFrame == 0)
        #expect(try reader.read(into: &block))
        #expect(block.frameCount == 8 && block.firstFrame == 26)
        #expect(try reader.read(into: &block) == false)
        // A stretch that starts inside the gap begins behind it, and one inside is empty.
        #expect(try readAll(recording, channels: [0], from: 3, to: 7).frames == [26, 27])
        #expect(try readAll(recording, channels: [0], from: 3, to: 4).frames == [])
    }

    /// Some writers leave out the second of the two separators.
    @Test func aListWithoutATextIsTheStartOfItsRecord() throws {
        let recording = try open("EDF+D", lists: ["+0\u{14}\0", "+1\u{14}\0", "+5\u{14}\0"])
        #expect(recording.segments.map(\.startSeconds) == [0, 5])
        #expect(recording.warnings == [])
    }

    /// A recorder's clock may drift from the header's duration: against the record before that is
    /// little, against the start of the run it grows without bound.
    @Test(arguments: [
        ("1", 1.0001, 6, 2), ("1", 0.999588, 6, 2), ("10", 10.00186, 5, 2), ("0.1", 0.10001, 6, 0),
        ("0.125", 0.125, 2, 0),
    ])
    func aDriftingClockMakesNoGap(duration: String, step: Double, decimals: Int, most: Int) throws {
        let times = (0..<2000).map { Double($0) * step }
        func list(_ time: Double) -> String {
            "+\(String(format: "%.\(decimals)f", time))\u{14}\u{14}\0"
        }
        var builder = EDFBuilder.plus("EDF+D", lists: times.map(list), slot: 20)
        builder.recordDuration = duration
        let path = try folder.write(builder.bytes, to: "a.edf")
        let recording = try Recording(opening: path)
        #expect(recording.segments.count == 1)
        #expect(recording.warnings.count <= most)
        // A gap within is one all the same, and starts where its record says.
        let late = times.indices.map { list(times[$0] + ($0 < 1000 ? 0 : 20)) }
        builder = EDFBuilder.plus("EDF+D", lists: late, slot: 20)
        builder.recordDuration = duration
        let gap = try Recording(opening: folder.write(builder.bytes, to: "b.edf"))
        #expect(gap.segments.count == 2)
        #expect(abs(gap.segments[1].startSeconds - times[1000] - 20) < 0.01)
    }

    @Test func recordsThatOverlapAreReadWithoutAGap() throws {
        let recording = try open("EDF+D", lists: ["+0\u{14}\u{14}\0", "+0.5\u{14}\u{14}\0"])
        #expect(recording.segments.count == 1)
        #expect(recording.warnings.count == 1)
        #expect(try readAll(recording, channels: [0]).frames == Array(0..<8))
    }

    @Test func aContinuousFileWithAJumpIsReadWithAWarning() throws {
        let recording = try open("EDF+C", lists: ["+0\u{14}\u{14}\0", "+9\u{14}\u{14}\0"])
        #expect(recording.durationSeconds == 2)
        #expect(recording.warnings.count == 1)
    }

    @Test func recordsWithoutATimeFollowEachOther() throws {
        let recording = try open("EDF+D", lists: ["+0\u{14}\u{14}\0", "", "+2\u{14}\u{14}\0"])
        #expect(recording.durationSeconds == 3)
        #expect(recording.segments.count == 1)
        #expect(recording.warnings.count == 1)
    }

    @Test func aFirstListWithATextIsNoStartOfARecord() throws {
        let recording = try open(lists: ["+0.5\u{14}seizure\u{14}\0", "+1.5\u{14}end\u{14}\0"])
        #expect(recording.annotations.map(\.onsetSeconds) == [0.5, 1.5])
        #expect(recording.durationSeconds == 2)
        #expect(recording.warnings.count == 1)
    }

    @Test func annotationsInAPlainFileAreReadWithAWarning() throws {
        let recording = try open("", lists: ["+0\u{14}\u{14}\0+0.5\u{14}seizure\u{14}\0"])
        #expect(recording.annotations.map(\.text) == ["seizure"])
        #expect(recording.warnings.count == 1)
    }

    @Test func annotationsOnlyFileHasNoChannels() throws {
        var builder = EDFBuilder.plus(lists: ["+0\u{14}\u{14}\0+3\u{14}seizure\u{14}\0"])
        builder.signals.removeFirst(2)
        builder.recordDuration = "0"
        let recording = try Recording(opening: folder.write(builder.bytes, to: "a.edf"))
        #expect(recording.channels == [])
        #expect(recording.durationSeconds == 0)
        #expect(recording.annotations.count == 1)
    }

    @Test func bdfHas24BitSamplesAndItsOwnAnnotations() throws {
        var builder = EDFBuilder.plus(
            "BDF+D", lists: ["+0\u{14}\u{14}\0+0.5\u{14}seizure\u{14}\0", "+9\u{14}\u{14}\0"],
            slot: 60)
        for index in 0..<2 {
            builder.signals[index].physicalMinimum = "-838860.8"
            builder.signals[index].physicalMaximum = "838860.7"
            builder.signals[index].digitalMinimum = "-8388608"
            builder.signals[index].digitalMaximum = "8388607"
        }
        builder.signals[0].samples = [-8_388_608, 8_388_607, -1, 1, 65_536, -65_536, 256, 0]
        builder.signals[0].physicalMinimum = "-8388608"
        builder.signals[0].physicalMaximum = "8388607"
        let recording = try Recording(opening: folder.write(builder.bytes, to: "a.bdf"))
        #expect(recording.format == .bdfPlusDiscontinuous)
        #expect(recording.annotations.map(\.text) == ["seizure"])
        let read = try readAll(recording, channels: [0])
        #expect(
            read.values[0] == [-8_388_608, 8_388_607, -1, 1, 65_536, -65_536, 256, 0])
        #expect(read.frames == [0, 1, 2, 3, 36, 37, 38, 39])
    }
}

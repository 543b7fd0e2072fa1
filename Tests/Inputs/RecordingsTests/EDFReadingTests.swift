import Foundation
import TestSupport
import Testing

@testable import Recordings

@Suite struct EDFReadingTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func plainFileReadsItsHeaderAndSamples() throws {
        let recording = try Recording(
            opening: folder.write(EDFBuilder.plain().bytes, to: "a.edf"))
        #expect(recording.format == .edf)
        #expect(recording.channels.map(\.name) == ["A1", "A2"])
        #expect(recording.channels[0].rate == SamplingRate(numerator: 4))
        #expect(recording.channels[0].microvoltsPerUnit == 1)
        #expect(recording.durationSeconds == 2)
        #expect(recording.startDate == "2020-03-02T10:20:30")
        #expect(recording.segments == [RecordingSegment(startSeconds: 0, durationSeconds: 2)])
        #expect(recording.warnings == [])
        #expect(recording.referenceEvents == nil)
        let read = try readAll(recording, channels: [1, 0], capacity: 3)
        #expect(read.frames == Array(0..<8))
        // One step is 0.1 uV.
        #expect(read.values[1] == (0..<8).map { Float(Double($0) * 0.1) })
        #expect(read.values[0] == (0..<8).map { Float(Double(100 + $0) * 0.1) })
    }

    @Test(arguments: 1...9)
    func anyBlockSizeGivesTheSameSamples(capacity: Int) throws {
        let recording = try Recording(
            opening: folder.write(EDFBuilder.plain().bytes, to: "a.edf"))
        let whole = try readAll(recording, channels: [0, 1], capacity: 100)
        let parts = try readAll(recording, channels: [0, 1], capacity: capacity)
        #expect(parts.frames == whole.frames)
        #expect(parts.values == whole.values)
    }

    @Test func extremesOfTheDigitalRangeMeetThePhysicalRange() throws {
        var builder = EDFBuilder.plain(channels: 1)
        builder.signals[0].samples = [-32768, 32767, 0, -1, 1, 0, 0, 0]
        builder.signals[0].physicalMinimum = "-6001465"
        builder.signals[0].physicalMaximum = "-5751465"
        let recording = try Recording(opening: folder.write(builder.bytes, to: "a.edf"))
        let values = try readAll(recording, channels: [0]).values[0]
        #expect(values[0] == -6_001_465)
        #expect(values[1] == -5_751_465)
    }

    @Test(arguments: [
        ("uV", 1.0), ("\u{B5}V", 1), ("\u{3BC}V", 1), ("mV", 1e3), ("V", 1e6), ("nV", 1e-3),
    ])
    func voltagesComeInMicrovolts(unit: String, scale: Double) throws {
        var builder = EDFBuilder.plain(channels: 1)
        builder.signals[0].unit = unit
        let recording = try Recording(opening: folder.write(builder.bytes, to: "a.edf"))
        #expect(recording.channels[0].unit == unit)
        #expect(recording.channels[0].microvoltsPerUnit == scale)
        let value = try readAll(recording, channels: [0]).values[0][7]
        #expect(abs(Double(value) - 0.7 * scale) <= 0.7 * scale * 1e-6)
    }

    @Test func latin1MicroSignIsUnderstood() throws {
        var bytes = EDFBuilder.plain(channels: 1).bytes
        bytes[256 + 16 + 80] = 0xB5
        let recording = try Recording(opening: folder.write(bytes, to: "a.edf"))
        #expect(recording.channels[0].microvoltsPerUnit == 1)
    }

    @Test func otherUnitsStayAsTheyAre() throws {
        var builder = EDFBuilder.plain(channels: 1)
        builder.signals[0].unit = "bpm"
        let recording = try Recording(opening: folder.write(builder.bytes, to: "a.edf"))
        #expect(recording.channels[0].microvoltsPerUnit == nil)
        #expect(try readAll(recording, channels: [0]).values[0][7] == Float(0.7))
    }

    @Test func rateIsAnExactFraction() throws {
        var builder = EDFBuilder.plain(channels: 1)
        builder.recordDuration = "0.640625"
        builder.signals[0].samplesPerRecord = "256"
        let recording = try Recording(opening: folder.write(builder.bytes, to: "a.edf"))
        #expect(recording.channels[0].rate == SamplingRate(numerator: 16384, denominator: 41))
        #expect(recording.durationSeconds == 1.28125)
    }

    @Test func mixedRatesAreRefusedTogetherAndReadApart() throws {
        var builder = EDFBuilder.plain()
        builder.signals[1].samplesPerRecord = "2"
        let recording = try Recording(opening: folder.write(builder.bytes, to: "a.edf"))
        #expect(
            throws: RecordingError(
                recording.path,
                .mixedRates([SamplingRate(numerator: 2)!, SamplingRate(numerator: 4)!]))
        ) { try recording.makeReader(channels: [0, 1]) }
        #expect(try readAll(recording, channels: [0]).frames.count == 8)
        #expect(try readAll(recording, channels: [1]).values[0].count == 4)
    }

    @Test func partOfARecording() throws {
        let recording = try Recording(
            opening: folder.write(EDFBuilder.plain().bytes, to: "a.edf"))
        let part = try readAll(recording, channels: [0], from: 0.5, to: 1.25, capacity: 2)
        #expect(part.frames == [2, 3, 4])
        #expect(part.values[0] == [2, 3, 4].map { Float($0 * 0.1) })
        #expect(try readAll(recording, channels: [0], from: 1.5, to: 99).frames == [6, 7])
    }

    @Test(arguments: [(-1.0, 1.0), (1, 1), (1.5, 1), (2, 3), (.nan, 1), (0, .nan), (.infinity, 1)])
    func impossibleStretchesAreRefused(from: Double, to: Double) throws {
        let recording = try Recording(
            opening: folder.write(EDFBuilder.plain().bytes, to: "a.edf"))
        #expect(throws: RecordingError.self) {
            try recording.makeReader(channels: [0], from: from, to: to)
        }
    }

    @Test func channelsThatDoNotExistAreRefused() throws {
        let recording = try Recording(
            opening: folder.write(EDFBuilder.plain().bytes, to: "a.edf"))
        for channels in [[], [2], [-1], [0, 7]] {
            #expect(throws: RecordingError.self) { try recording.makeReader(channels: channels) }
        }
    }

    @Test func largeRecordsAreReadInSlices() throws {
        let count = 1_200_000
        var builder = EDFBuilder.plain()
        builder.recordDuration = "100"
        builder.writtenRecords = 0
        for channel in 0..<2 { builder.signals[channel].samplesPerRecord = "\(count)" }
        // Sample number n of the whole file is n mod 1000 in every channel.
        var pattern: [UInt8] = []
        for value in 0..<1000 {
            pattern += [UInt8(value & 0xFF), UInt8(value >> 8)]
        }
        var bytes = builder.bytes
        for _ in 0..<4 * count / 1000 { bytes += pattern }
        let recording = try Recording(opening: folder.write(bytes, to: "a.edf"))
        #expect(try #require(recording.samples.layout).recordBytes > Limits.recordBufferBytesMax)
        let read = try readAll(recording, channels: [0, 1], capacity: 300_000)
        #expect(read.frames.count == 2 * count)
        #expect(read.values[0] == read.values[1])
        for index in stride(from: 0, to: 2 * count, by: 997) {
            #expect(abs(Double(read.values[0][index]) - Double(index % 1000) * 0.1) < 1e-4)
        }
    }

    @Test func aFileThatShrinksWhileReadIsAnError() throws {
        let path = try folder.write(EDFBuilder.plain().bytes, to: "a.edf")
        let recording = try Recording(opening: path)
        var reader = try recording.makeReader(channels: [0])
        var block = SampleBlock(channelCount: 1, capacityFrames: 4)
        let handle = try #require(FileHandle(forUpdatingAtPath: path))
        try handle.truncate(atOffset: 770)
        #expect(throws: RecordingError.self) { try reader.read(into: &block) }
        #expect(block.frameCount == 0)
    }

    @Test func limitsAgree() { #expect(Limits.areConsistent) }
}

import Foundation
import TestSupport
import Testing

@testable import Recordings

@Suite struct EDFWriterTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    static let channels = [
        EDFWriter.Channel(name: "LA1", physicalMinimum: -3276.8, physicalMaximum: 3276.7),
        EDFWriter.Channel(
            name: "LA2", unit: "mV", physicalMinimum: 8.5, physicalMaximum: -8.5,
            digitalMinimum: -2048, digitalMaximum: 2047, transducer: "depth",
            prefiltering: "HP:0.1Hz"),
    ]

    @Test(arguments: [
        SamplingRate(numerator: 512)!, SamplingRate(numerator: 16384, denominator: 41)!,
        SamplingRate(numerator: 1000, denominator: 3)!, SamplingRate(numerator: 44100)!,
        SamplingRate(numerator: 1, denominator: 10)!,
    ])
    func readsBackWhatWasWritten(rate: SamplingRate) throws {
        let path = folder.file("a.edf")
        var generator = SplitMix64(seed: 7)
        var writer = try EDFWriter(
            creating: path, channels: Self.channels, rate: rate,
            startDate: "2026-11-23T07:15:04")
        let frames = writer.framesPerRecord * 3
        let digital = [
            (0..<frames).map { _ in Int16.random(in: .min ... .max, using: &generator) },
            (0..<frames).map { _ in Int16.random(in: -2048...2047, using: &generator) },
        ]
        var start = 0
        while start < frames {
            let count = min(Int.random(in: 1...frames, using: &generator), frames - start)
            try writer.write(
                digital: digital.flatMap { $0[start..<start + count] }, frameCount: count)
            start += count
        }
        let marks = [
            RecordingAnnotation(onsetSeconds: 0.1, durationSeconds: 1e-5, text: "seizure"),
            RecordingAnnotation(onsetSeconds: 99.99755859375, text: "µ, later"),
        ]
        for mark in marks { try writer.annotate(mark) }
        let summary = try writer.close()
        #expect(
            summary
                == EDFWriter.Summary(
                    recordCount: 3, frameCount: Int64(frames), paddedFrames: 0,
                    saturatedSamples: 0))

        let recording = try Recording(opening: path)
        #expect(recording.format == .edfPlusContinuous)
        #expect(recording.startDate == "2026-11-23T07:15:04")
        #expect(recording.annotations == marks)
        #expect(recording.channels.map(\.rate) == [rate, rate])
        #expect(recording.channels[1].transducer == "depth")
        #expect(recording.channels[1].prefiltering == "HP:0.1Hz")
        #expect(recording.channels[1].digitalMaximum == 2047)
        let read = try readAll(recording, channels: [0, 1], capacity: 1000)
        #expect(read.frames.count == frames)
        let gain = 17.0 / 4095
        for frame in 0..<frames {
            #expect(abs(Double(read.values[0][frame]) - Double(digital[0][frame]) * 0.1) < 2e-4)
            let millivolts = 8.5 - (Double(digital[1][frame]) + 2048) * gain
            #expect(abs(Double(read.values[1][frame]) - millivolts * 1000) < 1e-3)
        }
    }

    @Test func physicalValuesRoundAndSaturate() throws {
        let path = folder.file("a.edf")
        var writer = try EDFWriter(
            creating: path, channels: Self.channels, rate: SamplingRate(numerator: 5)!)
        try writer.write(
            physical: [0, 0.26, 9999, -9999, -0.26, 0, 4151, -4151, 8500, -8500],
            strideFrames: 5, frameCount: 5)
        #expect(try writer.close().saturatedSamples == 2)
        let read = try readAll(Recording(opening: path), channels: [0, 1])
        #expect(read.values[0] == [0, 0.3, 3276.7, -3276.8, -0.3])
        #expect(zip(read.values[1], [0, 4151, -4151, 8500, -8500]).allSatisfy { abs($0 - $1) < 3 })
    }

    @Test func notANumberIsRefused() throws {
        var writer = try EDFWriter(
            creating: folder.file("a.edf"), channels: [Self.channels[0]],
            rate: SamplingRate(numerator: 5)!)
        #expect(throws: RecordingError.self) {
            try writer.write(physical: [.nan], strideFrames: 1, frameCount: 1)
        }
    }

    @Test func gapsAreWrittenAndPaddingIsTakenAwayAgain() throws {
        let path = folder.file("a.edf")
        var writer = try EDFWriter(
            creating: path, channels: [Self.channels[0]], rate: SamplingRate(numerator: 100)!,
            isDiscontinuous: true)
        try writer.write(digital: (0..<150).map { Int16($0) }, frameCount: 150)
        try writer.startSegment(atSeconds: 7.25)
        try writer.write(digital: (0..<100).map { Int16($0) }, frameCount: 100)
        let summary = try writer.close()
        #expect(summary.recordCount == 3)
        #expect(summary.paddedFrames == 50)
        let recording = try Recording(opening: path)
        #expect(recording.format == .edfPlusDiscontinuous)
        #expect(
            recording.segments == [
                RecordingSegment(startSeconds: 0, durationSeconds: 1.5),
                RecordingSegment(startSeconds: 7.25, durationSeconds: 1),
            ])
        #expect(
            recording.annotations == [
                RecordingAnnotation(onsetSeconds: 1.5, durationSeconds: 0.5, text: "padding")
            ])
        let read = try readAll(recording, channels: [0])
        #expect(read.frames == Array(0..<150) + Array(725..<825))
        #expect(read.values[0][149] == Float(14.9))
        #expect(read.values[0][150] == 0)
    }

    @Test func aSegmentMustNotStartInThePast() throws {
        var gapless = try EDFWriter(
            creating: folder.file("a.edf"), channels: [Self.channels[0]],
            rate: SamplingRate(numerator: 100)!)
        #expect(throws: RecordingError.self) { try gapless.startSegment(atSeconds: 3) }
        var writer = try EDFWriter(
            creating: folder.file("b.edf"), channels: [Self.channels[0]],
            rate: SamplingRate(numerator: 100)!, isDiscontinuous: true)
        try writer.write(digital: [Int16](repeating: 0, count: 101), frameCount: 101)
        for time in [1.99, -1, .nan, .infinity] {
            #expect(throws: RecordingError.self) { try writer.startSegment(atSeconds: time) }
        }
        try writer.startSegment(atSeconds: 2)
    }

    @Test func lateAnnotationsFindRoomInEarlierRecords() throws {
        let path = folder.file("a.edf")
        var writer = try EDFWriter(
            creating: path, channels: [Self.channels[0]], rate: SamplingRate(numerator: 10)!,
            annotationBytesPerRecord: 64)
        try writer.write(digital: [Int16](repeating: 1, count: 100), frameCount: 100)
        let marks = (0..<30).map {
            RecordingAnnotation(onsetSeconds: Double($0) / 4, text: "mark \($0)")
        }
        for mark in marks { try writer.annotate(mark) }
        _ = try writer.close()
        let recording = try Recording(opening: path)
        #expect(recording.annotations == marks)
        #expect(recording.warnings == [])
    }

    @Test func tooManyAnnotationsAreRefusedAtTheEnd() throws {
        var writer = try EDFWriter(
            creating: folder.file("a.edf"), channels: [Self.channels[0]],
            rate: SamplingRate(numerator: 10)!)
        try writer.annotate(RecordingAnnotation(onsetSeconds: 0, text: "nowhere"))
        var field: String?
        do throws(RecordingError) {
            _ = try writer.close()
        } catch {
            field = error.field
        }
        #expect(field == "annotations")
    }

    @Test func anUnfinishedFileCanBeRead() throws {
        let path = folder.file("a.edf")
        do {
            var writer = try EDFWriter(
                creating: path, channels: [Self.channels[0]], rate: SamplingRate(numerator: 10)!)
            try writer.write(digital: [Int16](repeating: 3, count: 25), frameCount: 25)
        }
        let recording = try Recording(opening: path)
        #expect(recording.durationSeconds == 2)
        #expect(recording.warnings.count == 1)
    }

    struct Misfit: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let change: @Sendable (inout EDFWriter.Channel) -> Void
    }

    static let misfits: [Misfit] = [
        Misfit(testDescription: "long name") { $0.name = "a name of 17 char" },
        Misfit(testDescription: "non-ASCII name") { $0.name = "électrode" },
        Misfit(testDescription: "control character") { $0.name = "a\n" },
        Misfit(testDescription: "name of the annotations") { $0.name = "EDF Annotations" },
        Misfit(testDescription: "long unit") { $0.unit = "microvolts" },
        Misfit(testDescription: "long physical end") { $0.physicalMaximum = 1.0 / 3 },
        Misfit(testDescription: "infinite physical end") { $0.physicalMaximum = .infinity },
        Misfit(testDescription: "NaN physical end") { $0.physicalMinimum = .nan },
        Misfit(testDescription: "tiny physical end") { $0.physicalMaximum = 1e-30 },
        Misfit(testDescription: "equal physical ends") { $0.physicalMaximum = $0.physicalMinimum },
        Misfit(testDescription: "digital range") { $0.digitalMaximum = 32768 },
        Misfit(testDescription: "falling digital range") { $0.digitalMaximum = -32768 },
        Misfit(testDescription: "long transducer") {
            $0.transducer = String(repeating: "x", count: 81)
        },
    ]

    @Test(arguments: misfits)
    func whatDoesNotFitIsRefused(misfit: Misfit) {
        var channel = Self.channels[0]
        misfit.change(&channel)
        let path = folder.file("a.edf")
        var problem: RecordingError.Problem?
        do throws(RecordingError) {
            _ = try EDFWriter(
                creating: path, channels: [channel], rate: SamplingRate(numerator: 10)!)
        } catch {
            problem = error.problem
        }
        guard case .doesNotFit? = problem else {
            Issue.record("unexpected: \(String(describing: problem))")
            return
        }
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test(arguments: ["yesterday", "1984-01-01T00:00:00", "2026-13-01T00:00:00", "2026-11-23"])
    func impossibleStartDatesAreRefused(date: String) {
        var field: String?
        do throws(RecordingError) {
            _ = try EDFWriter(
                creating: folder.file("a.edf"), channels: Self.channels,
                rate: SamplingRate(numerator: 10)!, startDate: date)
        } catch {
            field = error.field
        }
        #expect(field == "start date")
    }

    @Test func ratesWithoutAnExactRecordAreRefused() {
        var field: String?
        do throws(RecordingError) {
            _ = try EDFWriter(
                creating: folder.file("a.edf"), channels: Self.channels,
                rate: SamplingRate(numerator: 999_983, denominator: 1009)!)
        } catch {
            field = error.field
        }
        #expect(field == "sampling rate")
    }

    @Test func anExistingFileIsKept() throws {
        let path = try folder.write("precious", to: "a.edf")
        var problem: RecordingError.Problem?
        do throws(RecordingError) {
            _ = try EDFWriter(
                creating: path, channels: Self.channels, rate: SamplingRate(numerator: 10)!)
        } catch {
            problem = error.problem
        }
        #expect(problem == .cannotWrite(reason: "File exists"))
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "precious")
        let writer = try EDFWriter(
            creating: path, channels: Self.channels, rate: SamplingRate(numerator: 10)!,
            overwrite: true)
        _ = try writer.close()
        #expect(try Recording(opening: path).durationSeconds == 0)
    }
}

import Foundation
import TestSupport
import Testing

@testable import Recordings

@Suite struct ConversionTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @discardableResult
    private func convert(
        _ source: String, _ name: String,
        _ change: (inout Conversion.Options) -> Void = { _ in }
    ) throws -> Conversion.Outcome {
        var options = Conversion.Options()
        change(&options)
        var generator = SplitMix64(seed: 3)
        let conversion = try Conversion(Recording(opening: source), to: folder.file(name), options)
        return try #require(
            try conversion.run(using: &generator, progress: { _ in }, isStopped: { false }))
    }

    /// Every sample of every channel, as bits, with the frames they lie at.
    private func samples(_ path: String) throws -> [[UInt32]] {
        let recording = try Recording(opening: path)
        return try recording.channels.map { channel in
            var reader = try recording.makeReader(channels: [channel.index])
            var block = SampleBlock(channelCount: 1, capacityFrames: 64)
            var bits: [UInt32] = []
            while try reader.read(into: &block) {
                for (index, value) in block.samples(ofChannel: 0).enumerated() {
                    bits += [UInt32(block.firstFrame) + UInt32(index), value.bitPattern]
                }
            }
            return bits
        }
    }

    private func marks(_ path: String) throws -> [String] {
        try Recording(opening: path).annotations.filter { $0.text != "New Segment" }.map {
            "\(($0.onsetSeconds * 1e6).rounded() / 1e6)"
                + ($0.durationSeconds.map { "+\(($0 * 1e6).rounded() / 1e6)" } ?? "")
                + " \($0.text)"
        }
    }

    private static let ranges = [
        ("-3276.8", "3276.7", "-32768", "32767", "uV"), ("-1180", "1180", "-32768", "32767", "uV"),
        ("-0.10438", "0.111844", "-32768", "32767", "mV"), ("8.5", "-8.5", "-2048", "2047", "mV"),
        ("-12002.9", "-11502.9", "-32768", "32767", "mV"), ("0", "100", "-32768", "32767", "%"),
    ]

    /// An EDF+ file of 3 s at 8 Hz with channels of every kind of scale.
    private func source(_ ranges: [(String, String, String, String, String)]) throws -> String {
        var builder = EDFBuilder.plus(
            lists: [
                "+0\u{14}\u{14}\0+0.25\u{15}1.5\u{14}seizure\u{14}\0",
                "+1\u{14}\u{14}\0+1.5\u{14}a, b\u{14}\0", "+2\u{14}\u{14}\0",
            ], slot: 80)
        var generator = SplitMix64(seed: 5)
        builder.signals =
            ranges.enumerated().map { index, range in
                var signal = EDFBuilder.Signal(label: "C\(index + 1)", unit: range.4)
                (signal.physicalMinimum, signal.physicalMaximum) = (range.0, range.1)
                (signal.digitalMinimum, signal.digitalMaximum) = (range.2, range.3)
                signal.samplesPerRecord = "8"
                let counts = Int(range.2)!...Int(range.3)!
                signal.samples = (0..<24).map { _ in Int.random(in: counts, using: &generator) }
                signal.samples[0...1] = [counts.lowerBound, counts.upperBound]
                return signal
            } + [builder.signals[2]]
        return try folder.write(builder.bytes, to: "in.edf")
    }

    @Test func edfToBrainVisionAndBackIsTheSame() throws {
        let source = try source(Self.ranges)
        let there = try convert(source, "a.vhdr")
        #expect(there.isExact)
        #expect(try samples(folder.file("a.vhdr")) == samples(source))
        let back = try convert(folder.file("a.vhdr"), "b.edf")
        #expect(back.isExact, "\(back.notes)")
        #expect(try samples(folder.file("b.edf")) == samples(source))
        // Counts and scales too: the bytes of the samples and of the ranges are the source's.
        let (old, new) = try (Recording(opening: source), Recording(opening: folder.file("b.edf")))
        #expect(new.channels == old.channels)
        #expect(new.durationSeconds == old.durationSeconds)
        #expect(try marks(folder.file("b.edf")) == ["0.25+1.5 seizure", "1.5 a, b"])
        #expect(try marks(folder.file("a.vhdr")) == marks(source))
    }

    @Test func countsStayCountsWithoutAnOffset() throws {
        let outcome = try convert(try source([Self.ranges[0]]), "a.vhdr")
        #expect(outcome.notes == [])
        let header = try String(contentsOfFile: folder.file("a.vhdr"), encoding: .utf8)
        #expect(header.contains("BinaryFormat=INT_16\r\n"))
        #expect(header.contains("Ch1=C1,,0.1,µV\r\n"))
        let data = try Data(contentsOf: URL(filePath: folder.file("a.eeg")))
        #expect(data.prefix(4) == Data([0x00, 0x80, 0xFF, 0x7F]))
    }

    @Test func brainVisionOfOthersKeepsItsCountsInEDF() throws {
        let source = try BrainVisionBuilder().write(to: folder)
        let outcome = try convert(source, "a.edf")
        #expect(outcome.isExact, "\(outcome.notes)")
        #expect(try samples(folder.file("a.edf")) == samples(source))
        #expect(
            try Recording(opening: folder.file("a.edf")).channels.map(\.name) == [
                "LA,1", "LA2", "Temp",
            ])
        #expect(try convert(folder.file("a.edf"), "b.vhdr").isExact)
        #expect(try samples(folder.file("b.vhdr")) == samples(source))
    }

    @Test func aResolutionThatEDFCannotStateIsSaid() throws {
        var builder = BrainVisionBuilder()
        builder.channelLines[1] = "Ch2=LA2,,0.0457763671123,µV"
        let outcome = try convert(builder.write(to: folder), "a.edf")
        #expect(!outcome.isExact)
        #expect(outcome.notes.contains { $0.contains("0.0457763671123 µV a count become") })
    }

    @Test(arguments: ["INT_32", "IEEE_FLOAT_32"])
    func whatHasNoSixteenBitsIsRoundedAndSaid(format: String) throws {
        var builder = BrainVisionBuilder()
        builder.binaryFormat = format
        builder.samples = [
            (0..<50).map { index -> Double in
                let fraction = index > 40 ? 0.25 : 0
                return Double(index * index * 1000 - 1_000_000) + fraction
            }
        ]

        builder.channelLines = ["Ch1=A,,0.01,µV"]
        if format == "INT_32" { builder.samples[0] = builder.samples[0].map { $0.rounded(.down) } }
        let source = try builder.write(to: folder)
        let outcome = try convert(source, "a.edf")
        #expect(!outcome.isExact)
        #expect(outcome.notes.contains { $0.contains("values are rounded to steps of") })
        let step = try #require(Recording(opening: folder.file("a.edf")).channels[0].digitalRange)
            .gain
        for (new, old) in try zip(samples(folder.file("a.edf"))[0], samples(source)[0]).filter({
            $0 != $1
        }) {
            let difference = Float(bitPattern: new) - Float(bitPattern: old)
            #expect(abs(Double(difference)) <= step * 0.51)
        }
        // BrainVision holds both to the last bit.
        #expect(try convert(source, "b.vhdr").isExact)
        #expect(try samples(folder.file("b.vhdr")) == samples(source))
    }

    @Test func a24BitFileGoesIntoBrainVisionAsItIs() throws {
        var builder = EDFBuilder.plus("BDF+C")
        for index in 0..<2 {
            builder.signals[index].digitalMinimum = "-8388608"
            builder.signals[index].digitalMaximum = "8388607"
            builder.signals[index].physicalMinimum = "-262144"
            builder.signals[index].physicalMaximum = "262143.9"
            builder.signals[index].samples = [-8_388_608, 8_388_607, 1, -1, 5, 6, 7, 123_456]
        }
        builder.signals[0].physicalMaximum = "262143"
        builder.signals[0].physicalMinimum = "-262143"
        let source = try folder.write(builder.bytes, to: "in.bdf")
        #expect(try convert(source, "a.vhdr").isExact)
        #expect(try samples(folder.file("a.vhdr")) == samples(source))
        #expect(try !convert(source, "b.edf").isExact)
    }

    @Test func aNaNIsNoCount() throws {
        var builder = BrainVisionBuilder()
        builder.binaryFormat = "IEEE_FLOAT_32"
        builder.samples[1][4] = .nan
        let source = try builder.write(to: folder)
        #expect(throws: RecordingError.self) { try convert(source, "a.edf") }
        #expect(try convert(source, "b.vhdr").isExact)
        #expect(!FileManager.default.fileExists(atPath: folder.file("a.edf")))
    }

    // MARK: Gaps

    /// 5 s from 0 and 5 s from 25.5 s, at 4 Hz.
    private func withGap() throws -> String {
        let lists = (0..<10).map { index in
            let time = index < 5 ? "\(index)" : "\(index + 20).5"
            return "+\(time)\u{14}\u{14}\0"
                + (index == 6 ? "+2\u{15}1\u{14}seizure\u{14}\0+26\u{14}later\u{14}\0" : "")
        }
        return try folder.write(
            EDFBuilder.plus("EDF+D", lists: lists, slot: 80).bytes, to: "in.edf")
    }

    @Test func gapsStayGaps() throws {
        let source = try withGap()
        try convert(source, "a.edf")
        #expect(try samples(folder.file("a.edf")) == samples(source))
        #expect(
            try Recording(opening: folder.file("a.edf")).segments
                == Recording(opening: source).segments)
        try convert(source, "b.vhdr")
        let markers = try String(contentsOfFile: folder.file("b.vmrk"), encoding: .utf8)
        #expect(markers.contains("Mk1=New Segment,,1,1,0,20200302102030000000\r\n"))
        #expect(markers.contains("Mk2=New Segment,,21,1,0,20200302102055500000\r\n"))
        #expect(markers.contains("=Comment,seizure,9,4,0\r\n"))
        #expect(markers.contains("=Comment,later,23,1,0\r\n"))
    }

    @Test func aPartStartsAtZero() throws {
        let source = try withGap()
        let outcome = try convert(source, "a.edf") { ($0.from, $0.to) = (2.5, 27.5) }
        let part = try Recording(opening: folder.file("a.edf"))
        #expect(
            part.segments == [
                RecordingSegment(startSeconds: 0, durationSeconds: 2.5),
                RecordingSegment(startSeconds: 23, durationSeconds: 2),
            ])
        #expect(part.startDate == "2020-03-02T10:20:32")
        #expect(
            try marks(folder.file("a.edf")).filter { !$0.contains("padding") } == [
                "0.0+0.5 seizure", "23.5 later",
            ])
        #expect(outcome.notes.contains { $0.contains("1 event(s) reach out of the copy") })
        // From within the gap on: the copy begins with the first frame there is.
        try convert(source, "b.edf") { $0.from = 10 }
        #expect(try Recording(opening: folder.file("b.edf")).segments.map(\.startSeconds) == [0])
    }

    // MARK: Channels, names, side files

    @Test func channelsAreChosenByName() throws {
        let source = try source(Self.ranges)
        let outcome = try convert(source, "a.edf") { $0.channels = ["C3", "c1", "c*6"] }
        #expect(outcome.channelCount == 3)
        let names = try Recording(opening: folder.file("a.edf")).channels.map(\.name)
        #expect(names == ["C3", "C1", "C6"])
        #expect(throws: RecordingError.self) {
            try convert(source, "b.edf") { $0.channels = ["nobody"] }
        }
    }

    @Test func ofSeveralRatesOneIsCopied() throws {
        var builder = EDFBuilder.plain(channels: 3)
        builder.signals[2].samplesPerRecord = "2"
        let source = try folder.write(builder.bytes, to: "in.edf")
        #expect(throws: RecordingError.self) { try convert(source, "a.edf") }
        for name in ["a.edf", "a.vhdr"] {
            let outcome = try convert(source, name) { $0.rate = SamplingRate(numerator: 4) }
            #expect(outcome.channelCount == 2)
            #expect(outcome.notes.contains { $0.contains("another rate") })
            #expect(try Recording(opening: folder.file(name)).channels.map(\.name) == ["A1", "A2"])
        }
        let other = try convert(source, "b.edf") {
            ($0.rate, $0.channels) = (SamplingRate(numerator: 4), ["A3"])
        }
        #expect(other.channelCount == 1)
    }

    @Test func namesAreMadeToFit() {
        let names = ChannelText.edfNames([
            "µ-Elektrode", "hippocampe gauche antérieur 1", "hippocampe gauche antérieur 2", "A",
            "A",
            "EDF Annotations", "海马",
        ])
        #expect(
            names.names
                == [
                    "u-Elektrode", "hippocampe gauch", "hippocampe gau~2", "A", "A",
                    "EDF Annotation~2",
                    "__",
                ].map { String($0.prefix(16)) })
        #expect(names.names.allSatisfy { $0.utf8.count <= 16 })
        #expect(names.changed.count == 5)
    }

    @Test func whatSideFilesSayGoesAlong() throws {
        let source = try source([Self.ranges[0], Self.ranges[1]])
        try folder.write(
            "name\ttype\tunits\tstatus\nC1\tSEEG\tuV\tbad\nC2\tECG\tuV\tgood\n",
            to: "in_channels.tsv")
        try folder.write("onset\tduration\teventType\n2\t0.5\tsz_foc_ia\n", to: "in_events.tsv")
        for name in ["a.edf", "b.vhdr"] {
            let outcome = try convert(source, name)
            #expect(outcome.files.count == (name == "a.edf" ? 2 : 4))
            let copy = try Recording(opening: folder.file(name))
            #expect(copy.channels.map(\.type) == ["SEEG", "ECG"])
            #expect(copy.channels.map(\.status) == [.bad, .good])
            // The recording's own mark does not count beside such a file.
            #expect(copy.referenceEvents?.seizures.map(\.onsetSeconds) == [2])
            #expect(
                outcome.notes.contains { $0.contains("1 annotation(s) of seizures are left out") })
        }
    }

    // MARK: Files

    @Test func nothingIsReplacedUnlessAsked() throws {
        let source = try source([Self.ranges[0]])
        for taken in ["a.vhdr", "a.vmrk", "a.eeg"] {
            try folder.write("mine", to: taken)
            let error = #expect(throws: RecordingError.self) { try convert(source, "a.vhdr") }
            #expect(error?.file == folder.file(taken))
            #expect(try String(contentsOfFile: folder.file(taken), encoding: .utf8) == "mine")
            #expect(
                Set(try FileManager.default.contentsOfDirectory(atPath: folder.path)) == [
                    "in.edf", taken,
                ])
            try FileManager.default.removeItem(atPath: folder.file(taken))
        }
        try folder.write("mine", to: "a.eeg")
        try convert(source, "a.vhdr") { $0.overwrites = true }
        #expect(try samples(folder.file("a.vhdr")) == samples(source))
        // Onto itself it is refused, by a link too.
        let before = try Data(contentsOf: URL(filePath: source))
        try FileManager.default.createSymbolicLink(
            atPath: folder.file("link.edf"), withDestinationPath: source)
        for name in ["in.edf", "link.edf"] {
            let error = #expect(throws: RecordingError.self) {
                try convert(source, name) { $0.overwrites = true }
            }
            #expect(error?.description.contains("a file of the recording itself") == true)
        }
        #expect(try Data(contentsOf: URL(filePath: source)) == before)
    }

    @Test(arguments: ["a.edf", "a.vhdr"])
    func aStopLeavesNothing(name: String) throws {
        let conversion = try Conversion(
            Recording(opening: source(Self.ranges)), to: folder.file(name))
        var generator = SplitMix64(seed: 1)
        var looks = 0
        let outcome = try conversion.run(using: &generator, progress: { _ in }) {
            looks += 1
            return looks > 1
        }
        #expect(outcome == nil)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["in.edf"])
    }

    @Test(arguments: ["a.txt", "a", "a.bdf", "nowhere/a.edf"])
    func aNameThatCannotBeIsRefused(name: String) throws {
        let source = try source([Self.ranges[0]])
        let error = #expect(throws: RecordingError.self) { try convert(source, name) }
        #expect(error?.description.contains(".tmp") == false)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["in.edf"])
    }

    @Test func manyEventsFindRoom() throws {
        let lists = ["+0\u{14}\u{14}\0", "+1\u{14}\u{14}\0"]
        let source = try folder.write(EDFBuilder.plus(lists: lists).bytes, to: "in.edf")
        let rows = (0..<3000).map {
            "\(Double($0) / 1600)\t0\tevent \($0) " + String(repeating: "x", count: $0 % 97)
        }
        try folder.write(
            "onset\tduration\ttrial_type\n" + rows.joined(separator: "\n") + "\n",
            to: "in_events.tsv")
        #expect(try convert(source, "a.edf").eventCount == 3000)
        #expect(try Recording(opening: folder.file("a.edf")).annotations.count == 3000)
    }

    // MARK: Oracle

    @Test(.enabled(if: PythonOracle.has("pyedflib")), arguments: ["a.edf", "a.vhdr"])
    func othersReadTheSame(name: String) throws {
        let source = try source([Self.ranges[0], Self.ranges[2], Self.ranges[3]])
        try convert(source, name)
        func values(_ path: String, _ reader: String) throws -> [[Double]] {
            let data = try PythonOracle.run(
                "read_recording.py", arguments: [path, "1"], input: Data())
            let answer = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
            let results = try #require(answer["results"] as? [String: [String: Any]])
            let channels = try #require(results[reader]?["channels"] as? [[String: Any]])
            return try channels.map { channel in
                let scale = channel["unit"] as? String == "mV" ? 1000.0 : 1
                let samples = try #require(channel["samples"] as? [[Double]])
                return samples.map { $0[1] * scale }
            }
        }
        let expected = try values(source, "pyedflib")
        for reader in name == "a.edf" ? ["pyedflib", "edfio"] : ["numpy"] {
            for (new, old) in zip(try values(folder.file(name), reader), expected) {
                #expect(new.count == old.count)
                #expect(zip(new, old).allSatisfy { abs($0 - $1) <= 1e-6 * max(1, abs($1)) })
            }
        }
    }
}

import Foundation
import TestSupport
import Testing

@testable import Recordings

/// Spoilt files of every format: each gives an error or a reading, within bounded work.
///
/// The number of files per format is `QUENCH_FUZZ_COUNT`, 500 unless it is set; a failure names
/// the format and the seed, which make it a case of its own.
@Suite struct HostileFileTests {
    enum Target: String, CaseIterable, Sendable {
        case edf, edfPlus, edfPlusDiscontinuous, bdfPlus, bdfPlusDiscontinuous, brainVisionHeader,
            brainVisionMarkers, brainVisionData, brainVisionVectorized, brainVisionTextHeader,
            brainVisionText, brainVisionRanges, channelsTable, eventsTable, eventsTableBIDS,
            metadata,
            tuszList, chbMITSummary, sienaList, wfdbSeizures,
            mefMetadata, mefIndex, mefData, mefRecords, persyst, blackrock, blackrockPTP,
            blackrockEvents, micromed, intan, intanSignals, intanStamps, openEphys, openEphysStamps,
            openEphysTexts, neuralynx, neuralynxEvents, nwb, nwbStamps, swec, swecHour, matlab,
            matlabPlain, matlabInfo

        /// In HDF5, which others write for the tests.
        var isHDF5: Bool { [.nwb, .nwbStamps, .swec, .swecHour].contains(self) }

        var isMATLAB: Bool { [.matlab, .matlabPlain, .matlabInfo].contains(self) }

        /// Those that can be written here, and of these the ones that `QUENCH_FUZZ_TARGETS` names, so
        /// that several calls share them out.
        static let possible = allCases.filter {
            $0.isHDF5 ? HDF5Example.isPossible : !$0.isMATLAB || MATLABExample.isPossible
        }.filter { chosen?.contains(Substring($0.rawValue)) ?? true }

        static let chosen = ProcessInfo.processInfo.environment["QUENCH_FUZZ_TARGETS"]?
            .split(separator: ",")
    }

    static let count =
        ProcessInfo.processInfo.environment["QUENCH_FUZZ_COUNT"].flatMap { Int($0) } ?? 500

    /// From `QUENCH_FUZZ_SEED` on, so that another call looks at other files.
    private static let seeds: Range<UInt64> = {
        let start =
            ProcessInfo.processInfo.environment["QUENCH_FUZZ_SEED"].flatMap { UInt64($0) } ?? 0
        return start..<start + UInt64(count)
    }()

    @Test("no file is skipped that QUENCH_FUZZ_TARGETS asks for", arguments: Target.chosen ?? [])
    func whatIsAskedForIsPossible(name: Substring) {
        let isPossible = Target.possible.contains { name == $0.rawValue }
        #expect(isPossible, "there is no such file, or nothing to write it")
    }

    @Test(arguments: Target.possible)
    func spoiltFilesGiveAnErrorOrAReading(target: Target) throws {
        let folder = try TemporaryFolder()
        let sound = try SoundFile(target, in: folder)
        // Unspoilt, each of them is read, so that the spoilt ones start from something.
        #expect(try open(sound.recordingPath) == true)
        var readings = 0
        let start = ContinuousClock.now
        for seed in Self.seeds {
            var mutation = Mutation(seed: seed, fields: sound.fields)
            try folder.write(mutation.apply(to: sound.bytes), to: sound.name)
            let comment = Comment(rawValue: "\(target.rawValue), seed \(seed)")
            do {
                if try open(sound.recordingPath, seed: seed, comment) { readings += 1 }
            } catch {
                Issue.record("\(comment): \(error)")
            }
        }
        let milliseconds = (ContinuousClock.now - start) / .milliseconds(1) / Double(Self.count)
        print(
            "\(target.rawValue): \(Self.count) of \(sound.bytes.count) bytes, \(readings) were read, "
                + "\((1000 * milliseconds).rounded() / 1000) ms each")
        // Both outcomes occur, or the mutations are too weak or too strong to test anything.
        #expect(readings > 0)
    }

    /// Opens and reads everything; true for a reading, false for a typed error.
    private func open(_ path: String, seed: UInt64 = 0, _ comment: Comment = "") throws -> Bool {
        var generator = SplitMix64(seed: seed)
        do throws(RecordingError) {
            let recording = try Recording(opening: path)
            check(recording, comment)
            for rate in Set(recording.channels.map(\.rate)) {
                let channels = recording.channels.filter { $0.rate == rate }.map(\.index)
                try readEverything(recording, channels, comment, &generator)
            }
            return true
        } catch {
            check(line: error.description, comment)
            return false
        }
    }

    private func readEverything(
        _ recording: Recording, _ channels: [Int], _ comment: Comment,
        _ generator: inout SplitMix64
    ) throws(RecordingError) {
        let from = Double.random(in: -1...3, using: &generator)
        let to = Double.random(in: -1...1e10, using: &generator)
        do throws(RecordingError) {
            _ = try recording.makeReader(channels: channels, from: from, to: to)
        } catch {
            check(line: error.description, comment)
        }
        var reader = try recording.makeReader(channels: channels)
        var block = SampleBlock(
            channelCount: channels.count,
            capacityFrames: Int.random(in: 1...200, using: &generator))
        var next: Int64 = 0
        var frames: Int64 = 0
        while try reader.read(into: &block) {
            #expect(block.frameCount > 0 && block.firstFrame >= next, comment)
            next = block.firstFrame + Int64(block.frameCount)
            frames += Int64(block.frameCount)
        }
        #expect(next <= reader.frameRange.upperBound, comment)
        // Work is bounded by the file's size: a byte cannot hold more than a sample, but where a
        // block is compressed.
        let most = recording.samples.layout == nil ? Int64(REDBlock.samplesMax) / 304 : 1
        #expect(
            frames * Int64(channels.count) <= most * recording.samples.byteCount, comment)
    }

    private func check(_ recording: Recording, _ comment: Comment) {
        #expect(recording.channels.count <= Limits.channelsMax, comment)
        #expect(recording.durationSeconds.isFinite, comment)
        var end = 0.0
        for segment in recording.segments {
            #expect(segment.startSeconds >= end && segment.durationSeconds >= 0, comment)
            end = segment.endSeconds - 1e-9
        }
        #expect(recording.warnings.count <= Limits.warningsMax + 1, comment)
        let texts =
            recording.warnings + recording.annotations.map(\.text)
            + recording.channels.flatMap { [$0.name, $0.unit, $0.transducer, $0.prefiltering] }
            + [recording.startDate ?? ""]
        for text in texts { check(line: text, comment) }
        for event in recording.referenceEvents?.seizures ?? [] {
            #expect(event.onsetSeconds >= 0 && event.onsetSeconds < recording.durationSeconds)
            #expect((event.durationSeconds ?? 1) > 0, comment)
        }
    }

    private func check(line: String, _ comment: Comment) {
        #expect(ForeignText.safe(line) == line, comment)
    }
}

/// A small file that is in order, and the recording it belongs to.
struct SoundFile {
    let recordingPath: String
    /// The file that is spoilt.
    let name: String
    let bytes: [UInt8]
    let fields: [Range<Int>]

    init(_ target: HostileFileTests.Target, in folder: TemporaryFolder) throws {
        let lists = [
            "+0\u{14}\u{14}\0+0.5\u{15}0.25\u{14}seizure\u{14}\0", "+1\u{14}\u{14}\0",
            "+5\u{14}\u{14}\0+5.5\u{14}sz start\u{14}end\u{14}\0", "+6\u{14}\u{14}\0",
        ]
        var brainVision = BrainVisionBuilder()
        switch target {
        case .edf, .edfPlus, .edfPlusDiscontinuous, .bdfPlus, .bdfPlusDiscontinuous:
            let reserved = [
                .edfPlus: "EDF+C", .edfPlusDiscontinuous: "EDF+D", .bdfPlus: "BDF+C",
                .bdfPlusDiscontinuous: "BDF+D",
            ][target]
            let builder =
                reserved.map { EDFBuilder.plus($0, lists: lists, slot: 60) }
                ?? EDFBuilder.plain()
            self.init(
                builder.bytes, "a.edf", "a.edf", Self.edfFields(builder.signals.count), folder)
        case .brainVisionHeader, .brainVisionMarkers, .brainVisionData, .brainVisionVectorized:
            if target == .brainVisionVectorized {
                brainVision.orientation = "VECTORIZED"
                brainVision.binaryFormat = "IEEE_FLOAT_32"
                brainVision.dataPoints = "10"
            }
            let path = try brainVision.write(to: folder)
            switch target {
            case .brainVisionMarkers:
                self.init(Array(brainVision.markerText.utf8), "rec.vmrk", "rec.vhdr", [], folder)
            case .brainVisionData: self.init(brainVision.data, "rec.eeg", "rec.vhdr", [], folder)
            default: self.init(Array(brainVision.header.utf8), "rec.vhdr", "rec.vhdr", [], folder)
            }
            #expect(path == recordingPath)
        case .brainVisionTextHeader, .brainVisionText:
            let header = brainVision.header.replacing("DataFormat=BINARY", with: "DataFormat=ASCII")
                .replacing(
                    "[Binary Infos]",
                    with: "[ASCII Infos]\nDecimalSymbol=,\nSkipLines=1\nSkipColumns=1")
            let text = "time A B C\n" + (0..<8).map { "\($0) 1,5 -2 3e1\r\n" }.joined()
            try folder.write(text, to: "rec.eeg")
            try folder.write(brainVision.markerText, to: "rec.vmrk")
            try folder.write(header, to: "rec.vhdr")
            let isData = target == .brainVisionText
            self.init(
                Array((isData ? text : header).utf8), isData ? "rec.eeg" : "rec.vhdr", "rec.vhdr",
                [],
                folder)
        case .brainVisionRanges:
            _ = try brainVision.write(to: folder)
            let header = brainVision.header.replacing(
                "[Comment]",
                with: "[Quench Digital Ranges]\nCh1=-16384,16383.5,-32768,32767,uV\n\n[Comment]")
            try folder.write(header, to: "rec.vhdr")
            self.init(Array(header.utf8), "rec.vhdr", "rec.vhdr", [], folder)
        case .metadata:
            try folder.write(EDFBuilder.plain().bytes, to: "sub-1_ieeg.edf")
            let text = "{\"SamplingFrequency\": 4, \"TaskName\": \"x\"}"
            self.init(Array(text.utf8), "sub-1_ieeg.json", "sub-1_ieeg.edf", [], folder)
            try folder.write(bytes, to: name)
        case .channelsTable, .eventsTable, .eventsTableBIDS:
            let builder = EDFBuilder.plus(lists: lists, slot: 60)
            try folder.write(builder.bytes, to: "a_ieeg.edf")
            let isChannels = target == .channelsTable
            let text =
                switch target {
                case .channelsTable:
                    "name\ttype\tunits\tstatus\tsampling_frequency\nA1\tECOG\tuV\tbad\t4\n"
                        + "\"A2\"\tSEEG\tµV\tgood\n"
                case .eventsTable:
                    SideFileTests.szcoreHeader + "0.5\t0.25\tsz\tn/a\tn/a\t2000-01-01 00:00:00\t4\n"
                        + "2\t1.5\tsz_foc_ia\t0.5\tA1\t2000-01-01 00:00:00\t4\n"
                default: "onset\tduration\ttrial_type\n0.25\t0\tsz start\n1\tn/a\tsz end\n"
                }
            self.init(
                Array(text.utf8), isChannels ? "a_channels.tsv" : "a_events.tsv", "a_ieeg.edf", [],
                folder)
            try folder.write(bytes, to: name)
        case .tuszList, .chbMITSummary, .sienaList, .wfdbSeizures:
            let (list, recording): (String, String) =
                switch target {
                case .tuszList: ("aaaaaajy_s001_t000.csv_bi", "aaaaaajy_s001_t000.edf")
                case .chbMITSummary: ("chb01-summary.txt", "chb01_03.edf")
                case .sienaList: ("Seizures-list-PN00.txt", "PN00-1.edf")
                default: ("a.edf.seizures", "a.edf")
                }
            let bytes: [UInt8] =
                switch target {
                case .tuszList: Array((SeizureListTests.tusz + "TERM,1,2,seiz,1\n").utf8)
                case .chbMITSummary: Array(SeizureListTests.summary.utf8)
                case .sienaList: Array(SeizureListTests.siena.utf8)
                default: SeizureListTests.annotations
                }
            try folder.write(EDFBuilder.plus(lists: lists, slot: 60).bytes, to: recording)
            self.init(bytes, list, recording, [], folder)
            try folder.write(bytes, to: name)
        default:
            let format = try SoundFormat(target, in: folder)
            self.init(format.bytes, format.name, format.recording, [], folder)
        }
        if case .edf = target { try folder.write(bytes, to: name) }
        if !fields.isEmpty { try folder.write(bytes, to: name) }
    }

    private init(
        _ bytes: [UInt8], _ name: String, _ recording: String, _ fields: [Range<Int>],
        _ folder: TemporaryFolder
    ) {
        self.bytes = bytes
        self.name = name
        self.fields = fields
        recordingPath = folder.file(recording)
    }

    /// Every field of an EDF header.
    private static func edfFields(_ signals: Int) -> [Range<Int>] {
        var fields: [Range<Int>] = []
        var start = 0
        for width in [8, 80, 80, 8, 8, 8, 44, 8, 8, 4] {
            fields.append(start..<start + width)
            start += width
        }
        for width in [16, 80, 8, 8, 8, 8, 8, 80, 8, 32] {
            for _ in 0..<signals {
                fields.append(start..<start + width)
                start += width
            }
        }
        // The fields that decide about sizes come up more often.
        return fields
            + Array(repeating: [236..<244, 244..<252, 252..<256], count: 3).flatMap { $0 }
    }
}

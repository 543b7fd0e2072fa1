import Foundation
import Journal
import Recordings
import TestSupport
import Testing

/// convert, and scores of recordings whose marks lack an end, as a person would.
@Suite(.enabled(if: Quench.executable != nil, Quench.missing))
struct ConvertTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try folder.writeRecording(to: "in.edf", seconds: 40, annotation: "seizure")
    }

    private func quench(_ line: String) throws -> Quench.Result {
        try Quench.run(line.split(separator: " ").map(String.init), in: folder)
    }

    private func decisionHash(_ name: String) throws -> String {
        let run = try quench("replay \(name) --pace max --output \(name).run")
        #expect(run.status == 0, "\(run.errors)")
        return try RunSummary(path: folder.file("\(name).run/summary.json")).decisionHash
    }

    @Test func decisionsAreTheSameThereAndBack() throws {
        let there = try quench("convert in.edf a.vhdr --json")
        #expect(there.status == 0, "\(there.errors)")
        #expect(try jsonObject(there.output)["isExact"] as? Bool == true)
        #expect(
            try jsonObject(there.output)["files"] as? [String] == ["a.eeg", "a.vmrk", "a.vhdr"])
        let back = try quench("convert a.vhdr b.edf")
        #expect(back.output.contains("samples as they were"))
        let hash = try decisionHash("in.edf")
        #expect(try decisionHash("a.vhdr") == hash)
        #expect(try decisionHash("b.edf") == hash)
    }

    /// BrainVision's data file is a Persyst one, and a stream of Open Ephys, as it stands.
    @Test func aCopyOfALaboratorysRecordingDecidesAsTheOriginal() throws {
        #expect(try quench("convert in.edf a.vhdr").status == 0)
        let counts = try folder.bytes("a.eeg")
        let recording = try Recording(opening: folder.file("a.vhdr"))
        let channels = recording.channels
        let hertz = channels[0].samplesPerSecond
        // 16,384 uV in 65,536 steps, as `writeRecording` states it.
        let scale = "0.25"
        #expect(
            String(decoding: try folder.bytes("a.vhdr"), as: UTF8.self).contains("Ch1=N1,,0.25,"))
        let map = channels.indices.map { "\(channels[$0].name)=\($0 + 1)\n" }.joined()
        try folder.write(
            "[FileInfo]\nFile=a.eeg\nSamplingRate=\(hertz)\nCalibration=\(scale)\n"
                + "WaveformCount=\(channels.count)\nDataType=0\n[ChannelMap]\n\(map)",
            to: "p.lay")
        let list = channels.map { #"{"channel_name": "\#($0.name)", "bit_volts": \#(scale)}"# }
        try FileManager.default.createDirectory(
            atPath: folder.file("oe/continuous/A"), withIntermediateDirectories: true)
        try folder.write(counts, to: "oe/continuous/A/continuous.dat")
        try folder.write(
            #"{"continuous": [{"folder_name": "A/", "sample_rate": \#(hertz), "channels": ["#
                + list.joined(separator: ",") + "]}]}", to: "oe/structure.oebin")
        let hash = try decisionHash("in.edf")
        for name in ["p.lay", "oe"] {
            #expect(try decisionHash(name) == hash, "\(name)")
            for copy in ["\(name)-copy.edf", "\(name)-copy.vhdr"] {
                let result = try quench("convert \(name) \(copy)")
                #expect(result.output.contains("samples as they were"), "\(result.output)")
                #expect(try decisionHash(copy) == hash, "\(copy)")
            }
        }
        let files = try RunSummary(path: folder.file("oe.run/summary.json")).identity?.files ?? []
        #expect(
            Set(files.filter { $0.role == "recording" }.map(\.name))
                == ["structure.oebin", "continuous.dat"])
        #expect(files.allSatisfy { $0.sha256 != nil })
    }

    @Test func nothingIsReplacedUnlessAsked() throws {
        try folder.write("mine", to: "b.edf")
        let result = try quench("convert in.edf b.edf")
        #expect(result.status == 1)
        #expect(result.errorLines.count == 1)
        #expect(result.errors.contains("b.edf: cannot be written: it is there already"))
        #expect(try folder.bytes("b.edf") == Data("mine".utf8))
        #expect(try quench("convert in.edf b.edf --overwrite").status == 0)
        #expect(names(in: folder.path).filter { !$0.contains("-") } == ["b.edf", "in.edf"])
    }

    @Test func aPartOfItInOtherOrder() throws {
        let result = try quench(
            "convert in.edf c.edf --from 5 --to 15.5 --channels N3,n1 --anonymise")
        #expect(result.status == 0, "\(result.errors)")
        let copy = try Recording(opening: folder.file("c.edf"))
        #expect(copy.channels.map(\.name) == ["N3", "N1"])
        #expect(copy.durationSeconds == 10.5)
        #expect(copy.referenceEvents?.seizures.map(\.onsetSeconds) == [1])
    }

    @Test(arguments: [
        ("convert in.edf out.txt", "give a name that ends in .edf or .vhdr"),
        ("convert none.edf out.edf", "none.edf: cannot be opened"),
        ("convert in.edf out.edf --channels X9", "a channel named 'X9'"),
        ("convert in.edf out.edf --from 50", "is not inside the recording"),
        ("convert in.edf nowhere/out.edf", "nowhere/out.edf: cannot be written"),
    ])
    func aMistakeIsOneLine(line: String, expected: String) throws {
        let result = try quench(line)
        #expect(result.status != 0)
        #expect(result.errorLines.count == 1, "\(result.errors)")
        #expect(result.errors.contains(expected), "\(result.errors)")
        #expect(names(in: folder.path).filter { !$0.contains("-") } == ["in.edf"])
    }

    /// Two onsets and no end; the detector may answer once, in the seizure, and is falsely on later.
    @Test func anOnsetWithoutAnEndSwallowsNoFalseAlarm() throws {
        var writer = try EDFWriter(
            creating: folder.file("o.edf"),
            channels: [
                EDFWriter.Channel(name: "N1", physicalMinimum: -8_192, physicalMaximum: 8_191.75)
            ], rate: try #require(SamplingRate(numerator: 250)))
        for (onset, text) in [(6.0, "EEG onset"), (7.0, "clinical onset")] {
            try writer.annotate(RecordingAnnotation(onsetSeconds: onset, text: text))
        }
        var generator = SplitMix64(seed: 1)
        for second in 0..<300 {
            let isSeizure = (6..<10).contains(second) || (200..<204).contains(second)
            let values = (0..<250).map { index in
                let noise = Int16.random(in: -200...200, using: &generator)
                return isSeizure ? noise + seizureWave(at: Double(index) / 250) : noise
            }
            try writer.write(digital: values, frameCount: 250)
        }
        _ = try writer.close()
        let result = try quench("evaluate o.edf --json")
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.errors.contains("warning: o.edf: 1 seizure(s) have no marked end"))
        let scores = try jsonObject(result.output)
        #expect(scores["seizures"] as? Int == 1)
        #expect(scores["seizuresDetected"] as? Int == 1)
        #expect(scores["falseAlarms"] as? Int == 1)
        #expect(scores["uncountedSeconds"] as? Double == 120)
        #expect((scores["warnings"] as? [String])?.count == 1)
        let run = try quench("replay o.edf --pace max --output run")
        #expect(run.output.contains("1 seizure(s) have no marked end"))
        #expect(run.errors.contains("note: 1 seizure(s) have no marked end"))
        let summary = try jsonObject(
            String(decoding: folder.bytes("run/summary.json"), as: UTF8.self))
        let reference = try #require(summary["reference"] as? [String: Any])
        let onsetOnly = try #require(reference["onsetOnly"] as? [String: Any])
        #expect(onsetOnly["uncountedSeconds"] as? Double == 120)
        #expect((reference["falseAlarmsPerHour"] as? Double) == 1 / (180.0 / 3600))
    }
}

import Foundation
import TestSupport
import Testing

@testable import Recordings

/// What another reader found in a recording, see `Tests/Oracles/read_recording.py`.
struct OracleAnswer: Decodable {
    struct Reading: Decodable {
        let channels: [Channel]
        let annotations: [Annotation]
    }

    struct Channel: Decodable {
        let name: String
        let unit: String
        let rate: Double
        let count: Int
        let sum: Double
        let magnitude: Double
        let samples: [[Double]]
    }

    struct Annotation: Decodable {
        let onset: Double
        let duration: Double?
        let text: String

        init(from decoder: any Decoder) throws {
            var values = try decoder.unkeyedContainer()
            onset = try values.decode(Double.self)
            duration = try values.decodeIfPresent(Double.self)
            text = try values.decode(String.self)
        }
    }

    let results: [String: Reading]
    let refusals: [String: String]

    static func ask(about path: String, python: String) throws -> OracleAnswer {
        let script = Surroundings.packageRoot
            .appendingPathComponent("Tests/Oracles/read_recording.py").path
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [python, script, path, "97"]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return try JSONDecoder().decode(OracleAnswer.self, from: data)
    }
}

@Suite(
    .serialized,
    .enabled(if: Surroundings.python != nil, "skipped: no Python oracle"))
struct OracleTests {
    static let recordings = [
        "formats/bdf/sine8_512hz_24bit.bdf",
        "formats/brainvision/sub-01_ses-interictalsleep_run-01_ieeg.vhdr",
        "formats/edf/gap_edfplusd.edf", "formats/edf/ieeg_ecog_sz_test.edf",
        "formats/edf/la02_ictal_reduced.edf", "formats/edf/millivolts.edf",
        "formats/edf/mixed_rates.edf", "formats/edf/pt1sz2_0001_reduced.edf",
        "formats/edf/scalp_sz_test.edf",
    ]

    @Test(
        .enabled(if: Surroundings.recordings != nil, "skipped: no recordings"),
        arguments: recordings)
    func weReadWhatOtherReadersRead(name: String) throws {
        try compare(Surroundings.recording(name))
    }

    @Test func otherReadersReadWhatWeWrite() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("written.edf")
        let rate = try #require(SamplingRate(numerator: 16384, denominator: 41))
        var writer = try EDFWriter(
            creating: path, channels: EDFWriterTests.channels, rate: rate,
            startDate: "2026-11-23T07:15:04")
        var generator = SplitMix64(seed: 11)
        let frames = writer.framesPerRecord * 4
        let values = (0..<2 * frames).map { _ in Int16.random(in: -2048...2047, using: &generator) }
        try writer.write(digital: values, frameCount: frames)
        try writer.annotate(
            RecordingAnnotation(onsetSeconds: 1.25, durationSeconds: 0.5, text: "seizure"))
        try writer.annotate(RecordingAnnotation(onsetSeconds: 2, text: "marker"))
        _ = try writer.close()
        #expect(try compare(path) == 2)
    }

    /// Compares with every reader that accepts the file and returns how many did.
    @discardableResult
    private func compare(_ path: String) throws -> Int {
        let python = try #require(Surroundings.python)
        let answer = try OracleAnswer.ask(about: path, python: python)
        #expect(!answer.results.isEmpty, "no oracle reads the file: \(answer.refusals)")
        let recording = try Recording(opening: path)
        for (reader, reading) in answer.results {
            let comment = Comment(rawValue: reader)
            #expect(recording.channels.count == reading.channels.count, comment)
            // Others leave channels of one label with that.
            #expect(
                recording.channels.map(\.name) == ChannelNames.unique(reading.channels.map(\.name)),
                comment)
            for (ours, theirs) in zip(recording.channels, reading.channels) {
                try compare(recording, ours, theirs, comment)
            }
            compare(recording.annotations, reading.annotations, comment)
        }
        return answer.results.count
    }

    private func compare(
        _ recording: Recording, _ ours: RecordingChannel, _ theirs: OracleAnswer.Channel,
        _ comment: Comment
    ) throws {
        #expect(ours.unit == theirs.unit, comment)
        #expect(abs(ours.samplesPerSecond - theirs.rate) <= 1e-9 * theirs.rate, comment)
        let values = try readAll(recording, channels: [ours.index], capacity: 4096).values[0]
        guard values.count == theirs.count else {
            Issue.record("\(comment): \(values.count) samples, not \(theirs.count)")
            return
        }
        // Ours are Float and in microvolts: half a unit in the last place is all that may differ,
        // and the rounding of the oracle's own arithmetic near zero.
        let scale = ours.microvoltsPerUnit ?? 1
        let range = (ours.physicalMaximum ?? 0) - (ours.physicalMinimum ?? 0)
        let floor = 1e-12 * max(abs(range), abs(ours.physicalMinimum ?? 0))
        for pair in theirs.samples {
            let difference = abs(Double(values[Int(pair[0])]) / scale - pair[1])
            #expect(difference <= 0x1p-24 * 1.001 * abs(pair[1]) + floor, comment)
        }
        let sum = values.reduce(0) { $0 + Double($1) } / scale
        #expect(abs(sum - theirs.sum) <= 0x1p-24 * theirs.magnitude + floor * Double(values.count))
    }

    private func compare(
        _ ours: [RecordingAnnotation], _ theirs: [OracleAnswer.Annotation], _ comment: Comment
    ) {
        let left = ours.sorted { ($0.onsetSeconds, $0.text) < ($1.onsetSeconds, $1.text) }
        let right = theirs.sorted { ($0.onset, $0.text) < ($1.onset, $1.text) }
        #expect(left.map(\.text) == right.map(\.text), comment)
        for (one, other) in zip(left, right) {
            // pyedflib keeps times in steps of 100 ns.
            #expect(abs(one.onsetSeconds - other.onset) < 2e-7, comment)
            #expect((one.durationSeconds == nil) == (other.duration == nil), comment)
            #expect(abs((one.durationSeconds ?? 0) - (other.duration ?? 0)) < 2e-7, comment)
        }
    }
}

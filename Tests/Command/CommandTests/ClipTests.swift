import Foundation
import Journal
import Recordings
import TestSupport
import Testing

/// Clips of replays, simulations and captures, on the command line.
@Suite("Clips", .enabled(if: Quench.executable != nil, Quench.missing))
struct ClipTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// A row of a list, by its columns.
    private func list(_ run: String) throws -> [[String: String]] {
        let lines = try String(decoding: folder.bytes("\(run)/clips.tsv"), as: UTF8.self)
            .split(separator: "\n").map { $0.split(separator: "\t").map(String.init) }
        let columns = try #require(lines.first)
        return lines.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(columns, $0)) }
    }

    private func samples(_ name: String, from: Int64 = 0) throws -> [Int64: [Float]] {
        let recording = try Recording(opening: folder.file(name))
        var reader = try recording.makeReader(channels: Array(recording.channels.indices))
        var block = SampleBlock(
            channelCount: recording.channels.count, capacityFrames: 4_096)
        var found: [Int64: [Float]] = [:]
        while try reader.read(into: &block) {
            for offset in 0..<block.frameCount {
                found[from + block.firstFrame + Int64(offset)] = (0..<block.channelCount).map {
                    block.values[$0 * block.capacityFrames + offset]
                }
            }
        }
        return found
    }

    /// A detection early and quick to make.
    private func writeSettings() throws {
        try folder.write(
            "safeStateSeconds: 6\ndetector: {holdOffSeconds: 2}\n", to: "s.yaml")
    }

    @Test("a clip of a replay is the recording's stretch, and opens and replays alone")
    func replay() throws {
        try writeSettings()
        try folder.writeRecording(to: "in.edf", seconds: 40, annotation: "seizure")
        let result = try Quench.shell(
            "$quench replay in.edf --settings s.yaml --clips before=3,after=2 && cd quench-run"
                + " && tail -n +2 clips.tsv | awk -F'\\t' '{ print $1 \"  \" $2 }' | sha256sum -c",
            in: folder)
        #expect(result.status == 0, "\(result.errors)")
        let rows = try list("quench-run")
        #expect(rows.count == 1 && rows[0]["ending"] == "whole" && rows[0]["annotated"] == "1")
        let row = try #require(rows.first)
        // The annotation comes first; the detection joins it.
        #expect(row["reason"]?.hasPrefix("seizure, detection 1") == true, "\(row)")
        #expect(row["onset"] == "6.000000" && row["first_frame"] == "750")
        let file = "quench-run/\(row["file"] ?? "")"
        let (whole, clip) = (try samples("in.edf"), try samples(file, from: 750))
        let journal = try JournalReader(path: folder.file("quench-run/journal.jsonl")).events
        let over = try #require(journal.first { $0.kind == .episodeEnded })
        #expect(Set(clip.keys) == Set(750..<max(over.frame, 2_500) + 500))
        #expect(clip.allSatisfy { whole[$0.key] == $0.value })
        #expect(row["frames"] == "\(clip.count)")
        let recording = try Recording(opening: folder.file(file))
        let source = try Recording(opening: folder.file("in.edf"))
        #expect(recording.channels == source.channels)
        let told = recording.annotations.filter { $0.text.hasPrefix("Quench ") }
        #expect(told.map(\.text).first == "Quench detection 1")
        #expect(told.contains { $0.text == "Quench detection 1 over" })
        #expect(recording.referenceEvents?.seizures.count == 1)
        let saved = try #require(journal.first { $0.kind == .clipSaved })
        #expect(saved["file"]?.text == row["file"] && journal.last?.kind == .runEnded)
        #expect(journal.map(\.timeSeconds) == journal.map(\.timeSeconds).sorted())
        #expect(try Quench.run("info", file, in: folder).status == 0)
        let again = try Quench.run(
            "replay", file, "--settings", "s.yaml", "--output", "again", in: folder)
        #expect(again.status == 0, "\(again.errors)")
        let replayed = try RunSummary(path: folder.file("again/summary.json"))
        #expect(replayed.counts.framesRead == clip.count)
    }

    @Test("the newest replace the oldest without a mark, and the journal tells of both")
    func most() throws {
        try writeSettings()
        var writer = try EDFWriter(
            creating: folder.file("in.edf"),
            channels: [.init(name: "N1", physicalMinimum: -8_192, physicalMaximum: 8_191.75)],
            rate: try #require(SamplingRate(numerator: 250)))
        for second in [10, 30, 50, 70] {
            try writer.annotate(
                RecordingAnnotation(onsetSeconds: Double(second), text: "eyes \(second)"))
        }
        var noise = SplitMix64(seed: 3)
        try writer.write(
            digital: (0..<25_000).map { _ in Int16.random(in: -200...200, using: &noise) },
            frameCount: 25_000)
        _ = try writer.close()
        let result = try Quench.run(
            "replay", "in.edf", "--clips", "before=1,after=1,most=3", in: folder)
        #expect(result.status == 0, "\(result.errors)")
        // All are somebody's: none gives way.
        #expect(try list("quench-run").map { $0["reason"] } == ["eyes 10", "eyes 30", "eyes 50"])
        #expect(names(in: folder.file("quench-run/clips")).count == 3)
        let journal = try JournalReader(path: folder.file("quench-run/journal.jsonl")).events
        let left = journal.filter { $0.kind == .clipLeftOut }
        #expect(left.map { $0["reason"]?.text } == ["eyes 70"])
        let clips = try #require(RunSummary(path: folder.file("quench-run/summary.json")).clips)
        #expect(clips.text == "3 written, 0 replaced, 1 lost" && clips.problem == nil)
        #expect(
            try String(decoding: folder.bytes("quench-run/report.html"), as: UTF8.self)
                .contains("clips lost"))
    }

    @Test("clips of a virtual patient are the signal that it had, pulses and all")
    func simulation() throws {
        let result = try Quench.shell(
            "$quench simulate --duration 200 --rate 256 --channels 4 --write all.edf"
                + " --clips before=10,after=5,most=2", in: folder)
        #expect(result.status == 0, "\(result.errors)")
        let summary = try RunSummary(path: folder.file("quench-run/summary.json"))
        try #require(!summary.episodes.isEmpty)
        let whole = try samples("all.edf")
        let rows = try list("quench-run")
        #expect(!rows.isEmpty && rows.count <= 2)
        let clips = try #require(summary.clips)
        #expect(clips.written - clips.replaced == rows.count && clips.lost == 0)
        for row in rows {
            let first = try #require(row["first_frame"].flatMap { Int64($0) })
            let clip = try samples("quench-run/\(row["file"] ?? "")", from: first)
            #expect(clip.count == row["frames"].flatMap { Int($0) } && clip.count > 1_000)
            #expect(clip.allSatisfy { whole[$0.key] == $0.value })
        }
        let told = try Recording(opening: folder.file("quench-run/\(rows[0]["file"] ?? "")"))
            .annotations.map(\.text)
        #expect(told.contains { $0.hasPrefix("Quench detection ") })
        #expect(told.contains { $0.hasPrefix("Quench therapy ") })
    }

    @Test("a capture has a clip of each edge of its trigger, with the recording's own samples")
    func capture() throws {
        let result = try AmplifierBench(in: folder).run(
            "capture --device "
                + "quench:CHANNELS=3,PULSE_CHANNEL=3,PULSE_PERIOD=4,PULSE_OFFSET=2.5005 "
                + "--channels 3 --rate 1000 --names A,B,TRIG --duration 7 --record in.edf "
                + "--trigger TRIG --sync B --clips before=1,after=1,most=5 --output out "
                + "--no-fail-on-miss")
        #expect(result.status == 0, "\(result.errors)")
        let rows = try list("out")
        #expect(rows.map { $0["reason"] } == ["trigger TRIG rising", "trigger TRIG rising"])
        #expect(rows.map { $0["onset"] } == ["2.501000", "6.501000"])
        #expect(rows.map { $0["first_frame"] } == ["1000", "5000"])
        #expect(rows.map { $0["ending"] } == ["whole", "run ended"])
        #expect(rows.map { $0["annotated"] } == ["1", "1"])
        let whole = try samples("in.edf")
        for (row, frames) in zip(rows, [1_000..<3_502, 5_000..<7_000] as [Range<Int64>]) {
            let first = try #require(row["first_frame"].flatMap { Int64($0) })
            let file = "out/\(row["file"] ?? "")"
            let clip = try samples(file, from: first)
            #expect(Set(clip.keys) == Set(frames.filter { whole[$0] != nil }))
            #expect(clip.allSatisfy { whole[$0.key] == $0.value })
            let told = try Recording(opening: folder.file(file)).annotations.map(\.text)
            #expect(told.contains("Quench trigger TRIG rising"))
        }
        let clips = try RunSummary(path: folder.file("out/summary.json")).clips
        #expect(try RunStatus(folder: folder.file("out")).clips == clips)
        let status = try Quench.run("status", "out", in: folder)
        #expect(status.output.contains("2 written, 0 replaced, 0 lost"), "\(status.output)")
        #expect(try Quench.run("replay", "out/clips/clip_00001.edf", in: folder).status == 0)
    }

    @Test("an earlier run's clips give way with it, and nothing else in their folder")
    func givesWay() throws {
        try writeSettings()
        try folder.writeRecording(to: "in.edf", seconds: 20, annotation: "seizure")
        let line = "$quench replay in.edf --settings s.yaml --clips before=1,after=1"
        for run in 0..<2 {
            let result = try Quench.shell(line, in: folder)
            #expect(result.status == 0, "\(result.errors)")
            let expected = ["clip_00001.edf"] + (run == 0 ? [] : ["mine.txt"])
            #expect(names(in: folder.file("quench-run/clips")) == expected)
            try folder.write("mine", to: "quench-run/clips/mine.txt")
        }
        let without = try Quench.shell("$quench replay in.edf", in: folder)
        #expect(without.status == 0, "\(without.errors)")
        #expect(names(in: folder.file("quench-run/clips")) == ["mine.txt"])
        #expect(!names(in: folder.file("quench-run")).contains("clips.tsv"))
        try folder.write("mine", to: "quench-run/clips/clip_00007.edf")
        let refused = try Quench.shell(line, in: folder)
        #expect(refused.status == 1)
        #expect(
            refused.errors.contains("holds a clips/clip_00007.edf that is not from a run"))
        #expect(names(in: folder.file("quench-run/clips")) == ["clip_00007.edf", "mine.txt"])
    }

    @Test(
        "what cannot be is refused in one line",
        arguments: [
            ("most=0", 64, "most must be 1 to 99999"),
            ("before=700", 64, "before must be 0 to 600 s"),
            ("ahead=7", 64, "'ahead' is not one of before=SECONDS, after=SECONDS, most=NUMBER"),
        ])
    func refused(clips: String, status: Int32, words: String) throws {
        for command in ["replay in.edf", "simulate", "capture --device x --channels 1 --rate 500"] {
            let result = try Quench.shell("$quench \(command) --clips \(clips)", in: folder)
            #expect(result.status == status)
            #expect(result.errorLines.contains { $0.contains(words) }, "\(result.errors)")
            #expect(!names(in: folder.path).contains("quench-run"))
        }
    }

    /// Told, counted, and the loop goes on to its end.
    @Test(.enabled(if: geteuid() == 0, "skipped: a small disk needs root"))
    func aFullDiskEndsTheClipsAndNotTheRun() throws {
        try writeSettings()
        try folder.writeRecording(to: "in.edf", seconds: 60, annotation: "seizure")
        let result = try Quench.shell(
            """
            mkdir disk && mount -t tmpfs -o size=20k tmpfs disk || exit 77
            $quench replay in.edf --settings s.yaml --clips before=6,after=12 --output disk/small
            first=$?
            umount disk && mount -t tmpfs -o size=8m tmpfs disk || exit 77
            mkdir -p disk/run/clips && mount -t tmpfs -o size=4k tmpfs disk/run/clips || exit 77
            $quench replay in.edf --settings s.yaml --clips before=0,after=0 --output disk/run
            status=$?
            ls disk/run/clips
            cp -r disk/run out
            umount disk/run/clips; umount disk
            echo $first $status
            """, in: folder)
        #expect(result.output.hasSuffix("\n1 1\n"), "\(result.output)\(result.errors)")
        #expect(result.errors.contains("--clips: a clip takes"), "\(result.errors)")
        let journal = try JournalReader(path: folder.file("out/journal.jsonl")).events
        let failed = try #require(journal.first { $0.kind == .clipsFailed })
        #expect(failed["reason"]?.text?.contains("No space left") == true)
        #expect(journal.last?.kind == .runEnded && journal.last?["reason"]?.text == "source ended")
        #expect(names(in: folder.file("out/clips")).isEmpty)
        let clips = try #require(RunSummary(path: folder.file("out/summary.json")).clips)
        #expect(clips.text == "0 written, 0 replaced, 1 lost")
        #expect(clips.problem?.contains("No space left") == true)
    }
}

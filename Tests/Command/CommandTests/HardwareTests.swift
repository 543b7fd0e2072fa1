import Foundation
import Journal
import TestSupport
import Testing

/// Capture devices on the command line, as a person uses them: the virtual amplifier in their place.
@Suite("Hardware in the loop", .enabled(if: Quench.executable != nil, Quench.missing))
struct HardwareTests {
    private let bench: AmplifierBench
    private var folder: TemporaryFolder { bench.folder }

    init() throws {
        // With a name that leads through a converter.
        bench = try AmplifierBench("pcm.converted { type plug slave.pcm \"quench:CHANNELS=2\" }\n")
    }

    private func run(_ line: String) throws -> Quench.Result { try bench.run(line) }

    /// `quench capture` for so long, with the options that follow.
    private func capture(_ device: String, seconds: Int, _ options: String = "") throws
        -> Quench.Result
    {
        try run(
            "capture --device quench:\(device) --channels 2 --rate 1000 --duration \(seconds) "
                + "--output out \(options)")
    }

    @Test func devicesAreListedWithWhatTheyHave() throws {
        let result = try run("devices --json")
        #expect(result.status == 0, "\(result.errors)")
        let list = try #require(
            JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [[String: Any]])
        let device = try #require(
            list.first {
                $0["device"] as? String == "quench" && $0["direction"] as? String == "capture"
            })
        #expect(device["channels"] as? [Int] == [8, 8])
        #expect(device["ratesHertz"] as? [Int] == [1_000, 1_000])
        #expect(device["formats"] as? [String] == ["s32", "s24", "s24packed", "s16"])
        #expect(try run("devices").output.contains("Virtual amplifier of Quench"))
    }

    @Test func aMachineWithoutDevicesIsToldSo() throws {
        try folder.write("", to: "empty.conf")
        let result = try Quench.shell("ALSA_CONFIG_PATH=empty.conf $quench devices", in: folder)
        #expect(result.status == 0)
        // Unless there is a sound card.
        if result.output.isEmpty { #expect(result.errors.hasPrefix("no device:")) }
    }

    /// Overruns and an absence: what was recorded, replayed, decides the same.
    @Test func aRecordedCaptureReplayedDecidesTheSame() throws {
        try folder.write("1500 overrun 37\n3000 disconnect 0.4\n", to: "faults")
        let result = try capture(
            "CHANNELS=2,FAULTS=faults,LEDGER=ledger", seconds: 5,
            "--no-fail-on-miss --reconnect --record in.edf --stimulate-on quench:NAME=out,CHANNELS=2,RATE=48000 "
                + "--output-rate 48000")
        #expect(result.status == 0, "\(result.errors)")
        let captured = try RunSummary(path: folder.file("out/summary.json"))
        let capture = try #require(captured.capture)
        #expect(capture.reconnects == 1 && capture.overruns >= 1)
        let ledger = try String(decoding: folder.bytes("ledger"), as: UTF8.self)
        let lost = ledger.split(separator: "\n").map { $0.split(separator: "\t") }
            .compactMap { cells in Int(cells[2]).flatMap { to in Int(cells[1]).map { to - $0 } } }
        #expect(capture.framesLost == lost.reduce(0, +))
        let overruns = try row("overruns")
        #expect(overruns.contains(">\(captured.counts.overruns + capture.overruns)<"))
        #expect(overruns.contains(">of the device \(capture.overruns)<"))
        #expect(capture.output?.device.hasPrefix("quench:") == true)
        #expect(result.errors.contains("granted: s32, 2 channels, 1000 Hz, period 2 frames"))
        #expect(try run("info in.edf").output.contains("Quench safe state, source lost"))
        #expect(try run("replay in.edf --output again").status == 0)
        let replayed = try RunSummary(path: folder.file("again/summary.json"))
        // A decision that comes too late on a busy machine is one that a replay does not miss.
        guard captured.counts.missedDeadlines == 0 else { return }
        #expect(replayed.decisionHash == captured.decisionHash)
        #expect(replayed.counts.gaps == captured.counts.gaps)
    }

    /// A row of what the run's report counts.
    private func row(_ label: String) throws -> Substring {
        let page = try String(decoding: folder.bytes("out/report.html"), as: UTF8.self)
        return try #require(
            page.split(separator: "<tr").first { $0.contains(">\(label)</td>") }, "\(label)")
    }

    /// What is clipped on its way from the device is no less saturated than what a file has so.
    @Test func clippedSamplesAreInTheReport() throws {
        let result = try capture("CHANNELS=2", seconds: 2, "--no-fail-on-miss --gain-uv 1000000")
        #expect(result.status == 0, "\(result.errors)")
        let summary = try RunSummary(path: folder.file("out/summary.json"))
        let clipped = try #require(summary.capture).clippedSamples
        #expect(clipped > 999 && summary.counts.saturatedSamples == 0)
        let count = String(clipped)
        #expect(try row("samples saturated").contains(">\(count.dropLast(3)),\(count.suffix(3))<"))
    }

    @Test(
        "what cannot go on ends the run in order, with one line and status 1",
        arguments: [
            ("1000 freeze", "", "no frame for 2.0 s"),
            ("1000 zeros 100000", "", "exact zeros on every channel for 5.0 s"),
            ("1000 disconnect 60", "", "the device was lost"),
            ("1000 disconnect 0.1 500", "--reconnect", "came back with rate 500 Hz"),
            ("500 overrun\n600 overrun\n700 overrun", "--overruns-per-minute 2", "3 overruns"),
        ])
    func ending(faults: String, options: String, words: String) throws {
        try folder.write(faults + "\n", to: "faults")
        let result = try capture("CHANNELS=2,FAULTS=faults", seconds: 60, options)
        #expect(result.status == 1 && !result.wasKilled)
        let line = try #require(result.errorLines.last)
        #expect(line.hasPrefix("quench: quench:CHANNELS=2") && line.contains(words))
        let journal = try JournalReader(path: folder.file("out/journal.jsonl"))
        #expect(journal.events.last?["reason"]?.text?.contains(words) == true)
        #expect(names(in: folder.file("out")).contains("summary.json"))
    }

    /// A limit to the size of files is a full disk that needs no disk.
    @Test func aFullDiskIsToldWhileTheRunGoesOn() throws {
        let result = try Quench.shell(
            "ulimit -f 300; ALSA_CONFIG_PATH=amplifier.conf $quench capture --rate 1000 "
                + "--device quench:CHANNELS=16 --channels 16 --duration 11 --record in.edf "
                + "--output out", in: folder)
        #expect(result.status == 1 && !result.wasKilled, "\(result.errors)")
        let journal = try JournalReader(path: folder.file("out/journal.jsonl"))
        let told = try #require(journal.events.first { $0.kind == .recordingFailed })
        #expect(told.timeSeconds < 10.5)
        let capture = try #require(RunSummary(path: folder.file("out/summary.json")).capture)
        #expect(capture.framesGiven == capture.framesRead + capture.framesMissing)
        let recorded = try run("info in.edf --json")
        #expect(recorded.status == 0, "\(recorded.errors)")
        #expect(capture.framesNotRecorded > 0 && capture.framesNotRecorded < capture.framesRead)
    }

    @Test(arguments: ["settings", "model"]) func aPipeIsRefused(option: String) throws {
        _ = try Quench.shell("mkfifo pipe", in: folder)
        let result = try capture("CHANNELS=2", seconds: 5, "--\(option) pipe")
        #expect(result.status == 1)
        #expect(result.errors.contains("pipe: is not a regular file"), "\(result.errors)")
    }

    @Test(arguments: ["CAR\(String(repeating: "A", count: 400))=0", "CHANNELS=2\u{1}"])
    func aNameThatAlsaCannotTakeIsRefused(arguments: String) throws {
        let result = try run(
            "capture --device 'quench:\(arguments)' --channels 2 --rate 1000 --duration 1")
        #expect(result.status == 1 && !result.wasKilled, "\(result.errors)")
    }

    @Test func aDeviceAtAnotherRateIsNamed() throws {
        let result = try capture("CHANNELS=2,SPEED=1.09", seconds: 8)
        #expect(result.status == 1)
        #expect(result.errorLines.last?.contains("nominal rate is 1000 Hz") == true)
        let capture = try #require(RunSummary(path: folder.file("out/summary.json")).capture)
        #expect(capture.gaps == 0)
    }

    @Test func anOutputThatIsGoneEndsTheRun() throws {
        try folder.write("500 disconnect 60\n", to: "faults")
        let result = try capture(
            "CHANNELS=2", seconds: 60,
            "--stimulate-on quench:NAME=out,CHANNELS=2,RATE=48000,FAULTS=faults "
                + "--output-rate 48000")
        #expect(result.status == 1 && !result.wasKilled)
        let line = try #require(result.errorLines.last)
        #expect(line.hasPrefix("quench: quench:NAME=out") && line.contains("no longer be played"))
        #expect(names(in: folder.file("out")).contains("summary.json"))
    }

    @Test(
        "an output that is gone is waited for, and it is said whether it came back",
        arguments: [
            ("48000 disconnect 1", 0, "playing, lost once so far", ["errno 19", "output back"]),
            (
                "48000 disconnect 60", 1, "away, lost once so far",
                ["errno 19", "was lost and not back at the run's end"]
            ),
            (
                "48000 disconnect 0.5 44100", 1, "away, lost once so far",
                ["came back with rate 44100 Hz instead of 48000 Hz"]
            ),
        ])
    func anOutputThatIsWaitedFor(
        faults: String, status: Int32, line: String, words: [String]
    ) throws {
        try folder.write(faults + "\n", to: "faults")
        let result = try capture(
            "CHANNELS=2", seconds: 5,
            "--reconnect --no-fail-on-miss --output-rate 48000 "
                + "--stimulate-on quench:NAME=out,CHANNELS=2,RATE=48000,FAULTS=faults")
        #expect(result.status == status && !result.wasKilled, "\(result.errors)")
        for word in words { #expect(result.errors.contains(word), "\(result.errors)") }
        if status != 0 {
            let last = try #require(result.errorLines.last)
            #expect(
                last.hasPrefix("quench: quench:NAME=out") && last.contains(words[words.count - 1]))
        }
        let output = try #require(RunSummary(path: folder.file("out/summary.json")).capture?.output)
        #expect(output.outages == 1 && output.isCertain)
        let told = try run("status out").output.split(separator: " ").joined(separator: " ")
        #expect(told.contains(line), "\(told)")
        let journal = try JournalReader(path: folder.file("out/journal.jsonl"))
        #expect(journal.events.count { $0.kind == .outputLost } == 1)
        #expect(journal.events.count { $0.kind == .outputReturned } == (status == 0 ? 1 : 0))
    }

    @Test(
        "what a device does not have is refused in one line",
        arguments: [
            ("--device hw:7,0 --channels 2 --rate 1000", "no device of that name"),
            (
                "--device quench:CHANNELS=2,FORMAT=IMA_ADPCM,FILE=/dev/null --channels 2 --rate 1000",
                "configuration is not valid"
            ),
            ("--device converted --channels 2 --rate 500", "goes through ALSA's 'plug' layer"),
            ("--device quench:CHANNELS=4 --channels 2 --rate 1000", "offers channels 4, not 2"),
            ("--device quench:CHANNELS=2 --channels 2 --rate 500", "offers rate 1000 Hz, not 500"),
            (
                "--device quench:CHANNELS=2,FORMAT=S16_LE --channels 2 --rate 1000 --format s32",
                "offers format s16, not s32"
            ),
            (
                "--device quench:CHANNELS=2,FORMAT=S16_LE,PERIOD=32 --channels 2 --rate 1000 --period 8",
                "offers period 32 frames and others, not 8 frames"
            ),
            (
                "--device quench:CHANNELS=2,FORMAT=S16_LE,PERIOD=128 --channels 2 --rate 1000",
                "ask for a shorter one"
            ),
        ])
    func refusal(options: String, words: String) throws {
        let result = try run("capture \(options) --duration 1 --output out")
        #expect(result.status == 1 && !result.wasKilled)
        #expect(result.errorLines.count == 1, "\(result.errors)")
        #expect(result.errors.hasPrefix("quench: ") && result.errors.contains(words))
        #expect(names(in: folder.path).contains("out") == false)
    }

    @Test func aStoppedCaptureEndsInOrder() throws {
        let running = try Running(
            URL(fileURLWithPath: "/usr/bin/env"),
            [
                "ALSA_CONFIG_PATH=amplifier.conf", #require(Quench.executable).path, "capture",
                "--device", "quench:CHANNELS=2", "--channels", "2", "--rate", "1000", "--output",
                "out", "--record", "in.edf", "--duration", "100",
            ], in: folder)
        // The end of the hold-off.
        #expect(running.wait(for: .stateChanged, in: folder.file("out/journal.jsonl")))
        running.send(SIGINT)
        let result = try running.result()
        #expect(result.status == 130 && !result.wasKilled, "\(result.errors)")
        let summary = try RunSummary(path: folder.file("out/summary.json"))
        #expect(summary.endReason == "stopped by the user")
        #expect(try run("info in.edf").output.contains("EDF+"))
    }

    @Test func marksComeBackOverTheCable() throws {
        let memory = "/quench-loopback-\(UUID().uuidString.prefix(8))"
        defer { try? FileManager.default.removeItem(atPath: "/dev/shm\(memory)") }
        let result = try run(
            "loopback --in quench:NAME=in,CHANNELS=1,RATE=8000,MEMORY=\(memory) "
                + "--out quench:NAME=out,CHANNELS=1,RATE=8000,MEMORY=\(memory) "
                + "--channels 1 --rate 8000 --marks 20 --json")
        // A device that runs dry on a busy machine may lose a mark, and then says so.
        let json = try jsonObject(result.output)
        let marks = try #require(json["marks"] as? Int)
        let lost = try #require(json["lost"] as? Int)
        #expect(marks + lost == 20 && marks > 0)
        #expect(result.status == (lost == 0 ? 0 : 1))
        // Not before it was acquired, and within a second.
        let seconds = try #require(json["seconds"] as? [Double])
        #expect(seconds.allSatisfy { (0...1).contains($0) })
    }

    @Test func latencyIsMeasuredOnADevice() throws {
        let result = try run(
            "bench latency --device quench:CHANNELS=16 --channels 16 --rate 1000 --period 8 "
                + "--blocks 100 --budget-ms 60000 --json")
        #expect(result.status == 0, "\(result.errors)")
        let json = try jsonObject(result.output)
        #expect(json["decisions"] as? Int == 100)
        #expect(json["channels"] as? Int == 16)
        for part in ["deviceLatencyMicroseconds", "programLatencyMicroseconds"] {
            let values = try #require(json[part] as? [String: Any], "\(part)")
            #expect(values["count"] as? Int == 100)
        }
    }

    @Test func theLoopIsMeasuredOverTheCable() throws {
        let memory = "/quench-round-trip-\(UUID().uuidString.prefix(8))"
        defer { try? FileManager.default.removeItem(atPath: "/dev/shm\(memory)") }
        let result = try run(
            "loopback --through-detector --in quench:NAME=in,CHANNELS=2,MEMORY=\(memory) "
                + "--out quench:NAME=out,CHANNELS=2,MEMORY=\(memory) --rate 1000 --trials 1 --json")
        // On a busy machine the trial may be lost, and then it says so.
        let json = try jsonObject(result.output)
        let outcomes = try #require(json["outcomes"] as? [String: Int])
        #expect(outcomes.values.reduce(0, +) == 1 && json["trials"] as? Int == 1)
        let isAnswered = outcomes["answered"] == 1
        #expect(result.status == (isAnswered ? 0 : 1), "\(result.errors)")
        #expect((json["failure"] is NSNull) == isAnswered)
        let stages = try #require(json["stagesMilliseconds"] as? [String: Any])
        #expect(stages["whole"] != nil || !isAnswered)
    }

    @Test(arguments: [
        ("--in quench --out quench --trials 20", "need --through-detector"),
        ("--in quench --out quench --through-detector --trials 201", "200 therapies"),
        ("--in quench --out quench --through-detector --marks 200", "give --trials"),
        ("--in quench --out quench --through-detector --cable 3", "--cable"),
        ("--in quench:RATE=500,CHANNELS=2 --out quench --rate 500 --through-detector", "--rate"),
        (
            "--in quench:CHANNELS=2 --out quench --rate 1000 --through-detector --photodiode 1",
            "--photodiode 1: is the channel of the cable"
        ),
        (
            "--in quench:CHANNELS=2 --out quench --rate 1000 --through-detector --photodiode 9",
            "--photodiode 9: the device has no channel '9'"
        ),
        ("--in quench:CHANNELS=2 --out hw:77 --rate 1000 --through-detector", "hw:77"),
    ])
    func mistakesInARoundTripAreOneLine(options: String, words: String) throws {
        let result = try run("loopback " + options)
        #expect(result.status != 0 && result.errors.contains(words), "\(result.errors)")
    }
}

import Foundation
import Journal
import TestSupport
import Testing

/// Captures as a bench needs them, on the command line: trigger lines, files of a time, status.
@Suite("Captures on a bench", .enabled(if: Quench.executable != nil, Quench.missing))
struct BenchCaptureTests {
    private let bench: AmplifierBench
    private var folder: TemporaryFolder { bench.folder }

    init() throws { bench = try AmplifierBench() }

    private func run(_ line: String) throws -> Quench.Result { try bench.run(line) }

    private func capture(_ options: String, pulses: String = "PULSE_CHANNEL=3") throws
        -> Quench.Result
    {
        try run(
            "capture --device quench:CHANNELS=3,\(pulses) --channels 3 --rate 1000 "
                + "--names A,B,TRIG --output out --no-fail-on-miss \(options)")
    }

    @Test(
        "what cannot be is refused in one line before the run starts",
        arguments: [
            ("--trigger NONE", 1, "the device has no channel 'NONE'"),
            ("--trigger TRIG:9000", 1, "must lie within full scale, 8192.0 µV"),
            ("--trigger TRIG:up", 64, "'TRIG:up'"),
            ("--start-on TRIG", 64, "--start-on needs --record"),
            ("--before 5 --record in.edf", 64, "--before must be 0 to 600 s, and needs --start-on"),
            ("--sync-period 2", 64, "needs --sync"),
            ("--rotate 1h", 64, "--rotate needs --record"),
            ("--reserve 10", 64, "--reserve needs --record"),
            ("--rotate 1d --record in.edf", 64, "'1d'"),
            ("--rotate 5s --record in.edf", 64, "--rotate must be 10s to 24h"),
            (
                "--record in.edf --rotate 1h --reserve 900000000", 1,
                "the reserve is 900000.0 GB, but only"
            ),
            (
                "--record in.edf --reserve 900000000", 1,
                "the reserve is 900000.0 GB, but only"
            ),
            ("--record nowhere/in.edf --start-on TRIG", 1, "nowhere/in.edf"),
        ])
    func refused(options: String, status: Int32, words: String) throws {
        let result = try capture("--duration 5 " + options)
        #expect(result.status == status, "\(result.errors)")
        let line = try #require(result.errorLines.first { $0.contains(words) }, "\(result.errors)")
        #expect(status == 64 || result.errorLines.last == line)
        #expect(!names(in: folder.path).contains("in.edf"))
    }

    @Test func aTriggerLineThatSettingsNameIsRefused() throws {
        try folder.write("frontEnd:\n  channels: [A, TRIG]\n", to: "s.yaml")
        let result = try capture("--duration 5 --trigger TRIG --settings s.yaml")
        #expect(result.status == 1)
        #expect(result.errors.contains("TRIG is a trigger line, no electrode; leave it out"))
    }

    /// An edge a half-second; recorded from the second on with a second before it, to the eighth.
    @Test func edgesStartAndEndWhatIsRecorded() throws {
        let result = try capture(
            "--duration 60 --record in.edf --start-on TRIG:rising:2000 --before 1 "
                + "--stop-on 3:falling:2000 --sync TRIG:rising:2000 --sync-period 2",
            pulses: "PULSE_CHANNEL=3,PULSE_PERIOD=2,PULSE_OFFSET=2.5,PULSE_WIDTH=700")
        #expect(result.status == 0, "\(result.errors)")
        let capture = try #require(RunSummary(path: folder.file("out/summary.json")).capture)
        // The edge at 2.500 s starts, the one at 3.200 s ends; its frame is the last.
        #expect(capture.framesRead == 3_201 && capture.framesNotRecorded == 0)
        #expect(capture.endedBy == "an edge on TRIG")
        #expect(capture.triggers?.map(\.edges) == [1, 1])
        let table = try String(decoding: folder.bytes("out/triggers.tsv"), as: UTF8.self)
        #expect(
            table == """
                onset\tduration\ttrial_type\tsample\tdevice_frame\tnumber
                2.500000\t0\tTRIG rising\t2500\t2500\t1
                3.200000\t0\tTRIG falling\t3200\t3200\t1

                """)
        let journal = try JournalReader(path: folder.file("out/journal.jsonl"))
        let edges = journal.events.filter { $0.kind == .trigger }
        #expect(edges.map { $0["deviceFrame"]?.integer } == [2_500, 3_200])
        #expect(journal.events.last?["reason"]?.text == "ended by an edge on TRIG")
        #expect(journal.events.map(\.timeSeconds) == journal.events.map(\.timeSeconds).sorted())
        // From the whole second before 1.5 s on.
        let info = try run("info in.edf").output
        #expect(info.contains("Quench trigger TRIG rising"), "\(info)")
        let summary = try run("replay in.edf --output again")
        #expect(summary.status == 0)
        let replayed = try RunSummary(path: folder.file("again/summary.json"))
        #expect(replayed.counts.framesRead == 2_201)
        #expect(replayed.recording.channels == 2)
    }

    /// A capture may go on for days.
    @Test(arguments: ["", "--stamps"]) func stampsAreKeptWhereTheyAreAskedFor(option: String) throws
    {
        let result = try capture("--duration 2 \(option)")
        #expect(result.status == 0, "\(result.errors)")
        let files = names(in: folder.file("out"))
        #expect(files.contains("latency.tsv") && files.contains("stamps.tsv") == !option.isEmpty)
        let summary = try RunSummary(path: folder.file("out/summary.json"))
        let lines = try String(decoding: folder.bytes("out/latency.tsv"), as: UTF8.self)
            .split(separator: "\n").dropFirst().map { $0.split(separator: "\t") }
        // The device's part is told apart.
        #expect(
            lines.map { $0[1] } == [
                "compute", "sampleToActuator", "device", "program", "wakeUp", "handOver",
                "decision", "actuation",
            ])
        #expect(lines.allSatisfy { $0[0] == "0" && $0[2] == "\(summary.decisions)" })
    }

    @Test func aStatusWithoutClipsAnyMoreSaysSo() throws {
        try folder.write(
            """
            {"device": "x", "process": 1, "renewed": 9e9, "state": "watching", "frame": 0,
             "timeSeconds": 1, "decisions": 0, "missedDeadlines": 0, "episodes": 0, "therapies": 0,
             "framesMissing": 0, "gaps": 0, "overruns": 0,
             "clips": {"written": 3, "replaced": 1, "lost": 2, "problem": "No space left"}}
            """, to: "status.json")
        let result = try run("status .")
        #expect(result.status == 1)
        #expect(result.errors.contains("there are no more clips: No space left"))
    }

    @Test func withoutTheEdgeNothingIsRecordedAndTheStatusSaysSo() throws {
        let result = try capture(
            "--duration 3 --record in.edf --start-on TRIG",
            pulses: "PULSE_CHANNEL=3,PULSE_OFFSET=1000")
        #expect(result.status == 1)
        #expect(result.errors.contains("--start-on: no edge came, so nothing was recorded"))
        #expect(result.output.contains("Trigger TRIG, rising at 4096 µV: no edge"))
        #expect(!names(in: folder.path).contains("in.edf"))
    }

    @Test func filesOfATimeAreListedWithTheirChecksums() throws {
        let result = try Quench.shell(
            """
            export ALSA_CONFIG_PATH=amplifier.conf
            $quench capture --device quench:CHANNELS=3 --channels 3 --rate 1000 --duration 14 \
              --record in.edf --rotate 10s --output out --no-fail-on-miss &
            until [ -s out/status.json ] && $quench status out | grep -q watching; do sleep 0.2; done
            kill -HUP $!
            wait $!
            status=$?
            $quench status out
            tail -n +2 in_manifest.tsv | awk -F'\\t' '{ print $1 "  " $2 }' | sha256sum -c
            exit $status
            """, in: folder)
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output.contains("ended: source ended"), "\(result.output)")
        let capture = try #require(RunSummary(path: folder.file("out/summary.json")).capture)
        #expect(capture.framesNotRecorded == 0 && capture.framesRead == 14_000)
        let lines = try String(decoding: folder.bytes("in_manifest.tsv"), as: UTF8.self)
            .split(separator: "\n").dropFirst().map { $0.split(separator: "\t") }
        // SIGHUP began the second.
        #expect(lines.count >= 2 && capture.filesRecorded == lines.count)
        #expect(lines.compactMap { Int($0[5]) }.reduce(0, +) == 14_000)
        #expect(lines.map { Int($0[4]).map { $0 % 1_000 } } == lines.map { _ in 0 })
        #expect(result.output.components(separatedBy: ": OK").count == lines.count + 1)
    }

    /// Its place is taken after the start: a list that is there before is refused.
    @Test func aListOfFilesThatCannotBeWrittenIsTold() throws {
        let result = try Quench.shell(
            """
            export ALSA_CONFIG_PATH=amplifier.conf
            $quench capture --device quench:CHANNELS=3 --channels 3 --rate 1000 --duration 5 \
              --record in.edf --rotate 10s --reserve 0 --output out --no-fail-on-miss &
            until [ -s out/status.json ]; do sleep 0.1; done
            mkdir in_manifest.tsv
            wait $!
            """, in: folder)
        #expect(result.status == 1, "\(result.errors)")
        let line = "in_manifest.tsv: cannot be written"
        #expect(result.errorLines.last?.hasPrefix("quench: \(line)") == true, "\(result.errors)")
        #expect(result.output.contains("A file of the recording is not whole: \(line)"))
        let capture = try #require(RunSummary(path: folder.file("out/summary.json")).capture)
        #expect(capture.framesNotRecorded == 0 && capture.filesRecorded == 1)
        #expect(capture.recordingProblem?.hasPrefix(line) == true)
        let report = try String(decoding: folder.bytes("out/report.html"), as: UTF8.self)
        #expect(report.contains(line))
    }

    @Test func aRecordingThatCannotBeMadeIsOneLineAndLeavesTheFolderFree() throws {
        for folder in ["", "mkdir there; "] {
            let result = try Quench.shell(
                folder + "ALSA_CONFIG_PATH=amplifier.conf timeout 120 $quench capture "
                    + "--device quench:CHANNELS=3 --channels 3 --rate 1000 --duration 1 "
                    + "--record there/in.edf --output out", in: self.folder)
            let isMade = !folder.isEmpty
            #expect(result.status == (isMade ? 0 : 1), "\(result.errors)")
            guard !isMade else { continue }
            #expect(result.errorLines.count == 1, "\(result.errors)")
            #expect(result.errors.contains("quench: there/in.edf: cannot be written"))
        }
    }

    /// Smaller than any reserve, and full within the run: told, counted, never refused.
    @Test(.enabled(if: geteuid() == 0, "skipped: a small disk needs root"))
    func aSmallDiskIsUsedUntilItIsFull() throws {
        let result = try Quench.shell(
            """
            mkdir disk && mount -t tmpfs -o size=60k tmpfs disk || exit 77
            ALSA_CONFIG_PATH=amplifier.conf timeout 120 $quench capture --device quench:CHANNELS=3 \
              --channels 3 --rate 1000 --duration 13 --record disk/in.edf --output out --no-fail-on-miss
            status=$?
            umount disk
            exit $status
            """, in: folder)
        #expect(result.status == 1, "\(result.errors)")
        let capture = try #require(RunSummary(path: folder.file("out/summary.json")).capture)
        #expect(capture.framesRead == 13_000 && capture.framesNotRecorded > 0)
        #expect(capture.recordingProblem?.contains("No space left") == true)
    }

    @Test func aKilledRunIsToldFromOneThatGoesOn() throws {
        let result = try Quench.shell(
            """
            export ALSA_CONFIG_PATH=amplifier.conf
            $quench capture --device quench:CHANNELS=3 --channels 3 --rate 1000 --duration 60 \
              --output out >/dev/null 2>&1 &
            until $quench status out >/dev/null 2>&1; do sleep 0.2; done
            kill -KILL $!
            wait $! 2>/dev/null
            until ! $quench status out >/dev/null 2>&1; do sleep 0.2; done
            $quench status out
            """, in: folder)
        #expect(result.status == 1)
        #expect(result.errors.contains("the run was killed, or is stuck"), "\(result.errors)")
    }
}

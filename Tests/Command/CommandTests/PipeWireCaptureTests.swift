import Foundation
import Journal
import Recordings
import TestSupport
import Testing

/// The program at a PipeWire server that is not ours, each a process of its own.
@Suite(
    "Captures through PipeWire", .serialized,
    .enabled(if: Quench.executable != nil, Quench.missing),
    .enabled(
        if: PipeWireServer.isUnpacked || SoundServer.areExpected,
        "PipeWire is not in .sound: make sound unpacks it where apt-get has it"))
struct PipeWireCaptureTests {
    private let bench: AmplifierBench
    private var folder: TemporaryFolder { bench.folder }

    init() throws { bench = try AmplifierBench(PipeWireServer.devices) }

    private func quench(_ line: String, at server: PipeWireServer) throws -> Running {
        try server.start("'\(#require(Quench.executable).path)' \(line)")
    }

    @Test(
        "a capture has every frame as the graph has it, and ends in order, its server killed, stopped or neither",
        arguments: [
            (0, ""), (SIGKILL, "the device was lost"), (SIGSTOP, "no frame for 2.0 s"),
        ])
    func capture(signal: Int32, problem: String) throws {
        let server = try PipeWireServer(in: folder)
        defer { server.end() }
        let run = try quench(
            "capture --device sine --channels 2 --device-rate 8000 --rate 2000 "
                + "--duration \(signal == 0 ? 6 : 600) --record in.edf --output out --no-fail-on-miss",
            at: server)
        #expect(waitForFrames(1_000, of: run))
        if signal != 0 { server.send(signal) }
        let result = try run.result()
        #expect(result.status == (signal == 0 ? 0 : 1) && !result.wasKilled, "\(result.errors)")
        #expect(result.errors.contains("granted: s32, 2 channels, 8000 Hz"), "\(result.errors)")
        if signal != 0 {
            let last = try #require(result.errorLines.last)
            #expect(last.hasPrefix("quench: sine: ") && last.contains(problem), "\(last)")
        }
        let capture = try #require(RunSummary(path: folder.file("out/summary.json")).capture)
        #expect(capture.framesRead >= 1_000 && capture.framesNotRecorded == 0)
        #expect(capture.framesRead + capture.framesMissing == capture.framesGiven)
        if signal == 0 { #expect(capture.framesGiven == 12_000) }
        try checkSine(gapsTold: capture.gaps)
        let again = try bench.run("replay in.edf --output again")
        #expect(again.status == 0, "\(again.errors)")
    }

    /// Whether so many frames were decided on before the run's end.
    private func waitForFrames(_ frames: Int64, of run: Running) -> Bool {
        while true {
            let isRunning = run.process.isRunning
            let status = try? JSONDecoder().decode(
                RunStatus.self, from: folder.bytes("out/status.json"))
            if let status, status.frame >= frames { return true }
            guard isRunning else { return false }
            usleep(2_000)
        }
    }

    /// In a sine each sample follows from the two before it, so that no frame is missing, twice there or
    /// converted, but where that is told: at the latest half a second later.
    private func checkSine(gapsTold: Int) throws {
        let recording = try Recording(opening: folder.file("in.edf"))
        var reader = try recording.makeReader(channels: [0, 1])
        var block = SampleBlock(channelCount: 2, capacityFrames: 4_096)
        var samples: [[Float]] = [[], []]
        while try reader.read(into: &block) {
            for channel in 0..<2 { samples[channel] += block.samples(ofChannel: channel) }
        }
        #expect(samples[0] == samples[1])
        let factor = Float(2 * cos(2 * Double.pi * 440 / 2_000))
        let certain = samples[0].dropLast(1_000)
        #expect((certain.max() ?? 0) > 1_000, "no sine")
        var breaks = 0
        var latest = -Int.max / 2
        for place in certain.indices.dropFirst(2) {
            let isNext =
                abs(certain[place] - factor * certain[place - 1] + certain[place - 2]) < 4
            guard !isNext else { continue }
            // The decimator's window spreads one over 22 frames.
            if place > latest + 30 { breaks += 1 }
            latest = place
        }
        #expect(breaks <= gapsTold)
    }

    @Test("what is played on a sink comes back from its monitor")
    func loopback() throws {
        let server = try PipeWireServer(in: folder)
        defer { server.end() }
        let run = try quench(
            "loopback --in monitor --out sink --channels 2 --rate 8000 "
                + "--period \(PipeWireServer.cycleFrames) --marks 5 --json", at: server)
        let result = try run.result()
        let found = try jsonObject(result.output)
        let marks = try #require(found["marks"] as? Int)
        let lost = try #require(found["lost"] as? Int)
        #expect(marks + lost == 5 && marks > 0, "\(result.output)")
        #expect(result.status == (lost == 0 ? 0 : 1), "\(result.errors)")
        // A mark cannot come back in the cycle in which it was played.
        let least = try #require(found["leastSeconds"] as? Double)
        #expect(least >= Double(PipeWireServer.cycleFrames) / 8_000)
    }

    @Test(
        "a measurement of the way there and back ends with its server, in one line",
        arguments: [SIGKILL, SIGSTOP])
    func loopbackEnds(signal: Int32) throws {
        let server = try PipeWireServer(in: folder)
        defer { server.end() }
        let run = try quench(
            "loopback --in monitor --out sink --channels 2 --rate 8000 "
                + "--period \(PipeWireServer.cycleFrames) --marks 100000", at: server)
        try server.waitForLinks()
        server.send(signal)
        let result = try run.result()
        #expect(result.status == 1 && !result.wasKilled, "\(result.errors)")
        #expect(
            result.errorLines.last?.hasPrefix("quench: monitor: ") == true
                || result.errorLines.last?.hasPrefix("quench: sink: ") == true, "\(result.errors)")
        #expect(result.errorLines.count { $0.hasPrefix("quench: ") } == 1)
    }
}

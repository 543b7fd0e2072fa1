import Foundation
import Journal
import TestSupport
import Testing

/// The program at a JACK server that is not ours, each a process of its own: libjack may crash where its
/// server was killed, and shall not take the tests with it.
@Suite(
    "Captures through JACK", .serialized, .enabled(if: Quench.executable != nil, Quench.missing),
    .enabled(
        if: SoundServer.jack != nil && SoundServer.hasPlugIn("jack"),
        "JACK (jackd2) or its ALSA plug-in (libasound2-plugins) is not installed"))
struct JackCaptureTests {
    private let bench: AmplifierBench
    private let name = "quench-\(UUID().uuidString.prefix(8))"
    private var folder: TemporaryFolder { bench.folder }

    init() throws {
        bench = try AmplifierBench(
            """
            pcm.jackin {
                type jack name "in" hint { show on description "J" }
                capture_ports { 0 "system:capture_1" 1 "system:capture_2" }
            }

            """)
    }

    /// A program that takes the shell's place, so that a signal reaches it.
    private func start(_ line: String) throws -> Running {
        let words =
            "JACK_DEFAULT_SERVER=\(name) JACK_NO_AUDIO_RESERVATION=1 ALSA_CONFIG_PATH=amplifier.conf"
        return try Running(
            URL(fileURLWithPath: "/bin/sh"), ["-c", "exec env \(words) \(line)"], in: folder)
    }

    private func quench(_ line: String) throws -> Running {
        try start("'\(#require(Quench.executable).path)' \(line)")
    }

    /// Without hardware, at a rate that any machine keeps, waiting for its clients however slow they are.
    private func server() throws -> Running {
        let server = try start(
            "\(#require(SoundServer.jack)) -n \(name) -r -S -t 60000 -d dummy -r 8000 -p 256 -C 2 -P 2"
        )
        while server.process.isRunning {
            if try quench("devices").result().output.contains("jackin") { return server }
        }
        throw CocoaError(.executableNotLoadable)
    }

    /// Whether frames were decided on before the run's end.
    private func waitForFrames(of run: Running) -> Bool {
        while true {
            let isRunning = run.process.isRunning
            let status = try? JSONDecoder().decode(
                RunStatus.self, from: folder.bytes("out/status.json"))
            if let status, status.frame > 0 { return true }
            guard isRunning else { return false }
            usleep(2_000)
        }
    }

    /// The server's own inputs are zeros, and its clock is slow on a busy machine: either may end the run
    /// before the signal does.
    private static let ways = [
        "no frame for 2.0 s", "was lost", "exact zeros", "frames a second, measured",
    ]

    @Test(
        "a capture ends in order, its server killed, stopped or neither: one line, all on record",
        arguments: [SIGKILL, SIGSTOP, 0])
    func ends(signal: Int32) throws {
        let server = try server()
        defer {
            server.send(SIGKILL)
            server.process.waitUntilExit()
        }
        let run = try quench(
            "capture --device jackin --channels 2 --device-rate 8000 --rate 1000 --duration 600 "
                + "--record in.edf --output out --no-fail-on-miss")
        #expect(waitForFrames(of: run))
        if signal != 0 { server.send(signal) }
        let result = try run.result()
        #expect(result.status == 1 && !result.wasKilled, "\(result.errors)")
        #expect(result.errors.contains("granted: float, 2 channels, 8000 Hz, period 256 frames"))
        let last = try #require(result.errorLines.last)
        #expect(last.hasPrefix("quench: jackin: "), "\(result.errors)")
        #expect(Self.ways.contains { last.contains($0) }, "\(last)")
        let capture = try #require(RunSummary(path: folder.file("out/summary.json")).capture)
        #expect(capture.framesRead > 0 && capture.framesNotRecorded == 0)
        let again = try bench.run("replay in.edf --output again")
        #expect(again.status == 0, "\(again.errors)")
    }
}

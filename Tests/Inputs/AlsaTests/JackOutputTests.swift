import Alsa
import Foundation
import Stimulation
import TestSupport
import Testing

@testable import SignalSources

/// The pulses' way out through JACK, which takes them from this process's memory. In a process of its own:
/// libjack may crash where its server was killed.
@Suite(
    "Pulses through JACK", .serialized,
    .enabled(
        if: JackServer.isInstalled || Extent.isFull,
        "JACK (jackd2) or its ALSA plug-in (libasound2-plugins) is missing: make sound gets them"))
struct JackOutputTests {
    @Test("a server that was stopped and goes on plays nothing of what it was given before")
    func stopped() async {
        await #expect(processExitsWith: .success) { try JackOutputTests.stop() }
    }

    private static func stop() throws {
        let server = try JackServer(
            """
            pcm.out { type jack name "out" playback_ports { 0 "system:playback_1" 1 "system:playback_2" } }
            pcm.heard { type jack name "heard" capture_ports { 0 "out:out_000" 1 "out:out_001" } }

            """)
        defer { server.end() }
        let output = try output(of: server)
        let pulse = Pulse(
            startMicroseconds: 0, amplitudeMicroamperes: 2_000, firstPhaseMicroseconds: 1_000,
            interphaseGapMicroseconds: 0, secondPhaseMicroseconds: 1_000, cathodes: .none,
            anodes: .none)
        while output.startedNanoseconds == nil, server.isRunning { serve(output) }
        var heard = Listener(
            try CaptureStream(StreamRequest(device: "heard", channels: 2, rateHertz: 8_000)))
        // One behind the other, so that some are always on their way.
        while heard.pulses < 5, server.isRunning {
            if output.track.endFrame == output.track.written {
                output.add(pulse, at: output.timeline.now)
            }
            serve(output)
            heard.listen()
        }
        server.send(SIGSTOP)
        while output.problem == nil, server.isRunning {
            serve(output)
            heard.listen()
        }
        #expect(output.report.pulsesInDoubt > 0 && output.report.outages == 1)
        let before = (heard.frames, heard.pulses)
        server.send(SIGCONT)
        while heard.frames < before.0 + 8_000, server.isRunning { heard.listen() }
        #expect(heard.frames >= before.0 + 8_000 && heard.pulses == before.1)
    }

    private static func output(of server: JackServer) throws -> PulseOutput {
        let request = StreamRequest(device: "out", channels: 2, rateHertz: 8_000)
        while server.isRunning {
            // As soon as the server is there.
            if let output = try? PulseOutput(request) { return output }
            usleep(10_000)
        }
        throw CocoaError(.executableNotLoadable)
    }

    private static func serve(_ output: PulseOutput) {
        output.serve()
        usleep(1_000)
    }

    /// What another client hears of the output.
    private struct Listener {
        private let stream: CaptureStream
        private(set) var frames = 0
        /// First phases that have begun.
        private(set) var pulses = 0
        private var wasDown = false

        init(_ stream: CaptureStream) {
            self.stream = stream
            _ = stream.start()
        }

        /// Takes what is there, and waits a moment where nothing is.
        mutating func listen() {
            switch stream.wait(milliseconds: 2) {
            case .frames: break
            case .broken: _ = stream.start()
            case .timedOut, .lost: return
            }
            let grant = stream.grant
            var bytes = [UInt8](repeating: 0, count: grant.bufferFrames * grant.frameBytes)
            let outcome = unsafe bytes.withUnsafeMutableBytes { unsafe stream.read(into: $0) }
            guard case .frames(let count) = outcome else { return }
            unsafe bytes.withUnsafeBytes { bytes in
                for frame in 0..<count {
                    let sample = unsafe grant.format.sample(in: bytes, at: frame * grant.frameBytes)
                    if sample < 0, !wasDown { pulses += 1 }
                    wasDown = sample < 0
                }
            }
            frames += count
        }
    }
}

import Alsa
import Foundation
import Stimulation
import Testing

@testable import SignalSources

/// The pulses' way out through a program that is not ours.
@Suite(
    "Pulses through PulseAudio", .serialized,
    .enabled(
        if: PulseServer.isInstalled || Extent.isFull,
        "PulseAudio or its ALSA plug-in is not installed: make test installs them"))
struct PulseOutputServerTests {
    private func opened(reconnects: Bool = false) throws -> (PulseServer, PulseOutput) {
        _ = try #require(Amplifier.plugIn)
        let server = try PulseServer(channels: 2, rateHertz: 1_000)
        var request = StreamRequest(device: server.output, channels: 2, rateHertz: 48_000)
        request.format = .s16
        return (server, try PulseOutput(request, reconnects: reconnects))
    }

    /// Serves the output until it is as wanted, or for too long.
    private func serve(_ output: PulseOutput, until isSo: () -> Bool) -> Bool {
        for _ in 0..<30_000 where !isSo() {
            output.serve()
            usleep(1_000)
        }
        return isSo()
    }

    @Test("a server that has stopped is an output that is away until the server goes on")
    func stopped() throws {
        let (server, output) = try opened(reconnects: true)
        defer { server.end() }
        #expect(serve(output) { output.startedNanoseconds != nil })
        server.send(SIGSTOP)
        #expect(serve(output) { output.isAway } && output.problem == nil)
        #expect(output.report.outages == 1)
        server.send(SIGCONT)
        #expect(serve(output) { !output.isAway })
        #expect(output.report.outages == 1 && output.problem == nil)
        output.finish()
    }

    @Test("a server that is killed ends the run's pulses, without waiting for it")
    func killed() throws {
        let (server, output) = try opened()
        defer { server.end() }
        #expect(serve(output) { output.startedNanoseconds != nil })
        server.end()
        #expect(serve(output) { output.problem != nil })
        #expect(output.report.outages == 1 && output.report.isCertain)
    }

    @Test("a pulse that a killed server had is in doubt, not played")
    func held() throws {
        let (server, output) = try opened()
        defer { server.end() }
        let pulse = Pulse(
            startMicroseconds: 0, amplitudeMicroamperes: 2_000, firstPhaseMicroseconds: 250,
            interphaseGapMicroseconds: 0, secondPhaseMicroseconds: 250, cathodes: .none,
            anodes: .none)
        // On a machine that is busy elsewhere one may come too late for its place.
        let isPlayed = serve(output) {
            if output.startedNanoseconds != nil, output.track.endFrame == output.track.written {
                output.add(pulse, at: monotonicNow())
            }
            return output.report.pulsesPlayed == 1
        }
        #expect(isPlayed)
        let underruns = output.report.underruns
        server.end()
        #expect(serve(output) { output.problem != nil })
        let report = output.report
        #expect(report.pulsesPlayed == 0 && report.pulsesInDoubt == 1 && !report.isCertain)
        #expect(report.outages == 1 && report.underruns == underruns)
    }
}

import Acquisition
import Alsa
import Foundation
import Realtime
import Stimulation
import Testing

@testable import SignalSources

@Suite("Pulses as a signal")
struct PulseOutputTests {
    private func pulse(
        _ first: Int32, _ gap: Int32, _ second: Int32, microamperes: Int32 = 2_000
    ) -> Pulse {
        Pulse(
            startMicroseconds: 0, amplitudeMicroamperes: microamperes,
            firstPhaseMicroseconds: first, interphaseGapMicroseconds: gap,
            secondPhaseMicroseconds: second, cathodes: .none, anodes: .none)
    }

    @Test(
        "every pulse adds up to zero, first phase negative, whatever the rate",
        arguments: [1_000, 8_000, 44_100, 48_000, 192_000],
        [(160, 0, 160), (40, 100, 40), (1_000, 2_000, 1_000), (200, 0, 170), (61, 13, 61)])
    func balance(rate: Int, widths: (Int32, Int32, Int32)) {
        for milliamperes in [0.1, 2, 12, 40] {
            let drawn = OutputPulse(
                pulse(widths.0, widths.1, widths.2, microamperes: Int32(milliamperes * 1_000)),
                firstFrame: 7,
                OutputScale(rateHertz: rate, bits: 32, milliamperesFullScale: 12))
            let samples = (0..<drawn.endFrame + 3).map { drawn.count(at: $0) }
            #expect(samples.reduce(0, +) == 0)
            #expect(samples[..<7].allSatisfy { $0 == 0 })
            #expect(samples[7] < 0)
            #expect(samples.last == 0)
            let peak = Double(samples.map(abs).max() ?? 0) / 2_147_483_647
            #expect(peak <= 1)
            // To scale, unless it is beyond full scale.
            #expect(abs(peak - min(1, milliamperes / 12)) < 1e-4)
        }
    }

    @Test("a phase has the nearest number of frames, at least one")
    func frames() {
        for (rate, microseconds, frames) in [
            (1_000, 160, 1), (48_000, 160, 8), (44_100, 1_000, 44),
        ] {
            let scale = OutputScale(rateHertz: rate, bits: 16, milliamperesFullScale: 12)
            #expect(scale.frames(ofMicroseconds: microseconds) == frames)
        }
    }

    @Test("pulses leave whole, in order, at their distances; late ones are left out and counted")
    func played() throws {
        // A machine that is busy elsewhere for half a second lets the device run dry: then once more.
        for _ in 0..<10 {
            guard let words = try play() else { continue }
            let pulses = stride(from: 0, to: words.count, by: 2).map { words[$0] }
            let gate = stride(from: 1, to: words.count, by: 2).map { words[$0] }
            let edges = pulses.indices.dropFirst().filter {
                pulses[$0] < 0 && pulses[$0 - 1] == 0
            }
            #expect(edges.count == 20)
            #expect(zip(edges, edges.dropFirst()).allSatisfy { abs($1 - $0 - 40) <= 1 })
            #expect(pulses.reduce(0) { $0 + Int64($1) } == 0)
            #expect(gate.indices.allSatisfy { (gate[$0] != 0) == (pulses[$0] != 0) })
            return
        }
        Issue.record("the device ran dry in ten attempts")
    }

    @Test("pulses to come of an output that failed are left out; nothing was away")
    func failed() throws {
        let amplifier = try Amplifier(channels: 2, rateHertz: 8_000)
        let output = try PulseOutput(amplifier.request)
        for _ in 0..<10_000 where output.startedNanoseconds == nil {
            output.serve()
            usleep(1_000)
        }
        let start = try #require(output.startedNanoseconds)
        output.add(pulse(250, 0, 250), at: start + 100_000_000_000)
        output.fail("it plays something else")
        output.add(pulse(250, 0, 250), at: start + 101_000_000_000)
        let report = output.report
        #expect(report.pulsesLate == 2 && report.pulsesWhileAway == 0 && report.outages == 0)
    }

    /// Plays twenty pulses, and one that is past; what the device played, nil if it ran dry.
    private func play() throws -> [Int32]? {
        let amplifier = try Amplifier(channels: 2, rateHertz: 8_000)
        amplifier.arguments["PLAY"] = amplifier.file("played.raw")
        amplifier.arguments["FORMAT"] = "S32_LE"
        // The output asks for two periods at least.
        amplifier.arguments["PERIOD"] = "2000"
        let output = try PulseOutput(amplifier.request)
        for _ in 0..<10_000 where output.startedNanoseconds == nil {
            output.serve()
            usleep(1_000)
        }
        let start = try #require(output.startedNanoseconds)
        for index in 0..<20 {
            output.add(pulse(250, 0, 250), at: start + 500_000_000 + Int64(index) * 5_000_000)
        }
        output.add(pulse(250, 0, 250), at: start - 1_000_000_000)
        for _ in 0..<10_000
        where output.report.pulsesPlayed + output.report.pulsesLate < 21 && output.problem == nil {
            output.serve()
            usleep(1_000)
        }
        output.finish()
        guard output.report.underruns == 0 else { return nil }
        #expect(output.report.pulsesPlayed == 20)
        #expect(output.report.pulsesLate == 1)
        let bytes = [UInt8](
            try Data(contentsOf: URL(fileURLWithPath: amplifier.file("played.raw"))))
        return unsafe bytes.withUnsafeBytes { unsafe Array($0.bindMemory(to: Int32.self)) }
    }
}

import Stimulation
import TestSupport
import Testing

@testable import Acquisition

/// What leaves on an output, held against what a recorder on it adds up.
@Suite("Charge on an output")
struct PulseTrackTests {
    static let rates = [1_000, 8_000, 44_100, 48_000, 96_000, 192_000]

    private func pulse(_ noise: inout SplitMix64) -> Pulse {
        let width = Int32.random(in: 1...1_000, using: &noise)
        let other = Int32.random(in: 0...3, using: &noise) == 0
        return Pulse(
            startMicroseconds: 0,
            amplitudeMicroamperes: .random(in: 1...12_000, using: &noise),
            firstPhaseMicroseconds: width,
            interphaseGapMicroseconds: .random(in: 0...500, using: &noise),
            secondPhaseMicroseconds: other ? .random(in: 1...1_000, using: &noise) : width,
            cathodes: .none, anodes: .none)
    }

    @Test(
        "every whole pulse adds up to 0 in the device's counts, and never exceeds its programme",
        arguments: rates, [16, 24, 32])
    func whole(rate: Int, bits: Int) {
        var noise = SplitMix64(seed: UInt64(rate + bits))
        let scale = OutputScale(rateHertz: rate, bits: bits, milliamperesFullScale: 12)
        for _ in 0..<500 {
            let programmed = pulse(&noise)
            let drawn = OutputPulse(programmed, firstFrame: 3, scale)
            let counts = (0..<drawn.endFrame + 2).map(drawn.count)
            #expect(counts.reduce(0, +) == 0, "\(programmed)")
            let most =
                Double(programmed.amplitudeMicroamperes) / 12_000 * Double(scale.countMax + 1)
            #expect(Double(counts.map(abs).max() ?? 0) <= most)
            for frame in 0...drawn.endFrame + 2 {
                #expect(drawn.sum(before: frame) == counts.prefix(Int(frame)).reduce(0, +))
            }
        }
    }

    @Test("equal phases have the amplitude to the count", arguments: rates, [16, 24, 32])
    func amplitude(rate: Int, bits: Int) {
        let scale = OutputScale(rateHertz: rate, bits: bits, milliamperesFullScale: 12)
        let drawn = OutputPulse(
            Pulse(
                startMicroseconds: 0, amplitudeMicroamperes: 2_000, firstPhaseMicroseconds: 160,
                interphaseGapMicroseconds: 0, secondPhaseMicroseconds: 160, cathodes: .none,
                anodes: .none), firstFrame: 0, scale)
        #expect(
            -drawn.firstCount == (scale.countMax + 1) / 6 && drawn.secondCount == -drawn.firstCount)
    }

    @Test(
        "wherever a stream breaks, what is stated is what a recorder adds up, and the end is 0",
        arguments: rates, [16, 24, 32])
    func broken(rate: Int, bits: Int) {
        let seed = UInt64(rate * 100 + bits)
        var noise = SplitMix64(seed: seed)
        for _ in 0..<100 {
            var track = PulseTrack(
                OutputScale(rateHertz: rate, bits: bits, milliamperesFullScale: 12))
            var recorded: Int64 = 0
            func play(_ track: inout PulseTrack, _ frames: Int) {
                var buffer = [Int64](repeating: 0, count: frames)
                track.draw(frames: frames) { buffer[$0] += $1 }
                recorded += buffer.reduce(0, +)
                track.wrote(frames)
            }
            var asked = 0
            for _ in 0..<20 {
                let frame = track.written + .random(in: -5...Int64(rate / 50), using: &noise)
                track.add(OutputPulse(pulse(&noise), firstFrame: frame, track.scale))
                asked += 1
                play(&track, .random(in: 1...max(2, rate / 200), using: &noise))
                #expect(track.netCounts == recorded, "seed \(seed)")
                #expect(abs(recorded) <= track.phaseCountsMax)
                if Bool.random(using: &noise) { track.restart() }
                if Int.random(in: 0..<8, using: &noise) == 0 { track.leaveOutRest() }
            }
            track.leaveOutRest()
            play(&track, Int(max(0, track.endFrame - track.written)))
            #expect(recorded == 0 && track.netCounts == 0 && !track.isUnderWay, "seed \(seed)")
            #expect(track.pulsesPlayed + track.pulsesLeftOut == asked)
        }
    }

    @Test(
        "whatever a lost device kept back, what is stated holds: pulses, and charge at most",
        arguments: rates)
    func lost(rate: Int) {
        var noise = SplitMix64(seed: UInt64(rate))
        for _ in 0..<100 {
            let held = Int.random(in: 1...max(2, rate / 50), using: &noise)
            var track = PulseTrack(
                OutputScale(rateHertz: rate, bits: 24, milliamperesFullScale: 12),
                heldFrames: held)
            // Of the present stream, handed over; and the net charge of what was played of all.
            var stream: [Int64] = []
            var net: Int64 = 0
            var (asked, losses) = (0, 0)
            func play(_ frames: Int) {
                var buffer = [Int64](repeating: 0, count: frames)
                track.draw(frames: frames) { buffer[$0] += $1 }
                stream += buffer
                track.wrote(frames)
            }
            for _ in 0..<30 {
                let frame = track.written + .random(in: 0...Int64(rate / 100), using: &noise)
                track.add(OutputPulse(pulse(&noise), firstFrame: frame, track.scale))
                asked += 1
                play(.random(in: 1...held, using: &noise))
                guard Int.random(in: 0..<3, using: &noise) == 0 else { continue }
                let kept = Int.random(in: 0...min(held, stream.count), using: &noise)
                net += stream.dropLast(kept).reduce(0, +)
                stream = []
                let inDoubt = track.pulsesInDoubt
                track.lose()
                if track.pulsesInDoubt > inDoubt { losses += 1 }
                #expect(track.written == 0 && !track.isUnderWay)
            }
            track.leaveOutRest()
            play(Int(max(0, track.endFrame - track.written)))
            net += stream.reduce(0, +)
            #expect(abs(net) <= track.doubtCounts && abs(track.netCounts) <= track.doubtCounts)
            #expect(track.doubtCounts <= Int64(losses) * track.phaseCountsMax)
            let leftOut = track.pulsesLeftOut + track.pulsesWhileAway
            #expect(track.pulsesPlayed + leftOut + track.pulsesInDoubt == asked)
            #expect(!track.isUnderWay)
        }
    }

    @Test("a device that broke and is lost before it plays again has in doubt what it held before")
    func brokenThenLost() {
        var noise = SplitMix64(seed: 3)
        var track = PulseTrack(
            OutputScale(rateHertz: 48_000, bits: 24, milliamperesFullScale: 12), heldFrames: 400)
        func play() {
            let pulse = OutputPulse(pulse(&noise), firstFrame: track.written, track.scale)
            track.add(pulse)
            track.wrote(Int(pulse.endFrame - track.written))
        }
        // Each is shorter than 2.5 ms of 48 frames, and the device holds 400.
        play()
        track.restart()
        play()
        track.restart()
        #expect(track.pulsesPlayed == 2 && track.pulsesInDoubt == 0)
        track.lose()
        #expect(track.pulsesPlayed == 0 && track.pulsesInDoubt == 2)
        // One of either stream can have been broken off.
        #expect(track.doubtCounts == 2 * track.phaseCountsMax)
        track.lose()
        #expect(track.pulsesInDoubt == 2 && track.doubtCounts == 2 * track.phaseCountsMax)
    }

    @Test("a pulse is in doubt as long as server or sink may have it, though the buffer has not")
    func delayed() {
        for delay in [0, 3_000] {
            var noise = SplitMix64(seed: 4)
            var track = PulseTrack(
                OutputScale(rateHertz: 48_000, bits: 24, milliamperesFullScale: 12),
                heldFrames: 400)
            track.add(OutputPulse(pulse(&noise), firstFrame: 0, track.scale))
            track.note(delayFrames: delay)
            track.wrote(2_000)
            track.lose()
            #expect(track.pulsesInDoubt == (delay > 2_000 ? 1 : 0))
        }
    }

    private func burst(width: Int32, period: Int32) -> BurstProgram {
        BurstProgram(
            amplitudeMicroamperes: 2_000, pulseWidthMicroseconds: width,
            pulsePeriodMicroseconds: period, pulseCount: 20, cathodes: .none, anodes: .none)
    }

    @Test("a rate that cannot play the phases is refused with one that can")
    func refused() throws {
        func plan(_ rate: Int, stretches: Bool = false) throws(OutputPlanError) -> OutputPlan {
            try OutputPlan(
                [burst(width: 160, period: 5_000)], rateHertz: rate, milliamperesFullScale: 12,
                stretches: stretches)
        }
        for rate in [250, 1_000, 8_000] {
            let error = #expect(throws: OutputPlanError.self) { try plan(rate) }
            guard case .rate(_, _, _, _, let wouldDo?) = error else {
                Issue.record("no rate is named")
                continue
            }
            _ = try plan(wouldDo)
        }
        #expect(try plan(1_000, stretches: true).played.map(\.playedMicroseconds) == [1_000])
        // Stretched pulses of 8 ms would run into each other.
        #expect(throws: OutputPlanError.self) { try plan(250, stretches: true) }
        #expect(throws: OutputPlanError.amplitude(milliamperes: 2, fullScale: 1)) {
            try OutputPlan(
                [burst(width: 160, period: 5_000)], rateHertz: 48_000, milliamperesFullScale: 1,
                stretches: false)
        }
    }
}

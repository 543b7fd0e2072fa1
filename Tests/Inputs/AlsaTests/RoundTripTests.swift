import Acquisition
import Alsa
import Foundation
import Runs
import SignalSources
import TestSupport
import Testing

/// The closed loop between two virtual amplifiers joined by a cable, in simulated time.
@Suite("Round trip through the detector", .serialized)
struct RoundTripTests {
    /// The two ends of a cable of its own.
    private final class Cable {
        let input: Amplifier
        let output: Amplifier
        let timeline: Timeline
        private let memory = "/quench-cable-\(UUID().uuidString.prefix(8))"

        init(channels: Int = 2, rateHertz: Int = 1_000, isJoined: Bool = true) throws {
            input = try Amplifier(channels: channels, rateHertz: rateHertz)
            output = try Amplifier(channels: channels, rateHertz: rateHertz)
            let time = try AmplifierTime(path: input.file("time"))
            timeline = .simulated(SimulatedTime(startNanoseconds: 1_000_000_000) { time.set($0) })
            for amplifier in [input, output] {
                amplifier.arguments["TIME"] = time.path
                amplifier.arguments["FORMAT"] = "S16_LE"
            }
            input.arguments["MEMORY"] = memory
            output.arguments["MEMORY"] = isJoined ? memory : memory + "-other"
        }

        deinit {
            for name in [memory, memory + "-other"] {
                try? FileManager.default.removeItem(atPath: "/dev/shm\(name)")
            }
        }

        var options: RoundTripRun.Options {
            RoundTripRun.Options(
                input: input.device, output: output.device, channels: input.channels,
                rateHertz: input.rateHertz)
        }

        func run(
            trials: Int, _ change: (inout RoundTripRun.Options) -> Void = { _ in }
        ) throws -> RoundTripResult {
            var options = options
            options.trials = trials
            options.framesAveraged = max(1, input.rateHertz / 1_000)
            change(&options)
            return try RoundTripRun(options, timeline: timeline, isStopped: { false }, { _ in })
                .run { _ in }
        }
    }

    @Test(
        "the way through the cable is the injected delay within a sample",
        arguments: [0, 1, 37, 240])
    func delay(frames: Int) throws {
        let cable = try Cable()
        cable.input.arguments["CABLE_DELAY"] = "\(frames)"
        cable.input.arguments["NOISE"] = "0.001"
        let trials = !Extent.isFull ? 6 : frames == 37 ? 200 : 40
        let result = try cable.run(trials: trials)
        #expect(result.failure == nil && result.unbidden == 0)
        #expect(result.count(.answered) == trials)
        let sample = 0.001
        let delay = Double(frames) * sample
        // Both ways: from the output to the input, and, less what the output itself takes, back again.
        let output = try #require(result.capture.output?.latencySeconds)
        for trial in result.trials {
            let times = try #require(trial.times)
            #expect(abs(times.outward - delay) <= sample, "outward \(times.outward)")
            let startDelay = 0.002
            let back = times.decision + times.answer - startDelay - output
            #expect(abs(back - delay) <= sample, "back \(back)")
            #expect(times.decision >= 0 && times.decision < 0.02)
        }
    }

    @Test("a sound card's rate is measured to its own sample")
    func averaged() throws {
        let cable = try Cable(channels: 1, rateHertz: 8_000)
        cable.input.arguments["CABLE_DELAY"] = "93"
        let result = try cable.run(trials: Extent.isFull ? 40 : 3)
        #expect(result.failure == nil)
        for trial in result.trials {
            let times = try #require(trial.times)
            #expect(abs(times.outward - 93.0 / 8_000) <= 1.0 / 8_000)
        }
    }

    @Test("the persistence is the detector's alone: the same at any delay, whatever the period")
    func persistence() throws {
        var found: [[Double]] = []
        for (delay, period) in [(0, 20), (0, 5), (40, 10)] {
            let cable = try Cable()
            cable.input.arguments["CABLE_DELAY"] = "\(delay)"
            let result = try cable.run(trials: 3) { $0.period = period }
            let hop = 0.02
            for trial in result.trials {
                let persistence = try #require(trial.times?.persistence)
                // Offline there are other phases of the hop, and other noise.
                let offline = try #require(result.persistenceSecondsOffline.last)
                #expect(persistence > 0 && persistence < 2 * offline + hop)
            }
            found.append(result.seconds(.persistence))
        }
        // Not a frame of it is the period's.
        #expect(found[0] == found[1])
        // Two hops of delay: the phase of the hop is the same.
        #expect(found[0] == found[2])
    }

    @Test("an external edge answers with its own delay, on a channel that the loop leaves out")
    func photodiode() throws {
        let cable = try Cable(channels: 3)
        cable.input.arguments["CABLE_DELAY"] = "12"
        cable.input.arguments["EDGE_CHANNEL"] = "3"
        cable.input.arguments["EDGE_SOURCE"] = "2"
        cable.input.arguments["EDGE_DELAY"] = "29"
        let result = try cable.run(trials: 4) {
            $0.photodiode = TriggerRequest("3:rising:2048")
        }
        #expect(result.failure == nil)
        for trial in result.trials {
            let times = try #require(trial.times)
            let edge = try #require(times.edge)
            #expect(abs(edge - 0.029) <= 0.001)
            // Both ends of it are late by the same, the cable's delay is in the detector's input alone.
            let between = try #require(times.edgeToEdge)
            #expect(abs(between - (times.whole - 0.012)) <= 0.001)
        }
    }

    @Test(
        "a device that is lost ends it, without advice that it has no use for",
        arguments: [true, false])
    func lost(isOutput: Bool) throws {
        let cable = try Cable()
        try (isOutput ? cable.output : cable.input).inject(["500 disconnect 60"])
        let error = #expect(throws: RunError.self) { try cable.run(trials: 3) }
        let line = "\(try #require(error))"
        #expect(line.contains("errno 19") && line.hasSuffix("check its cable or server"))
    }

    @Test("what is wrong is said in one line")
    func problems() throws {
        let open = try Cable(isJoined: false).run(trials: 20)
        #expect(open.trials.count < 20)
        let line = try #require(open.failure)
        #expect(line.hasPrefix("no stimulus came back on channel 1") && !line.contains("\n"))
        let deaf = try Cable()
        let settings = try deaf.input.write(
            Array("detector: {patterns: [{feature: area, thresholdPercent: 100000}]}".utf8),
            to: "deaf.yaml")
        #expect(throws: (any Error).self) { try deaf.run(trials: 3) { $0.settings = settings } }
        let same = try Cable()
        #expect(throws: (any Error).self) {
            try same.run(trials: 3) { $0.photodiode = TriggerRequest("1") }
        }
        let slow = try Cable(rateHertz: 500)
        #expect(throws: (any Error).self) { try slow.run(trials: 3) }
    }
}

import Acquisition
import Alsa
import Foundation
import Pipeline
import Planning
import Recordings
import SignalSources
import TestSupport
import Testing

/// The capture source on the virtual amplifier, faults and all. The amplifier's own counter and
/// ledger say what is true, whatever the machine's clock did.
@Suite("Capture from the virtual amplifier", .serialized)
struct CaptureTests {
    @Test("a captured run, recorded and replayed, makes the same decisions")
    func sameDecisions() throws {
        let amplifier = try Amplifier(channels: 4, rateHertz: 500)
        amplifier.arguments["FILE"] = try amplifier.write(Self.seizure(), to: "seizure.raw")
        amplifier.arguments["FORMAT"] = "S16_LE"
        let run = try amplifier.capture(frames: 500 * 12)
        #expect(run.outcome.sourceProblem == nil)
        #expect(run.outcome.ledger.therapies > 0, "the loud part was not found")
        #expect(run.replayedHash == run.hash)
        #expect(run.report.isDeviceTime)
    }

    @Test("overruns are counted to the frame by the clock, and what is recorded is in its place")
    func overruns() throws {
        let count = Extent.isFull ? 1_000 : 25
        let amplifier = try Amplifier(channels: 2, rateHertz: 500)
        try amplifier.inject((1...count).map { "\($0 * 40) overrun \($0 % 4 * 5)" })
        let run = try amplifier.capture(frames: Int64(count + 1) * 40)
        let ledger = try amplifier.ledger().filter { $0.kind == "overrun" || $0.kind == "late" }
        #expect(ledger.count >= count)
        #expect(run.report.overruns == ledger.count)
        // Two of them with no frame read between are one gap.
        let lost = Self.totals(ledger.map { $0.to - $0.from })
        let seen = Self.totals(run.report.losses(.overrun))
        #expect(seen.last == lost.last && Set(seen).isSubset(of: lost), "\(seen), \(lost)")
        #expect(run.replayedHash == run.hash)
        #expect(run.states.contains("gap in the recording"))
        #expect(run.framesRecorded == run.outcome.framesRead)
        try Self.expectEveryFrameInItsPlace(in: amplifier.file("recording.edf"))
    }

    private static func totals(_ counts: [Int64]) -> [Int64] {
        counts.reduce(into: []) { totals, count in totals.append((totals.last ?? 0) + count) }
    }

    @Test("a device that comes and goes is found again, its absence counted to the frame")
    func disconnects() throws {
        let count = Extent.isFull ? 100 : 6
        let amplifier = try Amplifier(channels: 2, rateHertz: 500)
        try amplifier.inject((1...count).map { "\($0 * 100) disconnect 0.0\(1 + $0 % 8)" })
        // In the machine's time an absence is as long as the machine is busy elsewhere.
        let time = try AmplifierTime(path: amplifier.file("time"))
        amplifier.arguments["TIME"] = time.path
        let simulated = SimulatedTime(startNanoseconds: 1_000_000_000) { time.set($0) }
        let run = try amplifier.capture(
            frames: Int64(count + 1) * 100, pace: .unpaced, timeline: .simulated(simulated)
        ) { $0.reconnects = true }
        let ledger = try amplifier.ledger().filter { $0.kind != "start" && $0.kind != "stop" }
        #expect(run.report.reconnects == count)
        #expect(run.report.losses(.disconnect).count == count)
        #expect(run.report.gaps.map(\.deviceFramesLost) == ledger.map { $0.to - $0.from })
        #expect(run.replayedHash == run.hash)
        try Self.expectEveryFrameInItsPlace(in: amplifier.file("recording.edf"))
    }

    @Test("frames that vanish without a word are noticed, and counted to the frame")
    func unannounced() throws {
        let amplifier = try Amplifier(channels: 1, rateHertz: 1_000)
        try amplifier.inject(["1000 jump 150", "3000 jump 64"])
        let run = try amplifier.capture(frames: 5_000)
        #expect(run.report.losses(.unannounced) == [150, 64])
        #expect(run.replayedHash == run.hash)
    }

    @Test("frames that are only late are not lost")
    func stall() throws {
        let amplifier = try Amplifier(channels: 1, rateHertz: 1_000)
        try amplifier.inject(["500 stall 0.15", "1200 stall 0.1"])
        let run = try amplifier.capture(frames: 2_500)
        let ledger = try amplifier.ledger().filter { $0.kind == "late" }
        #expect(run.report.gapCount == ledger.count)
        #expect(run.outcome.framesRead + run.report.deviceFramesLost >= 2_500 - 20)
    }

    @Test("nobody waits for a device beyond the end of the run")
    func awayAtTheEnd() throws {
        let amplifier = try Amplifier(channels: 2, rateHertz: 1_000)
        try amplifier.inject(["500 disconnect 3600"])
        let run = try amplifier.capture(frames: 2_000, recording: false) { $0.reconnects = true }
        #expect(run.outcome.sourceProblem?.contains("not back at the run's end") == true)
        #expect(run.outcome.framesRead <= 1_000)
    }

    @Test("while a device is silent the loop is in its safe state, and goes on afterwards")
    func hold() throws {
        let amplifier = try Amplifier(channels: 2, rateHertz: 1_000)
        try amplifier.inject(["1000 stall 0.6"])
        let run = try amplifier.capture(frames: 3_000, recording: false, holdSeconds: 0.2)
        #expect(run.outcome.sourceProblem == nil)
        #expect(run.report.holds >= 1)
        #expect(run.states.isSuperset(of: ["source lost", "none"]))
        #expect(run.outcome.framesRead + run.report.deviceFramesLost >= 2_980)
    }

    @Test("an hour of frames, fed as fast as they are taken, comes without a loss")
    func hour() throws {
        let frames = Extent.isFull ? 3_600_000 : 60_000
        let amplifier = try Amplifier(channels: 16, rateHertz: 1_000)
        let feed = try CounterFeed(path: amplifier.file("feed"), channels: 16, frames: frames)
        amplifier.arguments["FILE"] = amplifier.file("feed")
        amplifier.arguments["FORMAT"] = "S16_LE"
        amplifier.arguments["SPEED"] = "1000.0"
        var wrong = 0
        var next: Int64 = 0
        let run = try amplifier.capture(frames: Int64(frames), recording: false, pace: .unpaced)
        for (frame, count) in run.firstCounts {
            if frame != next || Int64(count) != frame % 32_749 + 1 { wrong += 1 }
            next = frame + 1
        }
        #expect(feed.isDone)
        #expect(run.outcome.framesRead == Int64(frames) && next == frames)
        #expect(wrong == 0)
        #expect(run.outcome.framesDropped == 0)
        #expect(run.report.gapCount == 0 && run.report.overruns == 0)
    }

    @Test("frames of a fast device are averaged", arguments: [1, 4, 48])
    func averaged(count: Int) throws {
        let amplifier = try Amplifier(channels: 1, rateHertz: 250 * count)
        let run = try amplifier.capture(frames: 250, recording: false) {
            $0.framesAveraged = count
        }
        for (frame, mean) in run.firstCounts {
            // The counter's mean over a frame of the loop, its steps back left out.
            let first = frame * Int64(count) % 32_749 + 1
            guard first + Int64(count) < 32_749 else { continue }
            let exact = (Double(first) + Double(count - 1) / 2).rounded(.toNearestOrEven)
            #expect(Double(mean) == exact)
        }
        #expect(!run.firstCounts.isEmpty)
    }

    @Test(
        "what cannot go on ends the run with its reason",
        arguments: [
            ("200 disconnect 60", "the device was lost"),
            ("200 freeze", "no frame for 1.0 s"),
            ("200 zeros 100000", "exact zeros on every channel"),
        ])
    func endings(fault: String, words: String) throws {
        let amplifier = try Amplifier(channels: 2, rateHertz: 1_000)
        try amplifier.inject([fault])
        let run = try amplifier.capture(frames: 60_000, recording: false) {
            $0.silenceSecondsMax = 1
            $0.zerosSecondsMax = 0.5
        }
        #expect(run.outcome.sourceProblem?.contains(words) == true)
        #expect(run.states.contains("source lost"))
    }

    @Test("overruns without end end the run")
    func bounded() throws {
        let amplifier = try Amplifier(channels: 2, rateHertz: 1_000)
        try amplifier.inject((1...30).map { "\($0 * 50) overrun" })
        let run = try amplifier.capture(frames: 60_000, recording: false) {
            $0.overrunsPerMinuteMax = 5
        }
        #expect(run.outcome.sourceProblem?.contains("6 overruns within a minute") == true)
    }

    @Test("a device that comes back with another rate is refused")
    func changed() throws {
        let amplifier = try Amplifier(channels: 2, rateHertz: 1_000)
        try amplifier.inject(["200 disconnect 0.05 500"])
        let run = try amplifier.capture(frames: 60_000, recording: false) { $0.reconnects = true }
        let problem = run.outcome.sourceProblem ?? ""
        #expect(problem.contains("came back with rate 500 Hz instead of 1000 Hz"), "\(problem)")
    }

    /// In simulated time: what a busy machine does to twelve seconds of its own says nothing of a clock.
    @Test("the device's drift is found while it runs", arguments: [-300.0, 80])
    func drift(partsPerMillion: Double) throws {
        let amplifier = try Amplifier(channels: 1, rateHertz: 1_000)
        amplifier.arguments["DRIFT"] = "\(partsPerMillion)"
        let time = try AmplifierTime(path: amplifier.file("time"))
        amplifier.arguments["TIME"] = time.path
        let simulated = SimulatedTime(startNanoseconds: 1_000_000_000) { time.set($0) }
        let settings = CaptureSettings(request: amplifier.request)
        let frontEnd = try FrontEndPlan(
            Settings.standard.frontEnd, for: settings.channels(rate: #require(settings.rate)))
        let source = try CaptureSource(
            settings, frontEnd, durationFrames: 60_000, timeline: .simulated(simulated),
            isStopped: { false })
        let planned = try Planner.plan(.standard, for: frontEnd.signal)
        let outcome = try Pipeline(plan: planned.plan, pace: .unpaced).run(.capture(source)) { _ in
        }
        #expect(outcome.sourceProblem == nil)
        let found = try #require(source.report.driftPartsPerMillion)
        #expect(abs(found - partsPerMillion) < 60, "\(found) ppm")
        let told = try #require(source.moment.driftPartsPerMillion)
        #expect(abs(told - partsPerMillion) < 60, "\(told) ppm")
    }

    @Test(
        "whoever asks is told whether the device is there, how often it came back, and overran",
        arguments: [
            (["1000 disconnect 2"], 1, false, 0), (["1000 disconnect 3600"], 0, true, 0),
            (["1000 overrun 30", "3000 overrun 30"], 0, false, 2),
        ])
    func moment(faults: [String], reconnects: Int, isAway: Bool, overruns: Int) throws {
        let amplifier = try Amplifier(channels: 1, rateHertz: 1_000)
        try amplifier.inject(faults)
        let time = try AmplifierTime(path: amplifier.file("time"))
        amplifier.arguments["TIME"] = time.path
        let simulated = SimulatedTime(startNanoseconds: 1_000_000_000) { time.set($0) }
        var settings = CaptureSettings(request: amplifier.request)
        settings.reconnects = true
        let frontEnd = try FrontEndPlan(
            Settings.standard.frontEnd, for: settings.channels(rate: #require(settings.rate)))
        let source = try CaptureSource(
            settings, frontEnd, durationFrames: 6_000, timeline: .simulated(simulated),
            isStopped: { false })
        #expect(!source.moment.isAway && source.moment.driftPartsPerMillion == nil)
        let planned = try Planner.plan(.standard, for: frontEnd.signal)
        _ = try Pipeline(plan: planned.plan, pace: .unpaced).run(.capture(source)) { _ in }
        #expect(source.moment.reconnects == reconnects && source.moment.isAway == isAway)
        #expect(source.moment.overruns == overruns)
    }

    /// Noise with a seizure from 5 s to 9 s, four channels of S16 at 500 Hz, 12 s.
    static func seizure() -> [UInt8] {
        var noise = SplitMix64(seed: 5)
        var bytes: [UInt8] = []
        for frame in 0..<6_000 {
            let wave = (2_500..<4_500).contains(frame) ? seizureWave(at: Double(frame) / 500) : 0
            for _ in 0..<4 {
                let value = UInt16(bitPattern: .random(in: -200...200, using: &noise) + wave)
                bytes += [UInt8(truncatingIfNeeded: value), UInt8(value >> 8)]
            }
        }
        return bytes
    }

    /// The amplifier's counter in a recording is the index of each frame.
    static func expectEveryFrameInItsPlace(in path: String) throws {
        let recording = try Recording(opening: path)
        var reader = try recording.makeReader(channels: [0])
        var block = SampleBlock(channelCount: 1, capacityFrames: 4_096)
        var wrong = 0
        var frames = 0
        while try reader.read(into: &block) {
            for (offset, value) in block.samples(ofChannel: 0).enumerated() {
                let counter = Double(value) / 0.25
                let expected = (block.firstFrame + Int64(offset)) % 32_749 + 1
                if counter != Double(expected) { wrong += 1 }
                frames += 1
            }
        }
        #expect(wrong == 0 && frames > 0, "\(wrong) of \(frames) frames are out of place")
    }
}

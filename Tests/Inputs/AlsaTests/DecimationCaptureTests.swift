import Acquisition
import Alsa
import Foundation
import Pipeline
import Planning
import SignalSources
import TestSupport
import Testing

/// Fast devices through the filter, in simulated time, from the virtual amplifier's file to the counts
/// that the loop sees.
@Suite("Decimation of a fast device", .serialized)
struct DecimationCaptureTests {
    /// A device whose frames repeat after `signal.count` of them, one channel of S32, and a trigger
    /// line behind it.
    private struct Device {
        var deviceHertz: Int
        var loopHertz: Int
        var signal: [Int32]

        var conversion: RateConversion? {
            RateConversion(deviceHertz: deviceHertz, loopHertz: loopHertz)
        }

        /// The count of a frame by the filter's definition, of the device's true frames.
        func count(_ frame: Int64, _ filter: DecimationFilter, _ scale: InputScale) -> Int16 {
            let conversion = filter.conversion
            let window = conversion.windowFrames
            let end = Int(conversion.deviceFrames(ofFrames: frame + 1))
            let phase = conversion.phase(ofFrame: frame) * window
            var sum: Int64 = 0
            for place in 0..<window {
                sum +=
                    Int64(filter.coefficients[phase + place])
                    * Int64(signal[(end - window + place) % signal.count])
            }
            return scale.count(ofSum: sum).count
        }
    }

    /// Noise at half of full scale: no two windows of it are alike.
    private func noise(_ deviceHertz: Int, _ loopHertz: Int) -> Device {
        var noise = SplitMix64(seed: UInt64(deviceHertz))
        return Device(
            deviceHertz: deviceHertz, loopHertz: loopHertz,
            signal: (0..<deviceHertz).map { _ in .random(in: -(1 << 30)...1 << 30, using: &noise) })
    }

    private struct Run {
        var outcome: Pipeline.Outcome
        var source: CaptureSource
        var counts: [(frame: Int64, count: Int16)] = []
        /// Of the trigger line.
        var lineCounts: [Int64: Int16] = [:]
        var scale: InputScale
        var ledger: [(kind: String, from: Int64, to: Int64)] = []
    }

    private func run(
        _ device: Device, frames: Int64, faults: [String] = [], pulses: Double? = nil,
        _ change: (inout CaptureSettings) throws -> Void = { _ in }
    ) throws -> Run {
        let amplifier = try Amplifier(channels: 2, rateHertz: device.deviceHertz)
        let time = try AmplifierTime(path: amplifier.file("time"))
        let simulated = SimulatedTime(startNanoseconds: 1_000_000_000) { time.set($0) }
        var words = [Int32](repeating: 0, count: 2 * device.signal.count)
        for (frame, sample) in device.signal.enumerated() { words[2 * frame] = sample.littleEndian }
        let bytes = unsafe words.withUnsafeBytes { unsafe Array($0) }
        amplifier.arguments["FILE"] = try amplifier.write(bytes, to: "signal.raw")
        amplifier.arguments["TIME"] = time.path
        if let pulses {
            amplifier.arguments["PULSE_CHANNEL"] = "2"
            amplifier.arguments["PULSE_PERIOD"] = "\(pulses)"
            amplifier.arguments["PULSE_OFFSET"] = "0.05"
            amplifier.arguments["PULSE_WIDTH"] = "\(device.deviceHertz / 100)"
        }
        try amplifier.inject(faults)
        var settings = CaptureSettings(request: amplifier.request)
        settings.request.bufferSeconds = 1
        settings.reconnects = true
        settings.overrunsPerMinuteMax = 1_000
        settings.zerosSecondsMax = 0
        settings.conversion = try #require(device.conversion)
        try change(&settings)
        let rate = try #require(settings.rate)
        #expect(rate.samplesPerSecond == Double(device.loopHertz))
        let frontEnd = try FrontEndPlan(
            Settings.standard.frontEnd, for: settings.channels(rate: rate))
        let planned = try Planner.plan(.standard, for: frontEnd.signal)
        let tap = CaptureTap(channelCount: 2, framesPerSlot: 1, frames: 50_000)
        let source = try CaptureSource(
            settings, frontEnd, durationFrames: frames, gapFramesMin: 20, tap: tap,
            timeline: .simulated(simulated), isStopped: { false })
        var counts: [(Int64, Int16)] = []
        var lineCounts: [Int64: Int16] = [:]
        let outcome = try Pipeline(plan: planned.plan, pace: .unpaced).run(.capture(source)) { _ in
        }
        tap.drain { (first: Int64, count: Int, values: [Int16]) in
            for offset in 0..<count {
                counts.append((first + Int64(offset), values[offset]))
                lineCounts[first + Int64(offset)] = values[count + offset]
            }
        }
        return Run(
            outcome: outcome, source: source, counts: counts, lineCounts: lineCounts,
            scale: settings.scale(lsbMicrovolts: planned.lsbMicrovolts),
            ledger: faults.isEmpty ? [] : try amplifier.ledger())
    }

    private func expectEveryFrameAsDefined(_ run: Run, _ device: Device) throws {
        let filter = DecimationFilter(try #require(device.conversion))
        let wrong = run.counts.filter { $0.count != device.count($0.frame, filter, run.scale) }
        #expect(
            wrong.isEmpty,
            "\(wrong.count) of \(run.counts.count), first \(wrong.first?.frame ?? 0)")
        #expect(!run.counts.isEmpty)
    }

    @Test(
        "every frame of the loop is the filter's, whatever the period",
        arguments: [(48_000, 1_000), (44_100, 1_000), (44_100, 1_050)], [nil, 37, 1_000])
    func exact(rates: (device: Int, loop: Int), period: Int?) throws {
        let device = noise(rates.device, rates.loop)
        let frames = Int64(Extent.isFull ? 20 : 1) * Int64(rates.loop) / 2
        let run = try run(device, frames: frames) { $0.request.periodFrames = period }
        #expect(run.outcome.sourceProblem == nil && run.outcome.framesRead == frames)
        #expect(run.counts.map(\.frame) == Array(0..<frames))
        let report = run.source.report
        #expect(report.gapCount == 0 && report.ledger.isBalanced)
        #expect(report.deviceFramesSetAside == device.conversion?.leadFrames)
        try expectEveryFrameAsDefined(run, device)
    }

    @Test(
        "after a loss the filter begins anew: no frame has anything from before it, or made up",
        arguments: [(48_000, 1_000), (44_100, 1_000)])
    func losses(rates: (device: Int, loop: Int)) throws {
        let device = noise(rates.device, rates.loop)
        let count = Extent.isFull ? 40 : 4
        let faults = (1...count).map { number in
            let frame = number * rates.device / 8 + number * 7
            return number % 2 == 0 ? "\(frame) overrun \(number * 100)" : "\(frame) disconnect 0.03"
        }
        let run = try run(device, frames: Int64(count + 2) * Int64(rates.loop) / 8, faults: faults)
        #expect(run.outcome.sourceProblem == nil)
        let report = run.source.report
        #expect(report.gapCount == count && report.ledger.isBalanced)
        let lost = run.ledger.filter { $0.kind != "start" && $0.kind != "stop" }
            .map { $0.to - $0.from }
        #expect(report.gaps.map(\.deviceFramesLost) == lost)
        // The loss, and as many device frames as fill the filter.
        let conversion = try #require(device.conversion)
        for gap in report.gaps {
            let settled =
                Double(gap.deviceFramesLost + Int64(conversion.windowFrames)) * Double(rates.loop)
                / Double(rates.device)
            #expect(abs(Double(gap.frames) - max(20, settled)) <= 2, "\(gap)")
        }
        try expectEveryFrameAsDefined(run, device)
    }

    @Test("a tone that would fold into the band is not there, what is in the band is")
    func tones() throws {
        // 1,013 Hz would be a tone of 13 Hz, at the same size as the 10 Hz that belong there.
        func sine(_ hertz: Double, _ frame: Int) -> Double {
            sin(2 * .pi * hertz * Double(frame) / 48_000)
        }
        let device = Device(
            deviceHertz: 48_000, loopHertz: 1_000,
            signal: (0..<48_000).map { Int32(536_870_912 * (sine(10, $0) + sine(1_013, $0))) })
        let run = try run(device, frames: 1_000)
        let conversion = try #require(device.conversion)
        for (frame, count) in run.counts {
            let place = Int(conversion.deviceFrames(ofFrames: frame - 10)) - 1
            // Full scale are 32,768 counts of a quarter of a microvolt.
            let expected = 8_192 * sine(10, place)
            #expect(abs(Double(count) - expected) < 1.5, "frame \(frame)")
        }
    }

    @Test(
        "an edge is in the frame that has its moment in the signal, and the run ends with that",
        arguments: [(48_000, 1_000), (44_100, 1_000)])
    func edges(rates: (device: Int, loop: Int)) throws {
        let device = noise(rates.device, rates.loop)
        let conversion = try #require(device.conversion)
        // Never on a sample: there the last bit of a product would decide.
        let period = 0.037_011_37
        func settings(_ change: (inout TriggerPlan.Requests) -> Void) throws -> TriggerPlan {
            var requests = TriggerPlan.Requests()
            change(&requests)
            return try TriggerPlan(
                requests, channelNames: ["CH1", "CH2"], microvoltsPerFullScale: 8_192)
        }
        let all = try settings { $0.triggers = [TriggerRequest("2")].compactMap { $0 } }
        let frames = Int64(rates.loop) * 3 / 2
        let run = try run(device, frames: frames, pulses: period) { $0.triggers = all }
        var found: [Int64] = []
        run.source.triggers?.drain { if $0.kind == .edge { found.append($0.deviceFrame) } }
        let rate = Double(rates.device)
        let expected = (0..<60).map {
            Int64((0.05 * rate + Double($0) * (period * rate)).rounded(.up))
        }.filter { (0..<frames).contains(conversion.frame(ofEdgeAt: $0)) }
        #expect(found == expected && found.count > 30)
        // The line went through the filter too: it passes half of its height in the edge's frame, to
        // half a device frame, which are 140 counts.
        for edge in expected {
            let frame = conversion.frame(ofEdgeAt: edge)
            let (before, there) = (run.lineCounts[frame - 1] ?? 0, run.lineCounts[frame] ?? 0)
            #expect(before < 8_192 + 140 && there > 8_192, "\(frame): \(before), \(there)")
        }
        let ending = try settings { $0.stopOn = TriggerRequest("2") }
        let ended = try self.run(device, frames: frames, pulses: period) { $0.triggers = ending }
        let end = conversion.frame(ofEdgeAt: expected[0]) + 1
        #expect(ended.source.triggers?.stopDeviceFrame == expected[0])
        #expect(ended.outcome.framesRead == end && ended.counts.last?.frame == end - 1)
    }

    @Test("latencies count from when the signal was at the device: the group delay is in them")
    func acquired() throws {
        func stamps(_ change: (inout CaptureSettings) -> Void) throws -> Int64 {
            let device = noise(48_000, 1_000)
            let amplifier = try Amplifier(channels: 1, rateHertz: 48_000)
            let time = try AmplifierTime(path: amplifier.file("time"))
            let simulated = SimulatedTime(startNanoseconds: 1_000_000_000) { time.set($0) }
            amplifier.arguments["TIME"] = time.path
            var settings = CaptureSettings(request: amplifier.request)
            settings.conversion = try #require(device.conversion)
            change(&settings)
            let rate = try #require(settings.rate)
            let frontEnd = try FrontEndPlan(
                Settings.standard.frontEnd, for: settings.channels(rate: rate))
            let planned = try Planner.plan(.standard, for: frontEnd.signal)
            let source = try CaptureSource(
                settings, frontEnd, durationFrames: 500, timeline: .simulated(simulated),
                isStopped: { false })
            var last: Int64 = 0
            _ = try Pipeline(plan: planned.plan, pace: .unpaced).run(.capture(source)) {
                // The record of the end has no stamps.
                last = max(last, $0.record.stamps.acquiredLast)
            }
            return last - 1_000_000_000
        }
        let filtered = try stamps { _ in }
        let mean = try stamps { $0.framesAveraged = 48 }
        let conversion = try #require(RateConversion(deviceHertz: 48_000, loopHertz: 1_000))
        // The filter's frames begin later, by its lead, and have what was 11 ms before.
        let expected = mean + conversion.leadFrames * 1_000_000 / 48 - 11_000_000
        #expect(abs(filtered - expected) < 100_000, "\(filtered), \(mean)")
    }
}

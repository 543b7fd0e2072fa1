import ClosedLoop
import Detection
import FixedPoint
import Foundation
import PlanImage
import Planning
import TestSupport
import Testing

@testable import Training

/// The inputs of the learned detector against Double, and what they may forget.
struct InputTests {
    private static let rate = 256

    /// Channel 1 as `counts`, through a plan that measures; the first channel's inputs by hop.
    private func inputs(_ counts: [Int16], _ settings: Settings = .standard) throws -> [[Double]] {
        var frames = [CountLanes](repeating: CountLanes(), count: counts.count)
        for (frame, count) in counts.enumerated() { frames[frame][0] = count }
        let planned = try Planner.plan(
            measuringInputsFor: settings, signal: signal(["C1"], rate: Self.rate))
        var inputs: [[Double]] = []
        run(planned.plan, frames) { _, loop in
            inputs.append((0..<6).map { Double(loop.inputs(ofGroup: 0)[$0][0]) / 1_024 })
        }
        return inputs
    }

    private func noise(_ seconds: Double, amplitude: (Double) -> Double) -> [Int16] {
        var random = SplitMix64(seed: 5)
        return (0..<Int(seconds * Double(Self.rate))).map { frame in
            let size = amplitude(Double(frame) / Double(Self.rate))
            return Int16((Double.random(in: -1...1, using: &random) * size).rounded())
        }
    }

    @Test("twice the amplitude is an octave in every input")
    func octave() throws {
        let inputs = try inputs(noise(60) { $0 < 50 ? 1_000 : 2_000 })
        let late = inputs.suffix(100)
        for input in 0..<6 {
            let mean = late.reduce(0) { $0 + $1[input] } / 100
            #expect(abs(mean - 1) < 0.25, "input \(input): \(mean)")
        }
    }

    @Test(
        "a sine raises the band that holds it most",
        arguments: [(80.0, 1), (40.0, 2), (20.0, 3), (10.0, 4), (5.0, 5)])
    func bands(hertz: Double, band: Int) throws {
        var counts = noise(40) { _ in 300 }
        for frame in 30 * Self.rate..<counts.count {
            counts[frame] += Int16(
                (500 * sin(2 * .pi * hertz * Double(frame) / Double(Self.rate))).rounded())
        }
        let late = try inputs(counts).suffix(200)
        let means = (1..<6).map { input in late.reduce(0) { $0 + $1[input] } / 200 }
        let strongest = means.indices.max { means[$0] < means[$1] }! + 1
        // Shifts come in octaves only: a neighbour may share the corner.
        #expect(abs(strongest - band) <= 1, "\(means)")
    }

    @Test("a seizure of a minute is not learned away")
    func seizure() throws {
        let inputs = try inputs(
            noise(300) { (200.0..<260).contains($0) ? 8_000 : 1_000 })
        let hopsPerSecond = Double(inputs.count) / 300
        let end = inputs[Int(259 * hopsPerSecond)]
        let after = inputs[Int(290 * hopsPerSecond)]
        for input in 0..<6 {
            #expect(end[input] == 2, "held at two octaves, of three")
            #expect(after[input] > -0.6)
        }
    }

    @Test("a gain that doubles for good is taken for the new baseline; frozen, it is not")
    func drift() throws {
        let counts = noise(900) { 1_000 * exp2(min(1, $0 / 600)) }
        let adapting = try inputs(counts).suffix(500)
        #expect(adapting.allSatisfy { $0[0] < 0.5 })
        var settings = Settings.standard
        settings.detector.learned.adaptBaseline = false
        let frozen = try inputs(counts, settings).suffix(500)
        #expect(frozen.allSatisfy { $0[0] > 0.5 })
    }

    @Test("a silent channel, and one that comes alive, are within range")
    func silence() throws {
        let inputs = try inputs(noise(30) { $0 < 15 ? 0 : 2_000 })
        #expect(inputs.joined().allSatisfy { (-2.0...2).contains($0) })
    }
}

/// What a loop adapts to, saved and taken up again.
struct StateTests {
    private func planned(_ model: DetectorModel) throws -> PlannedLoop {
        try Planner.plan(.standard, for: signal(model.channels), model: model)
    }

    private func run(
        _ plan: LoopPlan, _ frames: [CountLanes], from state: [Int32] = []
    ) -> (scores: [Int32], state: [Int32]) {
        let memory = UnsafeMutableRawBufferPointer.allocate(
            byteCount: ClosedLoop.memoryBytes(for: plan), alignment: WorkingMemory.alignment)
        defer { unsafe memory.deallocate() }
        var loop = unsafe ClosedLoop(plan: plan, memory: memory)
        if !state.isEmpty {
            let isTaken = loop.restoreState(state.span, of: plan.detectorIdentity)
            #expect(isTaken)
        }
        let frameCount = frames.count / loop.groupCount
        var scores: [Int32] = []
        var taken = 0
        while taken < frameCount {
            let step = loop.step(
                frames.span, frameCount: frameCount, from: taken, firstFrame: Int64(taken))
            taken += step.framesTaken
            if let decision = step.decision { scores.append(decision.votes.cast[0]) }
        }
        var words = [Int32](repeating: 0, count: ClosedLoop.stateWordCount(for: plan))
        var span = words.mutableSpan
        loop.saveState(of: plan.detectorIdentity, into: &span)
        return (scores, words)
    }

    @Test("a restart goes on where the run before ended", arguments: [3, 11])
    func restart(channelCount: Int) throws {
        var random = SplitMix64(seed: 2)
        let model = randomModel(.linear, channelCount: channelCount, &random)
        let plan = try planned(model).plan
        let frames = restlessFrames(256 * 60, channelCount: channelCount, &random)
        let first = run(plan, frames)
        let again = run(plan, [], from: first.state)
        #expect(again.state == first.state)
        // Known baselines: scores from the first settled hop on, unlike a fresh start's.
        let second = run(plan, frames, from: first.state)
        #expect(second.scores != first.scores)
    }

    @Test("damaged words, and those of another model, are refused and change nothing")
    func refused() throws {
        var random = SplitMix64(seed: 2)
        let model = randomModel(.linear, channelCount: 3, &random)
        let plan = try planned(model).plan
        let state = run(plan, restlessFrames(5_120, channelCount: 3, &random)).state
        let memory = UnsafeMutableRawBufferPointer.allocate(
            byteCount: ClosedLoop.memoryBytes(for: plan), alignment: WorkingMemory.alignment)
        defer { unsafe memory.deallocate() }
        var loop = unsafe ClosedLoop(plan: plan, memory: memory)
        for index in state.indices {
            var damaged = state
            damaged[index] ^= 1 << Int32(index % 31)
            let isTaken = loop.restoreState(damaged.span, of: plan.detectorIdentity)
            #expect(!isTaken, "word \(index)")
        }
        let short = Array(state.dropLast())
        let takesShort = loop.restoreState(short.span, of: plan.detectorIdentity)
        #expect(!takesShort)
        var (threshold, weight) = (model, model)
        threshold.threshold += 1
        weight.weights[1][2] += 1
        for other in [threshold, weight] {
            let words = run(try planned(other).plan, []).state
            let isTaken = loop.restoreState(words.span, of: plan.detectorIdentity)
            #expect(!isTaken)
        }
        let takesOwn = loop.restoreState(state.span, of: plan.detectorIdentity)
        #expect(takesOwn)
    }

    @Test("a file of the words comes back; of another model it is refused, damaged it withholds")
    func file() throws {
        var random = SplitMix64(seed: 2)
        var model = randomModel(.trees, channelCount: 3, &random)
        let plan = try planned(model).plan
        let state = run(plan, restlessFrames(5_120, channelCount: 3, &random)).state
        let path = FileManager.default.temporaryDirectory
            .appending(path: "state-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let fresh = try StateFile.read(path, for: plan, lsbNanovolts: 250)
        #expect(fresh.doses == .new && fresh.adaptation.isEmpty)
        var memory = fresh.memory(at: 0)
        let bytes = StateFile.bytes(
            doses: memory.words(at: 0), adaptation: state, of: fresh, isOpen: false)
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        let kept = try StateFile.read(path, for: plan, lsbNanovolts: 250)
        #expect(kept.doses == .kept && kept.adaptation == state)
        model.threshold += 1
        let other = try planned(model).plan
        #expect {
            _ = try StateFile.read(path, for: other, lsbNanovolts: 250)
        } throws: { "\($0)".contains("--state: is of another model") }
        #expect {
            _ = try StateFile.read(path, for: plan, lsbNanovolts: 500)
        } throws: { "\($0)".contains("--state: is of another model, channels, scale") }
        for index in stride(from: 0, to: bytes.count, by: 3) {
            var damaged = bytes
            damaged[index] ^= 1 << (index % 8)
            try Data(damaged).write(to: URL(fileURLWithPath: path))
            let state = try StateFile.read(path, for: plan, lsbNanovolts: 250)
            #expect(state.doses == .unknown && state.adaptation.isEmpty, "byte \(index)")
        }
    }
}

import ClosedLoop
import Detection
import FixedPoint
import Foundation
import Planning
import RunFolder
import TestSupport
import Testing

@testable import Training

/// Models that take rhythm and fast activity beside line length and the bands.
@Suite("Models with rhythm and fast activity")
struct FeatureModelTests {
    private static let both: [LearnedFeature] = [.rhythm, .fastActivity]

    private func model(
        _ family: DetectorModel.Family, channelCount: Int = 3,
        _ features: [LearnedFeature] = both, seed: UInt64 = 3, rate: Int = 256
    ) -> DetectorModel {
        var random = SplitMix64(seed: seed)
        return randomModel(
            family, channelCount: channelCount, rate: rate, features: features, &random)
    }

    private func with<Result>(_ text: String, _ body: (String) throws -> Result) throws -> Result {
        try inFolder { folder in
            let path = folder.appending(path: "model.json").path
            try Data(text.utf8).write(to: URL(fileURLWithPath: path))
            return try body(path)
        }
    }

    @Test(
        "a file comes back as it was written", arguments: DetectorModel.Family.allCases,
        [[.rhythm], [.fastActivity], both] as [[LearnedFeature]])
    func file(family: DetectorModel.Family, features: [LearnedFeature]) throws {
        let model = model(family, features)
        #expect(model.format == "quench-model-2")
        #expect(try with(model.text()) { try DetectorModel(file: $0) } == model)
    }

    @Test(
        "a model without them is written as it was before", arguments: DetectorModel.Family.allCases
    )
    func without(family: DetectorModel.Family) throws {
        let text = model(family, []).text()
        #expect(text.contains("\"format\" : \"quench-model-1\""))
        #expect(!text.contains("features"))
    }

    @Test("a file whose format and inputs disagree is refused in one line that names the field")
    func hostile() throws {
        func changed(
            _ model: DetectorModel, _ change: (inout DetectorModel) -> Void
        ) -> String {
            var model = model
            change(&model)
            return model.text()
        }
        let whole = model(.linear)
        for (text, word) in [
            (
                changed(whole) { $0.format = "quench-model-3" },
                "reads quench-model-1 and quench-model-2"
            ),
            (
                changed(whole) { $0.format = "quench-model-1" },
                "features: a model of quench-model-1"
            ),
            (changed(whole) { $0.features = nil }, "features: rhythm, fastActivity or both"),
            (changed(whole) { $0.features = [] }, "features: rhythm, fastActivity or both"),
            (changed(whole) { $0.features = [.rhythm, .rhythm] }, "once each"),
            (changed(whole) { $0.weights[0].removeLast(2) }, "weights: 3 lists of 8"),
            (changed(model(.travelling)) { $0.weights[0].removeLast() }, "weights: 1 lists of 8"),
            (changed(model(.trees)) { $0.trees[3].splits[6] = [24, 0] }, "trees.3"),
            (model(.linear, rate: 128).text(), "features: fastActivity needs 180 Hz"),
            (whole.text().replacing("fastActivity", with: "area"), "features"),
        ] {
            #expect {
                _ = try with(text) { try DetectorModel(file: $0) }
            } throws: { error in
                "\(error)".contains(word) && !"\(error)".contains("\n")
            }
        }
    }

    @Test(
        "device, model and explanation agree to the last bit",
        arguments: [
            (DetectorModel.Family.linear, 256, both), (.trees, 256, both), (.travelling, 256, both),
            (.travelling, 128, both), (.linear, 128, [.rhythm]), (.trees, 512, [.fastActivity]),
            (.travelling, 64, [.fastActivity]),
        ] as [(DetectorModel.Family, Int, [LearnedFeature])])
    func agree(family: DetectorModel.Family, rate: Int, features: [LearnedFeature]) throws {
        let channelCount = 11
        let model = model(family, channelCount: channelCount, features, rate: rate)
        var settings = Settings.standard
        settings.detector.learned.adaptThreshold = false
        let planned = try Planner.plan(
            settings, for: signal((1...channelCount).map { "C\($0)" }, rate: rate), model: model)
        var random = SplitMix64(seed: UInt64(rate))
        let frames = restlessFrames(rate * 40, channelCount: channelCount, &random)
        let bands = family == .travelling ? SharedBands(rateHertz: Double(rate)) : nil
        var scores = Set<Int32>()
        var seen = [false, false]
        run(planned.plan, frames) { decision, loop in
            guard decision.isMeasured else { return }
            let groups = (0..<loop.groupCount).map { loop.inputs(ofGroup: $0) }
            let row = (0..<channelCount).flatMap { channel in
                (0..<8).map {
                    Int16(channelInput($0, of: groups[channel / 8], lane: channel % 8, bands))
                }
            }
            let score = Int(decision.votes.cast[0])
            #expect(model.score(row[...]) == score)
            let explanation = LearnedExplanation(planned.plan, inputs: groups)
            #expect(explanation.score == score)
            scores.insert(decision.votes.cast[0])
            for input in 0..<2 {
                seen[input] = seen[input] || groups.contains { $0[6 + input] != Lanes() }
            }
        }
        #expect(scores.count > 100)
        #expect(seen[0] == features.contains(.rhythm))
        #expect(seen[1] == (features.contains(.fastActivity) && rate >= 180))
        let isTold = planned.notes.contains { $0.contains("lie beyond this sampling rate") }
        #expect(isTold == (family == .travelling && rate < 180))
    }

    @Test("an explanation names rhythm and fast activity, each with its unit")
    func names() throws {
        let model = model(.travelling)
        let planned = try Planner.plan(.standard, for: signal(["A", "B"]), model: model)
        var inputs = LearnedLanes(repeating: Lanes())
        for input in 0..<8 { inputs[input][1] = 1_024 }
        let rows = LearnedExplanation(planned.plan, inputs: [inputs]).rows([inputs], planned)
        let rhythm = try #require(rows.first { $0.feature == "rhythm" })
        #expect(rhythm.channel == "B" && rhythm.unit == "% rhythmic")
        #expect(rhythm.measured == 50 && rhythm.threshold == 0)
        #expect(rhythm.votes == model.weights[0][6] * 1_024)
        let fast = try #require(rows.first { $0.feature == "fast activity" })
        #expect(fast.unit == "% of baseline" && fast.measured == 200)
        #expect(fast.votes == model.weights[0][7] * 1_024)
    }

    @Test("their baselines outlast a restart, and another model's are refused")
    func state() throws {
        var random = SplitMix64(seed: 2)
        let model = model(.linear)
        let plan = try Planner.plan(.standard, for: signal(model.channels), model: model).plan
        let frames = restlessFrames(256 * 30, channelCount: 3, &random)
        let count = ClosedLoop.stateWordCount(for: plan)
        let plain = try Planner.plan(
            .standard, for: signal(model.channels), model: self.model(.linear, [])
        ).plan
        #expect(count == ClosedLoop.stateWordCount(for: plain) + 3 * 8)
        let memory = UnsafeMutableRawBufferPointer.allocate(
            byteCount: ClosedLoop.memoryBytes(for: plan), alignment: WorkingMemory.alignment)
        defer { unsafe memory.deallocate() }
        var loop = unsafe ClosedLoop(plan: plan, memory: memory)
        var taken = 0
        while taken < frames.count {
            taken +=
                loop.step(
                    frames.span, frameCount: frames.count, from: taken, firstFrame: Int64(taken)
                ).framesTaken
        }
        var words = [Int32](repeating: 0, count: count)
        var span = words.mutableSpan
        loop.saveState(of: plan.detectorIdentity, into: &span)
        // The last words before the checksum: of the first three channels, none of the others.
        let baselines = words.dropLast().suffix(24)
        #expect(baselines.filter { $0 != 0 }.count == 9)
        let other = UnsafeMutableRawBufferPointer.allocate(
            byteCount: ClosedLoop.memoryBytes(for: plan), alignment: WorkingMemory.alignment)
        defer { unsafe other.deallocate() }
        var second = unsafe ClosedLoop(plan: plan, memory: other)
        let isOthers = second.restoreState(words.span, of: plain.detectorIdentity)
        #expect(!isOthers)
        let isTaken = second.restoreState(words.span, of: plan.detectorIdentity)
        #expect(isTaken)
        var again = [Int32](repeating: 0, count: count)
        var againSpan = again.mutableSpan
        second.saveState(of: plan.detectorIdentity, into: &againSpan)
        #expect(again == words)
    }
}

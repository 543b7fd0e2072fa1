import ClosedLoop
import Detection
import FixedPoint
import Foundation
import Planning
import TestSupport

@testable import Training

func signal(_ names: [String], rate: Int = 256) -> SignalDescription {
    SignalDescription(channelNames: names, rateNumerator: rate, rateDenominator: 1)
}

/// A model of random whole numbers for channels C1, C2 and so on.
func randomModel(
    _ family: DetectorModel.Family, channelCount: Int, rate: Int = 256,
    features: [LearnedFeature] = [], _ random: inout SplitMix64
) -> DetectorModel {
    let inputCount = features.isEmpty ? 6 : 8
    var model = DetectorModel(
        family: family, rateHertz: Double(rate), channels: (1...channelCount).map { "C\($0)" },
        settings: .standard, features: features,
        intercept: Int.random(in: -9_000_000...9_000_000, using: &random),
        threshold: 1 << 22, backgroundScore: 0)
    switch family {
    case .linear:
        model.weights = (0..<channelCount).map { _ in
            (0..<inputCount).map { _ in Int.random(in: -800...800, using: &random) }
        }
    case .travelling:
        model.weights = [(0..<inputCount).map { _ in Int.random(in: -800...800, using: &random) }]
        model.sharePermille = Int.random(in: 0...1_000, using: &random)
    case .trees:
        model.trees = (0..<DetectionLimits.treeCountMax).map { _ in
            DetectorModel.Tree(
                splits: (0..<7).map { _ in
                    [
                        Int.random(in: 0..<channelCount * inputCount, using: &random),
                        Int.random(in: -300...300, using: &random),
                    ]
                },
                values: (0..<15).map { _ in
                    Int.random(in: -4_000_000...4_000_000, using: &random)
                })
        }
    }
    return model
}

/// Noise whose size changes every half second, apart for each channel.
func restlessFrames(
    _ count: Int, channelCount: Int, _ random: inout SplitMix64
) -> [CountLanes] {
    let groupCount = laneGroups(channelCount: channelCount)
    var frames = [CountLanes](repeating: CountLanes(), count: count * groupCount)
    for channel in 0..<channelCount {
        var size: Int16 = 100
        for frame in 0..<count {
            if frame % 128 == 0 { size = Int16.random(in: 20...6_000, using: &random) }
            frames[frame * groupCount + channel / 8][channel % 8] = Int16.random(
                in: -size...size, using: &random)
        }
    }
    return frames
}

/// Feeds frames to a loop of the plan; `take` sees it after every decision.
func run(
    _ plan: LoopPlan, _ frames: [CountLanes], _ take: (Decision, borrowing ClosedLoop) -> Void
) {
    let memory = UnsafeMutableRawBufferPointer.allocate(
        byteCount: ClosedLoop.memoryBytes(for: plan), alignment: WorkingMemory.alignment)
    defer { unsafe memory.deallocate() }
    var loop = unsafe ClosedLoop(plan: plan, memory: memory)
    let frameCount = frames.count / loop.groupCount
    var taken = 0
    while taken < frameCount {
        let step = loop.step(
            frames.span, frameCount: frameCount, from: taken, firstFrame: Int64(taken))
        taken += step.framesTaken
        if let decision = step.decision { take(decision, loop) }
    }
}

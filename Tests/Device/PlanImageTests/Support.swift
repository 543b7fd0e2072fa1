import ClosedLoop
import Detection
import FixedPoint
import Planning
import TestSupport

@testable import PlanImage

/// A device's plan with its model's tables.
struct ImagedPlan {
    var loop: LoopPlan
    var blockFrames: Int32

    var device: DevicePlan { DevicePlan(loop: loop.constants, blockFrames: blockFrames) }
}

/// The default settings but for what `yaml` says, planned for channels named C1, C2 and so on.
func devicePlan(
    _ yaml: String = "", rate: Int = 512, channelCount: Int = 32, blockFrames: Int32 = 2,
    model: DetectorModel? = nil
) throws -> ImagedPlan {
    let settings = try Settings(yaml: yaml, over: .standard, file: "test")
    let planned = try Planner.plan(
        settings,
        for: SignalDescription(
            channelNames: (1...channelCount).map { "C\($0)" }, rateNumerator: rate,
            rateDenominator: 1), model: model)
    return ImagedPlan(loop: planned.plan, blockFrames: blockFrames)
}

/// The image of a plan, as bytes.
func image(of plan: ImagedPlan) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: plan.device.imageByteCount)
    unsafe bytes.withUnsafeMutableBytes {
        unsafe plan.device.write(to: $0, plan.loop.tables.view)
    }
    return bytes
}

/// Reads an image, its model's tables too.
func read(_ image: [UInt8]) throws -> ImagedPlan {
    try unsafe image.withUnsafeBytes { bytes in
        let plan = try unsafe DevicePlan(image: bytes)
        var tables = LearnedTables()
        let words = unsafe DevicePlan.tableWords(in: bytes)
        for index in words.indices { tables.setWord(index, words[index]) }
        return ImagedPlan(
            loop: LoopPlan(constants: plan.loop, tables: tables), blockFrames: plan.blockFrames)
    }
}

/// A model of random numbers for channels C1, C2 and so on; one of the trees has the largest.
func randomModel(
    _ family: DetectorModel.Family, channelCount: Int, seed: UInt64, rate: Int = 512,
    features: [LearnedFeature] = []
) -> DetectorModel {
    var random = SplitMix64(seed: seed)
    let inputCount = features.isEmpty ? 6 : 8
    var model = DetectorModel(
        family: family, rateHertz: Double(rate), channels: (1...channelCount).map { "C\($0)" },
        settings: .standard, features: features, intercept: -3_000_000, threshold: 1 << 22,
        backgroundScore: -2_000_000)
    switch family {
    case .linear:
        model.weights = (0..<channelCount).map { _ in
            (0..<inputCount).map { _ in Int.random(in: -600...600, using: &random) }
        }
    case .travelling:
        model.weights = [(0..<inputCount).map { _ in Int.random(in: -600...600, using: &random) }]
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
                    Int.random(in: -1 << 24...1 << 24, using: &random)
                })
        }
    }
    return model
}

/// Runs random counts through a plan's loop, whose size changes as a seizure's would, and returns the
/// hash of its decisions.
@discardableResult
func run(_ plan: LoopPlan, _ random: inout SplitMix64, blocks: Int = 8) -> UInt64 {
    let region = UnsafeMutableRawBufferPointer.allocate(
        byteCount: ClosedLoop.memoryBytes(for: plan), alignment: WorkingMemory.alignment)
    defer { unsafe region.deallocate() }
    var loop = unsafe ClosedLoop(plan: plan, memory: region)
    let frameCount = 64
    var frames = [CountLanes](repeating: CountLanes(), count: frameCount * loop.groupCount)
    for index in frames.indices {
        for lane in 0..<8 {
            frames[index][lane] = Int16(truncatingIfNeeded: random.next() >> 48)
        }
    }
    for block in 0..<blocks {
        var scaled = frames
        if block / 40 % 2 == 0 && blocks > 40 {
            for index in scaled.indices { scaled[index] = scaled[index] &>> 5 }
        }
        var offset = 0
        while offset < frameCount {
            offset +=
                loop.step(
                    scaled.span, frameCount: frameCount, from: offset, firstFrame: loop.nextFrame
                ).framesTaken
        }
    }
    _ = loop.finish(.sourceEnded)
    return loop.decisionHash
}

func word(_ bytes: [UInt8], _ index: Int) -> UInt32 {
    (0..<4).reversed().reduce(0) { $0 << 8 | UInt32(bytes[index * 4 + $1]) }
}

/// Changes a word and makes the checksum right again.
func put(_ value: UInt32, at index: Int, in bytes: inout [UInt8]) {
    for byte in 0..<4 {
        bytes[index * 4 + byte] = UInt8(truncatingIfNeeded: value >> UInt32(8 * byte))
    }
    seal(&bytes)
}

/// Makes the checksum right.
func seal(_ bytes: inout [UInt8]) {
    let end = bytes.count - 4
    let sum = unsafe bytes[..<end].withUnsafeBytes { unsafe checksum(of: $0) }
    for byte in 0..<4 { bytes[end + byte] = UInt8(truncatingIfNeeded: sum >> UInt32(8 * byte)) }
}

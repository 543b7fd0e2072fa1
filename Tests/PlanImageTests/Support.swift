import ClosedLoop
import PlanImage
import Planning

/// The default settings but for what `yaml` says, planned for channels named C1, C2 and so on.
func devicePlan(
    _ yaml: String = "", rate: Int = 512, channelCount: Int = 32, blockFrames: Int32 = 2
) throws -> DevicePlan {
    let settings = try Settings(yaml: yaml, over: .standard, file: "test")
    let planned = try Planner.plan(
        settings,
        for: SignalDescription(
            channelNames: (1...channelCount).map { "C\($0)" }, rateNumerator: rate,
            rateDenominator: 1))
    return DevicePlan(loop: planned.plan, blockFrames: blockFrames)
}

/// The image of a plan, as bytes.
func image(of plan: DevicePlan) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: DevicePlan.imageByteCount)
    unsafe bytes.withUnsafeMutableBytes { unsafe plan.write(to: $0) }
    return bytes
}

func read(_ image: [UInt8]) throws -> DevicePlan {
    try unsafe image.withUnsafeBytes { unsafe try DevicePlan(image: $0) }
}

import ClosedLoop
import FixedPoint

/// What a team's own program does with the loop: counts of its own in memory, decisions out.
///
///     dependent        runs `KnownRun`; status 1 if the hash is not the known one
///     dependent time   prints nanoseconds for a sample of a channel, 128 channels, fastest of 20 rounds

@safe
func run(_ plan: LoopPlan, _ counts: [CountLanes]) -> UInt64 {
    let memory = UnsafeMutableRawBufferPointer.allocate(
        byteCount: ClosedLoop.memoryBytes(for: plan), alignment: WorkingMemory.alignment)
    defer { unsafe memory.deallocate() }
    var loop = unsafe ClosedLoop(plan: plan, memory: memory)
    let frameCount = counts.count / loop.groupCount
    var frame = 0
    while frame < frameCount {
        frame +=
            loop.step(
                counts.span, frameCount: frameCount, from: frame, firstFrame: Int64(frame)
            ).framesTaken
    }
    _ = loop.finish(.sourceEnded)
    return loop.decisionHash
}

if CommandLine.arguments.dropFirst().first == "time" {
    let plan = try KnownRun.plan(channelCount: 128)
    let counts = KnownRun.signal(channelCount: 128)
    let clock = ContinuousClock()
    let fastest = (0..<20).map { _ in clock.measure { _ = run(plan, counts) } }.min() ?? .zero
    print(fastest / .nanoseconds(1) / Double(KnownRun.frameCount * 128))
} else {
    let hash = run(try KnownRun.plan(), KnownRun.signal())
    guard hash == KnownRun.hash else { fatalError("\(hash) is not the known hash") }
    print("dependent: the known hash, \(hash)")
}

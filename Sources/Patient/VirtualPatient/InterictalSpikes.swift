/// Interictal spikes: a sharp spike of 70 ms and a slow wave of 300 ms around a node of the zone.
struct InterictalSpikes: Equatable, Sendable {
    private let level: Double
    private let meanFrames: Double
    private let framesPerSecond: Double
    private var random: RandomSource
    /// For each node of the zone, the part of the peak that each contact sees.
    private let patterns: [[Four]]
    private var frameIndex = 0.0
    private var start = 0.0
    private var isActive = false
    private var size = 0.0
    private var pattern = 0
    private var next: Double

    init(
        patterns: [[Double]], framesPerSecond: Double, level: Double, perHour: Double,
        random: RandomSource
    ) {
        // The contact that sees the node best has all of the peak.
        self.patterns = patterns.map { pattern in
            let best = pattern.max() ?? 1
            return [Four](packing: pattern.map { $0 / best })
        }
        self.level = level
        self.framesPerSecond = framesPerSecond
        self.meanFrames = perHour > 0 ? 3_600 / perHour * framesPerSecond : .infinity
        self.random = random
        self.next = .infinity
        if level > 0, perHour > 0, !patterns.isEmpty {
            next = self.random.exponential(mean: meanFrames)
        }
    }

    mutating func add(to frame: inout [Four]) {
        if frameIndex >= next, !isActive {
            isActive = true
            start = frameIndex
            size = -level * random.uniform(in: 0.6...1)
            pattern = random.index(below: patterns.count)
            next = frameIndex + random.exponential(mean: meanFrames)
        }
        if isActive {
            let seconds = (frameIndex - start) / framesPerSecond
            let value = size * Self.shape(seconds)
            for block in frame.indices { frame[block] += patterns[pattern][block] * value }
            if seconds > 0.37 { isActive = false }
        }
        frameIndex += 1
    }

    /// Peak 1 at 35 ms, then a wave of the other sign, 0.4 as high, until 370 ms.
    private static func shape(_ seconds: Double) -> Double {
        if seconds < 0.07 {
            let half = Elementary.sine(turns: seconds / 0.14)
            return half * half * half
        }
        if seconds < 0.37 {
            let half = Elementary.sine(turns: (seconds - 0.07) / 0.6)
            return -0.4 * half * half
        }
        return 0
    }
}

/// Mains hum: the fundamental and its third harmonic, stronger at some contacts than at others.
struct Mains: Equatable, Sendable {
    private let level: Double
    private let cyclesPerFrame: Double
    private let weights: [Four]
    private var phase = 0.0

    init(
        channelCount: Int, framesPerSecond: Double, level: Double, hertz: Double,
        random: inout RandomSource
    ) {
        self.level = level
        self.cyclesPerFrame = hertz / framesPerSecond
        self.weights = [Four](
            packing: (0..<channelCount).map { _ in random.uniform(in: 0.5...1) })
    }

    mutating func add(to frame: inout [Four]) {
        let value =
            level * (Elementary.sine(turns: phase) + 0.25 * Elementary.sine(turns: 3 * phase))
        for block in frame.indices { frame[block] += weights[block] * value }
        phase += cyclesPerFrame
        if phase >= 1 { phase -= phase.rounded(.down) }
    }
}

import Foundation

/// Mains hum: the fundamental and its third harmonic, stronger at some contacts than at others.
struct Mains: Sendable {
    private let level: Double
    private let cyclesPerFrame: Double
    private let weights: [Double]
    private var phase = 0.0

    init(
        channelCount: Int, framesPerSecond: Double, level: Double, hertz: Double,
        random: inout RandomSource
    ) {
        self.level = level
        self.cyclesPerFrame = hertz / framesPerSecond
        self.weights = (0..<channelCount).map { _ in random.uniform(in: 0.5...1) }
    }

    mutating func add(to frame: inout [Double]) {
        let angle = 2 * .pi * phase
        let value = level * (sin(angle) + 0.25 * sin(3 * angle))
        for channel in frame.indices { frame[channel] += weights[channel] * value }
        phase += cyclesPerFrame
        if phase >= 1 { phase -= phase.rounded(.down) }
    }
}

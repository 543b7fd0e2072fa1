import Foundation

/// Movement artifacts, contact pops and drift: what hands, cables and electrodes add.
struct Disturbances: Sendable {
    private let extras: SignalExtras
    private let framesPerSecond: Double
    private var random: RandomSource
    private var frameIndex = 0.0

    private var nextMovement: Double
    private var movementStart = 0.0
    private var movementFrames = 0.0
    private var movementWeights: [Double]
    private let movementDecay: Double
    private var movementStages = (0.0, 0.0)

    private var nextPop: Double
    private let popDecay: Double
    private var pops: [Double]
    private var isPopping = false

    private let driftDecay: Double
    private let driftInput: Double
    private var drifts: [Double]

    init(
        channelCount: Int, framesPerSecond: Double, extras: SignalExtras, random: RandomSource
    ) {
        self.extras = extras
        self.framesPerSecond = framesPerSecond
        self.random = random
        self.movementWeights = Array(repeating: 0, count: channelCount)
        self.movementDecay = exp(-2 * .pi * 2 / framesPerSecond)
        self.popDecay = exp(-1 / (0.1 * framesPerSecond))
        self.pops = movementWeights
        self.driftDecay = exp(-1 / (20 * framesPerSecond))
        self.driftInput = extras.driftMicrovolts * (1 - driftDecay * driftDecay).squareRoot()
        self.drifts = movementWeights
        self.nextMovement = .infinity
        self.nextPop = .infinity
        if extras.movementMicrovolts > 0 { nextMovement = wait(perHour: extras.movementsPerHour) }
        if extras.popMicrovolts > 0 { nextPop = wait(perHour: extras.popsPerHour) }
        for channel in drifts.indices {
            drifts[channel] = extras.driftMicrovolts * self.random.gaussian()
        }
    }

    mutating func add(to frame: inout [Double]) {
        if frameIndex >= nextMovement { beginMovement() }
        if frameIndex < movementStart + movementFrames { addMovement(to: &frame) }
        if frameIndex >= nextPop { beginPop() }
        if isPopping { addPops(to: &frame) }
        if driftInput > 0 {
            for channel in frame.indices {
                drifts[channel] = driftDecay * drifts[channel] + driftInput * random.gaussian()
                frame[channel] += drifts[channel]
            }
        }
        frameIndex += 1
    }

    /// Frames to the next event.
    private mutating func wait(perHour rate: Double) -> Double {
        rate > 0 ? random.exponential(mean: 3_600 / rate) * framesPerSecond : .infinity
    }

    private mutating func beginMovement() {
        movementStart = frameIndex
        movementFrames = random.uniform(in: 1...4) * framesPerSecond
        for channel in movementWeights.indices {
            movementWeights[channel] = random.uniform(in: 0.3...1)
        }
        nextMovement = movementStart + movementFrames + wait(perHour: extras.movementsPerHour)
    }

    /// Noise through two low-passes at 2 Hz, swelling and fading.
    private mutating func addMovement(to frame: inout [Double]) {
        // The gain brings the cascade to unit RMS: its variance is (1-a)⁴ (1+a²) / (1-a²)³.
        let a = movementDecay
        let rest = 1 - a * a
        let variance = (1 - a) * (1 - a) * (1 - a) * (1 - a) * (1 + a * a) / (rest * rest * rest)
        movementStages.0 = a * movementStages.0 + (1 - a) * random.gaussian()
        movementStages.1 = a * movementStages.1 + (1 - a) * movementStages.0
        let envelope = sin(.pi * (frameIndex - movementStart) / movementFrames)
        let value = extras.movementMicrovolts * envelope * movementStages.1 / variance.squareRoot()
        for channel in frame.indices { frame[channel] += movementWeights[channel] * value }
    }

    private mutating func beginPop() {
        let size = extras.popMicrovolts * random.uniform(in: 0.5...1.5)
        pops[random.index(below: pops.count)] += random.uniform() < 0.5 ? size : -size
        isPopping = true
        nextPop = frameIndex + wait(perHour: extras.popsPerHour)
    }

    private mutating func addPops(to frame: inout [Double]) {
        var largest = 0.0
        for channel in frame.indices {
            frame[channel] += pops[channel]
            pops[channel] *= popDecay
            largest = max(largest, abs(pops[channel]))
        }
        if largest < 1e-6 { isPopping = false }
    }
}

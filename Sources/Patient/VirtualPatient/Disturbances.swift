/// Movement artifacts, contact pops and drift: what hands, cables and electrodes add.
struct Disturbances: Equatable, Sendable {
    private let channelCount: Int
    private let extras: SignalExtras
    private let framesPerSecond: Double
    private var random: RandomSource
    private var frameIndex = 0.0

    private var nextMovement: Double
    private var movementStart = 0.0
    private var movementFrames = 0.0
    private var movementWeights: [Four]
    private let movementDecay: Double
    private var movementStage = 0.0
    private var movement = 0.0

    private var nextPop: Double
    private let popDecay: Double
    private var pops: [Four]
    private var isPopping = false

    private let driftDecay: Double
    private let driftInput: Double
    private var drifts: [Four]

    init(
        channelCount: Int, framesPerSecond: Double, extras: SignalExtras, random: RandomSource,
        start: borrowing NoiseSource
    ) {
        self.extras = extras
        self.framesPerSecond = framesPerSecond
        self.random = random
        self.channelCount = channelCount
        self.movementWeights = Array(repeating: .zero, count: Four.vectorCount(channelCount))
        self.movementDecay = Elementary.exp(-2 * .pi * 2 / framesPerSecond)
        self.popDecay = Elementary.exp(-1 / (0.1 * framesPerSecond))
        self.pops = movementWeights
        self.driftDecay = Elementary.exp(-1 / (20 * framesPerSecond))
        self.driftInput = extras.driftMicrovolts * (1 - driftDecay * driftDecay).squareRoot()
        self.drifts = movementWeights
        self.nextMovement = .infinity
        self.nextPop = .infinity
        if extras.movementMicrovolts > 0 { nextMovement = wait(perHour: extras.movementsPerHour) }
        if extras.popMicrovolts > 0 { nextPop = wait(perHour: extras.popsPerHour) }
        for block in drifts.indices {
            drifts[block] = extras.driftMicrovolts * start.drift(block)
        }
    }

    @inline(__always)
    mutating func add(to frame: inout [Four], noise: borrowing NoiseSource) {
        if frameIndex >= nextMovement { beginMovement() }
        if frameIndex < movementStart + movementFrames {
            addMovement(to: &frame, noise: noise.movement)
        }
        if frameIndex >= nextPop { beginPop() }
        if isPopping { addPops(to: &frame) }
        if driftInput > 0 {
            for block in frame.indices {
                drifts[block] = driftDecay * drifts[block] + driftInput * noise.drift(block)
                frame[block] += drifts[block]
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
        for channel in 0..<channelCount {
            movementWeights[number: channel] = random.uniform(in: 0.3...1)
        }
        nextMovement = movementStart + movementFrames + wait(perHour: extras.movementsPerHour)
    }

    /// Noise through two low-passes at 2 Hz, swelling and fading.
    private mutating func addMovement(to frame: inout [Four], noise: Double) {
        // The gain brings the cascade to unit RMS: its variance is (1-a)⁴ (1+a²) / (1-a²)³.
        let a = movementDecay
        let rest = 1 - a * a
        let variance = (1 - a) * (1 - a) * (1 - a) * (1 - a) * (1 + a * a) / (rest * rest * rest)
        movementStage = a * movementStage + (1 - a) * noise
        movement = a * movement + (1 - a) * movementStage
        let envelope = Elementary.sine(
            turns: 0.5 * (frameIndex - movementStart) / movementFrames)
        let value = extras.movementMicrovolts * envelope * movement / variance.squareRoot()
        for block in frame.indices { frame[block] += movementWeights[block] * value }
    }

    private mutating func beginPop() {
        let size = extras.popMicrovolts * random.uniform(in: 0.5...1.5)
        pops[number: random.index(below: channelCount)] += random.uniform() < 0.5 ? size : -size
        isPopping = true
        nextPop = frameIndex + wait(perHour: extras.popsPerHour)
    }

    private mutating func addPops(to frame: inout [Four]) {
        var largest = 0.0
        for block in frame.indices {
            frame[block] += pops[block]
            pops[block] *= popDecay
            largest = max(largest, pops[block].largestMagnitude)
        }
        if largest < 1e-6 { isPopping = false }
    }
}

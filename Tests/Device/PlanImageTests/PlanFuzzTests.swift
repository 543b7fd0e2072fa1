import ClosedLoop
import Detection
import FixedPoint
import Foundation
import Planning
import Stimulation
import TestSupport
import Testing

@testable import PlanImage

/// Images with a right checksum and wrong numbers: each is refused, or its plan runs over noise, a
/// gap, the converter's rails and flat lines without a trap, and never stimulates without a channel
/// that is free of faults. `QUENCH_FUZZ_COUNT` images, shared by the cases; 20,000 unless set.
@Suite("Plan images fuzzed")
struct PlanFuzzTests {
    private static let count =
        ProcessInfo.processInfo.environment["QUENCH_FUZZ_COUNT"].flatMap(Int.init) ?? 20_000

    enum Base: String, CaseIterable {
        case patterns, linear, trees, travelling, everyInput

        /// A plan that decides and stimulates at once, so that a few hops show what it does.
        func plan() throws -> ImagedPlan {
            let model: DetectorModel? =
                switch self {
                case .patterns: nil
                case .linear: randomModel(.linear, channelCount: 3, seed: 7, rate: 250)
                case .trees: randomModel(.trees, channelCount: 3, seed: 7, rate: 250)
                case .travelling: randomModel(.travelling, channelCount: 3, seed: 7)
                case .everyInput:
                    randomModel(
                        .trees, channelCount: 3, seed: 7, rate: 250,
                        features: [.rhythm, .fastActivity])
                }
            var plan = try devicePlan(
                """
                detector: {hopMilliseconds: 8}
                safeStateSeconds: 0.1
                stimulation:
                  therapies:
                    - bursts:
                        - {amplitudeMilliamperes: 2, pulseWidthMicroseconds: 160,
                           interphaseGapMicroseconds: 0, frequencyHertz: 200,
                           durationMilliseconds: 10, cathodes: [1, 2], anodes: [3, 4]}
                  startDelayMilliseconds: 0
                  blankingMilliseconds: 0
                  redetectionSeconds: 0
                """, rate: 250, channelCount: 3, model: model)
            plan.loop.constants.safeStateHops = 2
            var detection = plan.loop.detection
            detection.holdOffHops = 0
            detection.settleHops = 0
            detection.onsetHops = 1
            for feature in 0..<Feature.count {
                detection.measures.windowHops[feature] = Int32(3 + feature)
            }
            detection.quality.flatWeight = detection.quality.levelMax / 2
            detection.patterns[0].isRelative = false
            detection.patterns[0].threshold = 0
            detection.patterns[0].votesMin = 1
            detection.patterns[0].rhythmMin = 0
            detection.learned.threshold = -1 << 29
            detection.learned.operatingPoint.aboveMax = 0
            plan.loop.constants.detection = detection
            return plan
        }
    }

    @Test("a plan that is accepted does no harm", arguments: Base.allCases, 0..<4)
    func acceptedPlansDoNoHarm(base: Base, seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let whole = image(of: try base.plan())
        let images = Self.count / (Base.allCases.count * 4)
        var accepted = 0
        var stimulating = 0
        for index in 0..<images {
            var bytes = whole
            // The first as it is, so that the base itself is known to stimulate.
            if index > 0 { mutate(&bytes, &random) }
            guard let plan = try? read(bytes) else { continue }
            accepted += 1
            let therapies = exercise(plan.loop, "\(base) \(seed) \(index)")
            stimulating += therapies > 0 ? 1 : 0
            if index == 0 { #expect(therapies > 0) }
        }
        #expect(accepted * 10 > images, "hardly any image was accepted")
        #expect(stimulating * 10 > accepted, "hardly any plan stimulated")
    }

    /// One to four words changed as chance and malice would, and the checksum made right.
    private func mutate(_ bytes: inout [UInt8], _ random: inout SplitMix64) {
        let end = bytes.count / 4 - 1
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            // The numbers stand first; a model's tables are long and much alike.
            let place = Int.random(
                in: 3..<(Bool.random(using: &random) ? min(end, 289) : end), using: &random)
            let old = word(bytes, place)
            let edges: [UInt32] = [
                0, 1, .max, 1 << 31, .max >> 1, 1 << 30, 1 << 24, 1 << 16, 1_000, 1_024, 512,
            ]
            let new =
                switch Int.random(in: 0..<6, using: &random) {
                case 0: old ^ (1 << UInt32.random(in: 0..<32, using: &random))
                case 1: old &+ UInt32.random(in: 0...8, using: &random) &- 4
                case 2: edges.randomElement(using: &random)!
                case 3: UInt32.random(in: 0..<64, using: &random)
                case 4: word(bytes, Int.random(in: 3..<end, using: &random))
                default: UInt32(truncatingIfNeeded: random.next())
                }
            for byte in 0..<4 {
                bytes[place * 4 + byte] = UInt8(truncatingIfNeeded: new >> UInt32(8 * byte))
            }
        }
        seal(&bytes)
    }

    /// Runs a few hops of each kind of signal; the number of therapies.
    private func exercise(_ plan: LoopPlan, _ name: String) -> Int {
        let region = UnsafeMutableRawBufferPointer.allocate(
            byteCount: ClosedLoop.memoryBytes(for: plan), alignment: WorkingMemory.alignment)
        defer { unsafe region.deallocate() }
        var loop = unsafe ClosedLoop(plan: plan, memory: region)
        let frameCount = min(4 * Int(plan.detection.hopFrames), 64)
        var therapies = 0
        for signal in Signal.allCases {
            let frames = signal.frames(frameCount, groupCount: loop.groupCount)
            var firstFrame = loop.nextFrame + (signal == .afterGap ? 100 : 0)
            var offset = 0
            while offset < frameCount {
                let step = loop.step(
                    frames.span, frameCount: frameCount, from: offset, firstFrame: firstFrame)
                offset += step.framesTaken
                firstFrame += Int64(step.framesTaken)
                guard let decision = step.decision else { continue }
                for index in 0..<Int(decision.pulseCount) {
                    let amplitude = loop.pulse(index).amplitudeMicroamperes
                    #expect(amplitude <= StimulationLimits.amplitudeMicroamperesMax, "\(name)")
                }
                guard case .started = decision.response else { continue }
                therapies += 1
                let isUsable = (0..<Int(plan.detection.channelCount)).contains {
                    loop.reading(ofGroup: $0 / 8).faults(ofLane: $0 % 8) == 0
                }
                #expect(isUsable, "\(name): a therapy with every channel at fault")
            }
        }
        _ = loop.finish(.sourceEnded)
        return therapies
    }

    private enum Signal: CaseIterable {
        case noise, afterGap, rail, flat, noiseAgain

        func frames(_ count: Int, groupCount: Int) -> [CountLanes] {
            switch self {
            case .rail:
                return [CountLanes](
                    repeating: CountLanes(repeating: 32_767), count: count * groupCount)
            case .flat:
                return [CountLanes](repeating: CountLanes(repeating: 12), count: count * groupCount)
            case .noise, .afterGap, .noiseAgain:
                return (0..<count * groupCount).map { Self.hiss[$0 % Self.hiss.count] }
            }
        }

        private static let hiss: [CountLanes] = {
            var random = SplitMix64(seed: 3)
            return (0..<257).map { _ in
                let (low, high) = (random.next(), random.next())
                return unsafe unsafeBitCast(SIMD2(low, high), to: CountLanes.self) &>> 4
            }
        }()
    }
}

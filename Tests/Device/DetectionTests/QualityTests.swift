import Detection
import Foundation
import Testing

/// Each fault on one channel, among channels that have none.
@Suite("Signal quality")
struct QualityTests {
    private static let yaml = """
        detector:
          quality:
            recoverySeconds: 1.5
            saturatedSeconds: 0.2
            flatSeconds: 0.5
            contactRangePercent: 50
            contactSeconds: 0.1
        """
    private static let rates = [250, 512, 1_000, 2_000]

    private static func background(_ frames: Int, seed: UInt64) -> Counts {
        noise(amplitude: 400, frames: frames, seed: seed)
    }

    /// Five channels of noise, channel 3 with a fault from one second to another.
    private func run(
        _ plan: DetectionPlan, rate: Int, seconds: Int, _ fault: (Int) -> Int16?
    ) -> [DetectorRun.Hop] {
        var channels: [Int: Counts] = [:]
        for channel in 0..<5 {
            channels[channel] = Self.background(rate * seconds, seed: UInt64(channel))
        }
        for frame in 0..<rate * seconds {
            if let count = fault(frame) { channels[3]?[frame] = count }
        }
        return DetectorRun(plan).run(channels)
    }

    enum Shape: String, CaseIterable {
        case missing, high, low, flat, contact
    }

    @Test(
        "a fault is named after its time, others are not, and it is over after the recovery",
        arguments: Shape.allCases, rates)
    func fault(shape: Shape, rate: Int) throws {
        let plan = try planned(Self.yaml, rate: rate, channelCount: 5).plan.detection
        let hopFrames = Int(plan.hopFrames)
        let hopSeconds = Double(hopFrames) / Double(rate)
        // From 1 s to 3 s, whole hops.
        let from = Int((1 / hopSeconds).rounded(.up)) * hopFrames
        let to = Int((3 / hopSeconds).rounded(.up)) * hopFrames
        let hops = run(plan, rate: rate, seconds: 6) { frame in
            guard frame >= from, frame < to else { return nil }
            // At another place of each hop, so that the fault has no frequency of its own.
            let place = (frame + frame / hopFrames * 7) % hopFrames
            let nearRail = 32_000 + Int16(frame * 7_919 % 601)
            switch shape {
            case .missing: return place == 0 ? Int16.min : nil
            case .high: return place == 0 ? 32_767 : nearRail
            case .low: return place == 0 ? -32_767 : -nearRail
            case .flat: return 1_234
            case .contact: return place == 0 ? -17_000 : (place == 2 ? 17_000 : nil)
            }
        }
        let expected: (fault: ChannelFault, seconds: Double) =
            switch shape {
            case .missing: (.missing, 0)
            case .high, .low: (.saturated, 0.2)
            case .flat: (.flat, 0.5)
            case .contact: (.brokenContact, 0.1)
            }
        let isBad = hops.map { $0.faults(3).contains(expected.fault) }
        let first = try #require(isBad.firstIndex(of: true))
        let last = try #require(isBad.lastIndex(of: true))
        #expect(isBad[first...last].allSatisfy { $0 })
        // Hops with the fault until it is named, and hops without it until it is over.
        let needed = max(1, Int((expected.seconds / hopSeconds).rounded(.up)))
        #expect(first - from / hopFrames + 1 == needed)
        let recovery = Int((1.5 / hopSeconds).rounded(.up))
        #expect(last + 1 - to / hopFrames + 1 == recovery)
        for (index, hop) in hops.enumerated() {
            for channel in [0, 1, 2, 4] { #expect(hop.faults(channel) == []) }
            // The missing code is a jump and lies beyond the rail: it may be all three.
            let others = hop.faults(3).filter { $0 != expected.fault }
            #expect(others.isEmpty || shape == .missing, "hop \(index): \(others)")
        }
    }

    @Test("a fault too short to count is no fault")
    func tooShort() throws {
        let plan = try planned(Self.yaml, rate: 500, channelCount: 5).plan.detection
        // 0.18 s at the rail, twice, 1.5 s apart: less than 0.2 s in all by then.
        let hops = run(plan, rate: 500, seconds: 5) { frame in
            (500..<590).contains(frame) || (1_340..<1_430).contains(frame)
                ? (frame % 2 == 0 ? 32_767 : 32_766) : nil
        }
        #expect(hops.allSatisfy { $0.faults(3) == [] })
    }

    @Test(
        "mains are named at their frequency",
        arguments: [50.0, 60, 50.2, 59.8], [200, 256, 512, 1_000, 2_048])
    func mains(hertz: Double, rate: Int) throws {
        let plan = try planned(Self.yaml, rate: rate, channelCount: 5).plan.detection
        let wave = sine(hertz, amplitude: 3_000, rate: Double(rate), frames: rate * 7)
        let hops = run(plan, rate: rate, seconds: 12) { frame in
            frame < rate * 7 ? wave[frame] : nil
        }
        // Two frequencies in turn, a second each.
        let perSecond = Double(rate) / Double(plan.hopFrames)
        let index = { (seconds: Double) in Int(seconds * perSecond) }
        #expect(hops[index(2.2)..<index(7)].allSatisfy { $0.faults(3) == [.mains] })
        // Named until the next measurement has found none and the recovery has passed.
        #expect(hops[index(11.8)...].allSatisfy { $0.faults(3) == [] })
        for hop in hops { #expect([0, 1, 2, 4].allSatisfy { hop.faults($0) == [] }) }
    }

    @Test(
        "what is not mains is not called so",
        arguments: [10.0, 25, 40, 45, 55, 65, 80, 100])
    func notMains(hertz: Double) throws {
        let plan = try planned(Self.yaml, rate: 512, channelCount: 5).plan.detection
        let wave = sine(hertz, amplitude: 3_000, rate: 512, frames: 512 * 5)
        let hops = run(plan, rate: 512, seconds: 5) { wave[$0] }
        #expect(hops.allSatisfy { $0.faults(3) == [] })
    }

    @Test("mains stay named between measurements however short the recovery")
    func mainsWithShortRecovery() throws {
        let yaml = "detector: {quality: {recoverySeconds: 0.1}}"
        let plan = try planned(yaml, rate: 250, channelCount: 5).plan.detection
        let wave = sine(60, amplitude: 3_000, rate: 250, frames: 250 * 8)
        let hops = run(plan, rate: 250, seconds: 8) { wave[$0] }
        #expect(hops[110...].allSatisfy { $0.faults(3) == [.mains] })
    }

    @Test("a bad channel neither votes nor learns, and does both again when it is well")
    func badChannel() throws {
        let yaml = """
            detector:
              shortTermSeconds: {lineLength: 0.2, area: 0.2}
              longTermSeconds: 10
              patterns: [{feature: lineLength, thresholdPercent: 300}]
              quality: {recoverySeconds: 1, saturatedSeconds: 0, contactRangePercent: 100, mainsHertz: []}
            """
        let plan = try planned(yaml, rate: 250, channelCount: 5).plan.detection
        // From 8 s to 9 s channel 3 hits the rail now and then; the signal is loud until 11 s.
        let loud = noise(amplitude: 16_000, frames: 250 * 14, seed: 77)
        let hops = run(plan, rate: 250, seconds: 14) { frame in
            switch frame {
            case 2_000..<2_250: frame % 5 == 0 ? 32_767 : loud[frame]
            case 2_250..<2_750: loud[frame]
            default: nil
            }
        }
        #expect(hops[300..<400].allSatisfy { $0.votes.usable[0] == 5 && $0.votes.cast[0] == 0 })
        // Recovery lasts 50 hops from hop 450.
        let trend = hops[399].trend(.lineLength, 3)
        for hop in hops[400..<499] {
            #expect(hop.faults(3) == [.saturated])
            #expect(hop.votes.usable[0] == 4 && hop.votes.cast[0] == 0)
            #expect(hop.reading(3).votes == 0)
            #expect(hop.trend(.lineLength, 3) == trend)
        }
        for hop in hops[499..<550] {
            #expect(hop.votes.usable[0] == 5 && hop.votes.cast[0] == 1 && hop.reading(3).votes == 1)
        }
        #expect(hops[549].trend(.lineLength, 3) > trend)
    }
}

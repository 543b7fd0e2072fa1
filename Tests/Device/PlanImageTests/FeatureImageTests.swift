import Detection
import PlanImage
import Planning
import TestSupport
import Testing

/// Images of models with rhythm and fast activity: a program that does not know these refuses the
/// family's word, and images without them are what they were.
@Suite("Plan images with rhythm and fast activity")
struct FeatureImageTests {
    /// Where the family's word is, in words.
    private static let family = 324
    private static let bytes: [DetectorModel.Family: Int] = [
        .linear: 3_448, .trees: 4_216, .travelling: 1_420,
    ]

    private func plan(
        _ family: DetectorModel.Family, _ features: [LearnedFeature] = [.rhythm, .fastActivity],
        seed: UInt64 = 1
    ) throws -> ImagedPlan {
        try devicePlan(
            channelCount: 8,
            model: randomModel(family, channelCount: 6, seed: seed, features: features))
    }

    @Test(
        "what is read decides as what was written, and writes the image it came from",
        arguments: DetectorModel.Family.allCases,
        [[.rhythm], [.fastActivity], [.rhythm, .fastActivity]] as [[LearnedFeature]])
    func roundTrip(family: DetectorModel.Family, features: [LearnedFeature]) throws {
        let written = try plan(family, features)
        let first = image(of: written)
        #expect(first.count == Self.bytes[family] && first.count == written.device.imageByteCount)
        #expect(first.count <= DevicePlan.imageByteCountMax)
        #expect(word(first, Self.family) > 255)
        let second = try read(first)
        #expect(image(of: second) == first)
        #expect(
            second.loop.detection.learned.features.bits
                == written.loop.detection.learned.features.bits)
        var (one, other) = (SplitMix64(seed: 5), SplitMix64(seed: 5))
        let hash = run(written.loop, &one, blocks: 200)
        #expect(run(second.loop, &other, blocks: 200) == hash)
        var third = SplitMix64(seed: 5)
        #expect(run(try plan(family, features, seed: 99).loop, &third, blocks: 200) != hash)
    }

    @Test("without them the family's word is the family", arguments: DetectorModel.Family.allCases)
    func without(family: DetectorModel.Family) throws {
        #expect(word(image(of: try plan(family, [])), Self.family) < 5)
    }

    @Test("every word belongs to the plan's identity", arguments: DetectorModel.Family.allCases)
    func identity(family: DetectorModel.Family) throws {
        let plan = try plan(family)
        let whole = image(of: plan)
        var seen: Set<UInt64> = [plan.loop.identity]
        for place in Self.family..<whole.count / 4 - 1 {
            var bytes = whole
            put(word(whole, place) ^ 1, at: place, in: &bytes)
            guard let changed = try? read(bytes) else { continue }
            #expect(image(of: changed) == bytes)
            #expect(seen.insert(changed.loop.identity).inserted, "word \(place)")
        }
        #expect(seen.count > 4)
    }

    /// The family's word with a bit changed, and the kind of refusal.
    @Test(
        "inputs that there are not are refused",
        arguments: [(8, 6), (9, 6), (10, 6), (13, 6), (15, 6), (16, 5), (31, 5)]
            as [(UInt32, UInt32)],
        DetectorModel.Family.allCases)
    func unknown(change: (bit: UInt32, code: UInt32), family: DetectorModel.Family) throws {
        var bytes = image(of: try plan(family))
        put(word(bytes, Self.family) | 1 << change.bit, at: Self.family, in: &bytes)
        let error = #expect(throws: PlanImageError.self) { try read(bytes) }
        #expect(error?.code == change.code)
    }

    @Test("inputs that are not measured, and those of no family, are refused")
    func unmeasured() throws {
        var plan = try plan(.travelling)
        var features = FeatureSet()
        features.insert(.lineLength)
        for extra in [Feature.rhythm, .fastActivity] {
            var measured = features
            measured.insert(extra)
            plan.loop.constants.detection.features = measured
            let error = #expect(throws: PlanImageError.self) { try read(image(of: plan)) }
            #expect(error?.code == 6)
        }
        var none = image(of: try devicePlan())
        put(UInt32(8) << 8, at: Self.family, in: &none)
        let error = #expect(throws: PlanImageError.self) { try read(none) }
        #expect(error?.code == 5)
    }
}

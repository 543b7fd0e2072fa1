import ClosedLoop
import PlanImage
import Planning
import TestSupport
import Testing

/// A plan is known by every number of it.
@Suite("Identity of a plan")
struct IdentityTests {
    @Test(
        "every word that an image has belongs to it, but for those of the device",
        arguments: [
            nil, DetectorModel.Family.linear, .trees, .travelling,
        ])
    func everyWordCounts(family: DetectorModel.Family?) throws {
        let model = family.map { randomModel($0, channelCount: 6, seed: 1) }
        let plan = try devicePlan(channelCount: 8, model: model)
        let whole = image(of: plan)
        var seen: Set<UInt64> = [plan.loop.identity]
        var accepted = 0
        for place in 3..<whole.count / 4 - 1 {
            var bytes = whole
            put(word(whole, place) ^ 1, at: place, in: &bytes)
            guard let changed = try? read(bytes), image(of: changed) == bytes else { continue }
            accepted += 1
            let isDevices = changed.blockFrames != plan.blockFrames
            #expect(seen.insert(changed.loop.identity).inserted != isDevices, "word \(place)")
        }
        #expect(accepted > 100)
    }

    @Test("a detector's is the same whatever the therapy")
    func detectorAlone() throws {
        let plan = try devicePlan().loop
        let weaker = try devicePlan("stimulation: {startDelayMilliseconds: 3}").loop
        let other = try devicePlan("detector: {onsetSeconds: 0.4}").loop
        #expect(plan.identity != weaker.identity)
        #expect(plan.detectorIdentity == weaker.detectorIdentity)
        #expect(plan.detectorIdentity != other.detectorIdentity)
    }
}

import PlanImage
import TestSupport
import Testing

@Suite("Plan image")
struct RoundTripTests {
    @Test(
        "a plan that is read is the plan that was written, field by field, and writes its image",
        arguments: [
            "", "stimulation: {mode: off}", "detector: {highPassHertz: 0, bandPassOrder: 2}",
            "detector: {patterns: [{thresholdAbsolute: 20}]}",
            "detector: {features: [lineLength, area], patterns: [{feature: lineLength, thresholdPercent: 200}, {feature: area, thresholdPercent: 250}]}",
            "detector: {features: [lineLength, rhythm], patterns: [{rhythmPercent: 33, thresholdPercent: 200}]}",
            "detector: {features: [fastActivity], patterns: [{feature: fastActivity, thresholdPercent: 170}]}",
        ], [(4, 250), (32, 512), (1_024, 5_000)])
    func roundTrip(yaml: String, size: (channels: Int, rate: Int)) throws {
        let written = try devicePlan(yaml, rate: size.rate, channelCount: size.channels)
        let first = image(of: written)
        let read = try read(first)
        let fields = everyField(of: written.device)
        #expect(fields.count > 250)
        for (own, other) in zip(fields, everyField(of: read.device)) where own != other {
            Issue.record("written \(own), read \(other)")
        }
        #expect(first == image(of: read))
    }

    @Test("two plans that differ differ in the fields that say so")
    func difference() throws {
        let left = everyField(of: try devicePlan("detector: {onsetSeconds: 0.3}").device)
        let right = everyField(of: try devicePlan("detector: {onsetSeconds: 0.5}").device)
        let differing = zip(left, right).filter { $0 != $1 }.map { $0.0 }
        #expect(differing.count == 1 && differing[0].hasPrefix(".loop.detection.onsetHops: "))
    }
}

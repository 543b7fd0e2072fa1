import PlanImage
import Testing

@Suite("Plan image")
struct RoundTripTests {
    @Test(
        "a plan that is read writes the image it came from",
        arguments: [
            "", "stimulation: {mode: off}", "detector: {highPassHertz: 0, bandPassOrder: 2}",
            "detector: {patterns: []}", "detector: {features: [lineLength, area]}",
        ], [(4, 250), (32, 512), (1_024, 5_000)])
    func roundTrip(yaml: String, size: (channels: Int, rate: Int)) throws {
        let first = image(of: try devicePlan(yaml, rate: size.rate, channelCount: size.channels))
        let second = image(of: try read(first))
        #expect(first == second)
    }
}

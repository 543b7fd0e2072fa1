import Detection
import Testing

@Suite("Limits of the detector")
struct LimitsTests {
    @Test("no sum of the detector leaves 32 bits, whatever a valid plan says")
    func relations() { #expect(DetectionLimits.areConsistent) }
}

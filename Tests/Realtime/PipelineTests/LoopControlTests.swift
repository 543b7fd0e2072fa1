import Detection
import Testing

@testable import Pipeline

/// Changes on their way into the loop: each is taken whole, once, and says from where on it holds.
@Suite struct LoopControlTests {
    private static func values(_ number: Int32, isSuspended: Bool = false) -> LoopControl.Values {
        var thresholds = DetectionThresholds(DetectionPlan())
        for index in thresholds.patterns.indices { thresholds.patterns[index] = number }
        thresholds.learned = -number
        return .init(isSuspended: isSuspended, thresholds: thresholds)
    }

    @Test func aChangeIsTakenOnceAndSaysWhere() {
        let control = LoopControl()
        #expect(control.frameTaken == nil && control.take(at: 40) == nil)
        control.give(Self.values(7, isSuspended: true))
        #expect(control.frameTaken == nil)
        #expect(control.take(at: 80) == Self.values(7, isSuspended: true))
        #expect(control.frameTaken == 80 && control.take(at: 120) == nil)
        control.give(Self.values(9))
        #expect(control.frameTaken == nil && control.take(at: 160) == Self.values(9))
        #expect(control.frameTaken == 160)
    }
}

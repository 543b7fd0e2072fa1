import ClosedLoop
import Detection
import Stimulation
import Testing

@testable import Pipeline

@Suite struct ActuatorTests {
    private static func stamps(acquiredFirst: Int64) -> HopStamps {
        var stamps = HopStamps()
        stamps.acquiredFirst = acquiredFirst
        return stamps
    }

    @Test func aTrainActsAfterTheStartDelayAllElseAtOnce() {
        var actuator = Actuator(budgetNanoseconds: nil, startDelayNanoseconds: 2_000)
        for (command, edge) in [
            (ActuatorCommand.noStimulation, 500), (.start, 2_500), (.proceed, 500), (.cut, 500),
        ] as [(ActuatorCommand, Int64)] {
            var stamps = Self.stamps(acquiredFirst: 100)
            let isInTime = actuator.take(command, &stamps, at: 500)
            #expect(isInTime)
            #expect(actuator.latest == command)
            #expect(stamps.commanded == 500)
            #expect(stamps.actuated == edge)
            #expect(stamps.sampleToActuatorNanoseconds == edge - 100)
        }
    }

    /// The budget runs from the hop's first sample to a first edge: the start delay counts.
    @Test(arguments: [(7_999, true), (8_000, true), (8_001, false), (100_000, false)])
    func theBudgetHoldsToTheNanosecond(now: Int64, isInTime: Bool) {
        for command in [ActuatorCommand.start, .noStimulation] {
            var actuator = Actuator(budgetNanoseconds: 10_000, startDelayNanoseconds: 2_000)
            var stamps = Self.stamps(acquiredFirst: 0)
            #expect(actuator.take(command, &stamps, at: now) == isInTime)
            #expect(actuator.latest == (isInTime ? command : .cut))
            // A train that is withheld has no edge.
            #expect(stamps.actuated == (isInTime && command == .start ? now + 2_000 : now))
        }
    }

    @Test func commandsFollowFromDecisions() {
        var decision = Decision()
        decision.state = .watching
        #expect(ActuatorCommand(decision) == .noStimulation)
        decision.state = .blanked
        #expect(ActuatorCommand(decision) == .proceed)
        decision.state = .safe
        #expect(ActuatorCommand(decision) == .cut)
        decision.state = .inEpisode
        #expect(ActuatorCommand(decision) == .noStimulation)
        decision.response = .started(therapyIndex: 0, firstPulseMicroseconds: 5)
        #expect(ActuatorCommand(decision) == .start)
    }
}

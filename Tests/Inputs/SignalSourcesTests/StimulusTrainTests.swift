import Planning
import SignalSources
import Stimulation
import Testing
import VirtualPatient

@Suite("A therapy as the patient's pulses")
struct StimulusTrainTests {
    @Test("two bursts with their pause, at the programme's period")
    func pulses() throws {
        let burst = BurstProgram(
            amplitudeMicroamperes: 3_000, pulseWidthMicroseconds: 160,
            interphaseGapMicroseconds: 40, pulsePeriodMicroseconds: 5_000, pulseCount: 3,
            cathodes: ContactSet(rawValue: 0b11), anodes: .caseElectrode)
        let pulses = TherapyProgram(burst, pauseMicroseconds: 7_000, then: burst).stimulusPulses
        #expect(pulses.map(\.startMicroseconds) == [0, 5_000, 10_000, 22_000, 27_000, 32_000])
        #expect(
            pulses.allSatisfy {
                $0.amplitudeMicroamperes == 3_000 && $0.firstPhaseMicroseconds == 160
                    && $0.secondPhaseMicroseconds == 160 && $0.interphaseGapMicroseconds == 40
                    && $0.cathodes == 0b11 && $0.anodes == 0 && $0.caseIsAnode
                    && !$0.caseIsCathode
            })
        #expect(TherapyProgram(burst).stimulusPulses.count == 3)
    }

    @Test("the default therapy is as long as its programme says")
    func standard() throws {
        let plan = try Planner.plan(Settings.standard.stimulation)
        let program = plan.therapies.therapy(0)
        let last = try #require(program.stimulusPulses.last)
        let period = Int64(program.burst(program.burstCount - 1).pulsePeriodMicroseconds)
        #expect(last.startMicroseconds + period == program.trainMicroseconds)
    }
}

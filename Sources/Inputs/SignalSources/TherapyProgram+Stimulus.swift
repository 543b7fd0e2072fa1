import Stimulation
import VirtualPatient

extension TherapyProgram {
    /// The pulses of the whole train as the patient's contacts deliver them, the first edge at 0.
    public var stimulusPulses: [StimulusPulse] {
        var pulses: [StimulusPulse] = []
        var start: Int64 = 0
        for index in 0..<burstCount {
            let burst = burst(index)
            for _ in 0..<burst.pulseCount {
                pulses.append(
                    StimulusPulse(
                        Pulse(
                            startMicroseconds: start,
                            amplitudeMicroamperes: burst.amplitudeMicroamperes,
                            firstPhaseMicroseconds: burst.pulseWidthMicroseconds,
                            interphaseGapMicroseconds: burst.interphaseGapMicroseconds,
                            secondPhaseMicroseconds: burst.pulseWidthMicroseconds,
                            cathodes: burst.cathodes, anodes: burst.anodes)))
                start += Int64(burst.pulsePeriodMicroseconds)
            }
            start += Int64(pauseMicroseconds)
        }
        return pulses
    }
}

import VirtualPatient

@testable import Experiment

/// A quick experiment: a zone beyond its threshold has seizures of some 20 s from the first second on,
/// and is followed for 12 s. Half a second of 200 Hz, the first lead against the case.
func quickExperiment(
    seeds: [UInt64], delays: [Double] = [1, 6], amplitudes: [Int32] = [0, 1_000, 6_000]
) -> DoseResponse {
    var patient = PatientParameters()
    patient.zoneX0 = -2
    patient.initialPermittivityRise = 0
    var experiment = DoseResponse(
        patient: patient, channelCount: 4, seeds: seeds, delaysSeconds: delays,
        amplitudesMicroamperes: amplitudes,
        train: (0..<100).map {
            StimulusPulse(
                startMicroseconds: $0 * 5_000, amplitudeMicroamperes: 1_000,
                firstPhaseMicroseconds: 160, secondPhaseMicroseconds: 160, cathodes: 0b1111,
                anodes: 0, caseIsAnode: true)
        })
    experiment.warmUpSeconds = 0
    experiment.searchSeconds = 3
    experiment.abortSeconds = 2
    experiment.followUpSeconds = 12
    return experiment
}

/// A patient that has no seizure.
func quietExperiment(seeds: [UInt64]) -> DoseResponse {
    var experiment = quickExperiment(seeds: seeds)
    experiment.patient.zoneX0 = -3
    return experiment
}

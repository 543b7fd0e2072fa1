import Stimulation
import VirtualPatient

/// A copy of a virtual patient that goes through a run a second time, beside it: with the pulses that
/// were reported, or without any, as the untreated twin.
public struct PatientFollower: Sendable {
    /// As it is at the frame that it was last brought to.
    public private(set) var patient: VirtualPatient
    private var samples: [Float] = []

    /// - Parameter patient: as it was before the run.
    public init(_ patient: VirtualPatient) { self.patient = patient }

    /// Goes on to `frame`, feeling `pulses`; every pulse that begins before `frame` must be among
    /// those handed over so far.
    public mutating func follow(toFrame frame: Int64, pulses: [Pulse] = []) throws(PatientError) {
        for pulse in pulses { try patient.deliver(StimulusPulse(pulse)) }
        while patient.frameIndex < frame {
            let count = Int(min(1_024, frame - patient.frameIndex))
            let size = count * patient.channelCount
            if samples.count != size { samples = Array(repeating: 0, count: size) }
            try patient.advance(frames: count, into: &samples)
        }
    }
}

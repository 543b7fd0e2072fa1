@testable import VirtualPatient

/// The default patient as bare network: nothing recorded but the nodes.
func quietPatient() -> PatientParameters {
    var parameters = PatientParameters()
    parameters.extras = .none
    return parameters
}

/// A patient whose zone is beyond its threshold, so that a seizure comes within seconds.
func eagerPatient() -> PatientParameters {
    var parameters = quietPatient()
    parameters.zoneX0 = -1.9
    parameters.initialPermittivityRise = 0
    return parameters
}

extension VirtualPatient {
    /// The next `frames` frames, [channel][frames].
    mutating func frames(_ frames: Int) throws -> [Float] {
        var samples = [Float](repeating: 0, count: frames * channelCount)
        try advance(frames: frames, into: &samples)
        return samples
    }

    /// Goes on for `seconds` at a whole rate in Hz, in blocks, and throws the frames away.
    mutating func pass(seconds: Double, rate: Int) throws {
        var left = Int(seconds * Double(rate))
        while left > 0 {
            let count = min(left, rate)
            _ = try frames(count)
            left -= count
        }
    }

    /// Delivers a train from the present frame on: the first lead against the case.
    mutating func deliverTrain(
        microamperes: Int32, hertz: Int64 = 200, milliseconds: Int64 = 500, rate: Int,
        cathodes: UInt64 = 0b1111
    ) throws {
        let start = frameIndex * 1_000_000 / Int64(rate)
        for index in 0..<(milliseconds * hertz / 1_000) {
            try deliver(
                StimulusPulse(
                    startMicroseconds: start + index * 1_000_000 / hertz,
                    amplitudeMicroamperes: microamperes, firstPhaseMicroseconds: 160,
                    secondPhaseMicroseconds: 160, cathodes: cathodes, anodes: 0, caseIsAnode: true))
        }
    }
}

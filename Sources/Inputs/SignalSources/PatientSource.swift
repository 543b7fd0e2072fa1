import Planning
import Recordings
import Stimulation
import VirtualPatient

/// A virtual patient as a source of frames for the loop: hop after hop, each of which feels the
/// pulses of the hops before.
public struct PatientSource: Sendable {
    /// The front end, and what it has counted so far.
    public private(set) var frontEnd: FrontEnd
    /// From 0 to the end of the last whole hop.
    public let frameRange: Range<Int64>
    /// As it is after the hops handed over.
    public private(set) var patient: VirtualPatient
    /// The pulses that it got, in order.
    public private(set) var pulses: [Pulse] = []
    private var block: SampleBlock
    private var watch: SeizureWatch?

    /// - Parameters:
    ///   - hopFrames: frames handed over at once, all of them or none.
    ///   - durationFrames: cut to whole hops.
    ///   - news: told of each seizure's begin and end.
    public init(
        _ patient: VirtualPatient, _ plan: FrontEndPlan, hopFrames: Int, durationFrames: Int64,
        news: SeizureNews? = nil
    ) {
        self.patient = patient
        watch = news.map(SeizureWatch.init)
        frameRange = 0..<(durationFrames / Int64(hopFrames) * Int64(hopFrames))
        block = SampleBlock(channelCount: patient.channelCount, capacityFrames: hopFrames)
        frontEnd = FrontEnd(plan, blockFramesMax: hopFrames)
    }

    /// The channels of a patient as a front end sees them, named as its contacts.
    public static func channels(count: Int, rate: SamplingRate) -> [RecordingChannel] {
        StandardLayout.contactNames(count: count).enumerated().map { contact, name in
            RecordingChannel(index: contact, name: name, rate: rate)
        }
    }

    mutating func read(
        into counts: inout MutableSpan<SIMD8<Int16>>, framesMax: Int
    ) throws(PatientError) -> SourceFrames? {
        let firstFrame = patient.frameIndex
        guard firstFrame < frameRange.upperBound else { return nil }
        let frames = block.capacityFrames
        precondition(framesMax >= frames, "a patient hands over whole hops")
        try block.refill(firstFrame: firstFrame) { (values: inout [Float]) throws(PatientError) in
            try patient.advance(frames: frames, into: &values)
        }
        watch?.look(at: patient)
        frontEnd.convert(block, frames: 0..<frames, into: &counts)
        return SourceFrames(firstFrame: firstFrame, frameCount: frames)
    }

    mutating func deliver(_ pulse: Pulse) throws(PatientError) {
        try patient.deliver(StimulusPulse(pulse))
        pulses.append(pulse)
    }
}

extension StimulusPulse {
    /// A pulse of the stimulator as the patient's contacts of the same numbers deliver it.
    public init(_ pulse: Pulse) {
        let contacts = UInt64(0xffff)
        self.init(
            startMicroseconds: pulse.startMicroseconds,
            amplitudeMicroamperes: pulse.amplitudeMicroamperes,
            firstPhaseMicroseconds: pulse.firstPhaseMicroseconds,
            interphaseGapMicroseconds: pulse.interphaseGapMicroseconds,
            secondPhaseMicroseconds: pulse.secondPhaseMicroseconds,
            cathodes: UInt64(pulse.cathodes.rawValue) & contacts,
            anodes: UInt64(pulse.anodes.rawValue) & contacts,
            caseIsCathode: pulse.cathodes.contains(16), caseIsAnode: pulse.anodes.contains(16))
    }
}

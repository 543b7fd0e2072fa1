import VirtualPatient

/// Ten seconds of eight patients in lanes, recorded as `quench simulate` does by default: 8 contacts
/// at 512 Hz, a hop at a time.
public struct LanesWorkload: Sendable {
    public static let channelCount = 8
    public static let rateHertz = 512
    public static let laneCount = 8
    private static let hopFrames = 16
    private static let durationSeconds = 10

    /// Simulated time of all lanes, s.
    public let patientSeconds = Double(durationSeconds * laneCount)
    /// Samples of all lanes and channels that `run` makes.
    public let sampleCount = durationSeconds * laneCount * rateHertz * channelCount

    private let lanes: PatientLanes

    /// - Parameter areOnePatient: lanes are candidates of one patient, each with a pulse of its own at
    ///   the start, so that they share nothing but noise; else each has a seed of its own.
    public init(areOnePatient: Bool) throws {
        var lanes = try PatientLanes(
            (0..<Self.laneCount).map { lane in
                try VirtualPatient(
                    PatientParameters(), seed: areOnePatient ? 1 : UInt64(lane),
                    channelCount: Self.channelCount, rateNumerator: Self.rateHertz)
            })
        for lane in 0..<Self.laneCount {
            try lanes.deliver(
                StimulusPulse(
                    startMicroseconds: 0, amplitudeMicroamperes: Int32(1_000 + lane),
                    firstPhaseMicroseconds: 160, secondPhaseMicroseconds: 160, cathodes: 1,
                    anodes: 2),
                lane: lane)
        }
        self.lanes = lanes
    }

    /// The same time each time. Returns a last sample, so that none can be left out.
    @discardableResult
    public func run() throws -> Float {
        var lanes = lanes
        var samples = [[Float]](
            repeating: [Float](repeating: 0, count: Self.hopFrames * Self.channelCount),
            count: Self.laneCount)
        for _ in 0..<(Self.durationSeconds * Self.rateHertz / Self.hopFrames) {
            try lanes.advance(frames: Self.hopFrames, into: &samples)
        }
        return samples[Self.laneCount - 1][0]
    }
}

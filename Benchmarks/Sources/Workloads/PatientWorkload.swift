import VirtualPatient

/// A minute of the default virtual patient with all it records: 16 contacts at 512 Hz.
public struct PatientWorkload: Sendable {
    public static let channelCount = 16
    public static let rateHertz = 512
    public let durationSeconds = 60.0

    /// Samples of all channels that `run` makes.
    public var sampleCount: Int { Int(durationSeconds) * Self.rateHertz * Self.channelCount }

    private let patient: VirtualPatient

    public init() throws {
        patient = try VirtualPatient(
            PatientParameters(), seed: 1, channelCount: Self.channelCount,
            rateNumerator: Self.rateHertz)
    }

    /// The same minute each time. Returns its last sample, so that none can be left out.
    @discardableResult
    public func run() throws -> Float {
        var patient = patient
        var samples = [Float](repeating: 0, count: Self.rateHertz * Self.channelCount)
        for _ in 0..<Int(durationSeconds) {
            try patient.advance(frames: Self.rateHertz, into: &samples)
        }
        return samples[samples.count - 1]
    }
}

import FoundationEssentials
import Pipeline
import Planning
import Recordings
import SignalSources

/// A recording in a file, read in the ways that a replay reads it.
public struct RecordingWorkload: Sendable {
    public let path: String
    public let byteCount: Int
    public let durationSeconds: Double
    /// Samples of all channels.
    public var sampleCount: Int { Int(durationSeconds * planned.signal.rateHertz) * channelCount }
    private var channelCount: Int { frontEnd.outputs.count }
    private let recording: Recording
    private let frontEnd: FrontEndPlan
    private let planned: PlannedLoop

    public init(opening path: String) throws {
        self.path = path
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        byteCount = (attributes[.size] as? Int) ?? 0
        recording = try Recording(opening: path)
        durationSeconds = recording.durationSeconds
        frontEnd = try FrontEndPlan(Settings.standard.frontEnd, for: recording.channels)
        planned = try Planner.plan(.threeFeatures, for: frontEnd.signal)
    }

    /// Generates a recording of 128 channels at 2,048 Hz with a seizure in every 90 s.
    public static func generate(at path: String, durationSeconds: Int) throws {
        var generator = SignalGenerator()
        generator.channelCount = 128
        generator.rateHertz = 2_048
        generator.durationSeconds = durationSeconds
        try generator.write(to: path)
    }

    /// Writes a recording of about `bytes`: the samples of this one over and over.
    public func writeRepeated(to path: String, bytes: Int) throws {
        var writer = try EDFWriter(
            creating: path,
            channels: recording.channels.map {
                EDFWriter.Channel(
                    name: $0.name, physicalMinimum: -8_192, physicalMaximum: 8_191.75)
            },
            rate: frontEnd.rate, overwrite: true)
        let indices = Array(recording.channels.indices)
        let block = SampleBlock(channelCount: indices.count, capacityFrames: 2_048)
        var written = 0
        while written < bytes {
            var reader = try recording.makeReader(channels: indices)
            var block = block
            while written < bytes, try reader.read(into: &block) {
                try writer.write(block)
                written += 2 * block.frameCount * indices.count
            }
        }
        _ = try writer.close()
    }

    /// Reads every sample; returns how many frames there are.
    @discardableResult
    public func read() throws -> Int {
        var reader = try recording.makeReader(channels: frontEnd.inputs)
        var block = SampleBlock(
            channelCount: frontEnd.inputs.count,
            capacityFrames: max(256, 65_536 / frontEnd.inputs.count))
        var frames = 0
        while try reader.read(into: &block) { frames += block.frameCount }
        return frames
    }

    /// Reads every sample and converts it to counts.
    @discardableResult
    public func readThroughFrontEnd() throws -> Int {
        var source = try RecordingSource(recording, frontEnd)
        let groupCount = source.frontEnd.groupCount
        var counts = [SIMD8<Int16>](repeating: SIMD8(), count: groupCount * 256)
        var span = counts.mutableSpan
        var frames = 0
        while let read = try source.read(into: &span, framesMax: 256) { frames += read.frameCount }
        return frames
    }

    /// The whole replay, unpaced: source, loop and telemetry in their threads; nothing is written.
    @discardableResult
    public func replay() throws -> UInt64 {
        var pulses = 0
        let outcome = try Pipeline(plan: planned.plan, pace: .unpaced)
            .run(.recording(RecordingSource(recording, frontEnd))) { pulses += $0.pulses.count }
        precondition(outcome.sourceProblem == nil, "the recording was not read to its end")
        precondition(pulses > 0, "a replay without therapy measures too little")
        return outcome.decisionHash
    }
}

import Foundation
import TestSupport
import Testing

@testable import Recordings

extension Surroundings {
    /// A Python that has edfio and pyedflib; nil where there is none.
    static let python = PythonOracle.interpreter?.path

    static func recording(_ name: String) -> String {
        recordings?.appendingPathComponent(name).path ?? name
    }
}

/// Every sample of the given channels, frame indices beside them, read in blocks of `capacity`.
func readAll(
    _ recording: Recording, channels: [Int], from: Double? = nil, to: Double? = nil,
    capacity: Int = 100
) throws -> (frames: [Int64], values: [[Float]]) {
    var reader = try recording.makeReader(channels: channels, from: from, to: to)
    var block = SampleBlock(channelCount: channels.count, capacityFrames: capacity)
    var frames: [Int64] = []
    var values = [[Float]](repeating: [], count: channels.count)
    while try reader.read(into: &block) {
        frames += (0..<block.frameCount).map { block.firstFrame + Int64($0) }
        for channel in channels.indices { values[channel] += block.samples(ofChannel: channel) }
    }
    return (frames, values)
}

/// The error that opening a file ends with.
func openingError(_ path: String) -> RecordingError? {
    do throws(RecordingError) {
        _ = try Recording(opening: path)
        return nil
    } catch {
        return error
    }
}

import Foundation
import Recordings
import TestSupport
import Testing

@testable import Training

/// Noise of 50 µV at most, of which the first channels are louder in a seizure.
struct NoiseRecording {
    var name: String
    /// Hz.
    var rate: Int
    var channels: [String]
    var loudCount: Int
    /// Of those in a seizure, µV at most.
    var loudness: Float
    var seed: UInt64

    /// - Parameter seizures: in whole seconds; they are annotated.
    func write(
        seconds: Int, seizures: [Range<Int>], in folder: URL
    ) throws -> AnnotatedRecording {
        let path = folder.appending(path: "\(name).edf").path
        var random = SplitMix64(seed: seed)
        var writer = try EDFWriter(
            creating: path,
            channels: channels.map {
                EDFWriter.Channel(
                    name: $0, physicalMinimum: -8_000, physicalMaximum: 8_000, transducer: "noise")
            }, rate: try #require(SamplingRate(numerator: Int64(rate))))
        for second in 0..<seconds {
            let isSeizure = seizures.contains { $0.contains(second) }
            let samples = channels.indices.flatMap { channel in
                (0..<rate).map { _ in
                    Float.random(in: -1...1, using: &random)
                        * (isSeizure && channel < loudCount ? loudness : 50)
                }
            }
            try writer.write(physical: samples, strideFrames: rate, frameCount: rate)
        }
        for seizure in seizures {
            try writer.annotate(
                RecordingAnnotation(
                    onsetSeconds: Double(seizure.lowerBound),
                    durationSeconds: Double(seizure.count), text: "seizure"))
        }
        _ = try writer.close()
        return AnnotatedRecording(name: name, recording: try Recording(opening: path))
    }
}

/// A folder that is gone afterwards.
func inFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory
        .appending(path: "learn-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
}

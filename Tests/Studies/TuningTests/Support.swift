import Evaluation
import Foundation
import Planning
import Recordings
import TestSupport
import Training
import Tuning

/// A recording of noise at 200 Hz that grows where told.
struct MadeRecording {
    var name: String
    var seconds: Int
    var seizures: [Range<Int>] = []
    /// Times the background, in seizures.
    var seizureGain: Float = 6
    /// What is loud but no seizure: where, and times the background.
    var disturbances: [(seconds: Range<Int>, gain: Float)] = []
    var channels = 2
    var seed: UInt64 = 1

    func opened(in folder: TemporaryFolder) throws -> AnnotatedRecording {
        let rate = 200
        let path = folder.file("\(name).edf")
        var random = SplitMix64(seed: seed)
        var writer = try EDFWriter(
            creating: path,
            channels: (1...channels).map {
                EDFWriter.Channel(
                    name: "N\($0)", physicalMinimum: -8_000, physicalMaximum: 8_000)
            }, rate: SamplingRate(numerator: Int64(rate))!, overwrite: true)
        for second in 0..<seconds {
            let gain =
                seizures.contains { $0.contains(second) }
                ? seizureGain : disturbances.first { $0.seconds.contains(second) }?.gain ?? 1
            let samples = (0..<channels * rate).map { _ in
                Float.random(in: -50...50, using: &random) * gain
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
        return AnnotatedRecording(name: "\(name).edf", recording: try Recording(opening: path))
    }
}

extension TuningSet {
    init(
        _ recordings: [MadeRecording], in folder: TemporaryFolder,
        settings: Settings = .standard, bytesMax: Int = 1 << 30
    ) throws {
        try self.init(
            recordings.map {
                try CountedRecording(
                    $0.opened(in: folder), settings: settings, bytesMax: bytesMax)
            }, settings: settings)
    }

    /// A search over it; `journal` is a file's name.
    func search(
        _ search: TuningSearch, journal: String = "candidates.jsonl", jobs: Int = 2,
        in folder: TemporaryFolder, isStopped: @escaping @Sendable () -> Bool = { false }
    ) throws -> TuningResult? {
        let trials = TuningTrials(self)
        let judge = Judge(
            trials: trials, space: CandidateSpace(settings, channelCountMax: channelCountMax),
            journal: try CandidateJournal(
                folder.file(journal), of: trials, programVersion: "test"),
            jobs: jobs, isStopped: isStopped)
        return try search.run(judge) { _ in }
    }
}

extension TuningResult {
    /// All of it, every number to its last bit.
    var fingerprint: String {
        let points = (points + (chosen.map { [$0] } ?? [])).map { point in
            "\(point.objective) \(point.limitMax) \(point.candidate.key) \(point.seen) "
                + "\(LeaveOneOut.Unit.allCases.map { point.leftOut[$0] })\n"
        }
        return points.joined()
            + "\(remarks) \(isShown) \(candidateCount) \(refusedCount) \(String(describing: given))"
    }
}

import Foundation
import Planning
import Recordings
import SignalSources
import Synchronization
import TestSupport
import Testing

@testable import Pipeline

/// A recording of seeded noise with a seizure that the default settings find.
struct NoiseRecording {
    var channelCount = 4
    var rateHertz = 200
    var durationSeconds = 24
    var seizure = 10.0..<16.0
    /// Whole seconds before which time is missing, and how much of it.
    var gaps: [Int: Double] = [:]

    /// Writes an EDF+ file.
    func write(to path: String) throws {
        var writer = try EDFWriter(
            creating: path,
            channels: (1...channelCount).map {
                EDFWriter.Channel(
                    name: "N\($0)", physicalMinimum: -8_192, physicalMaximum: 8_191.75)
            },
            rate: try #require(SamplingRate(numerator: Int64(rateHertz))),
            isDiscontinuous: !gaps.isEmpty, overwrite: true)
        var noise = SplitMix64(seed: 7)
        var missing = 0.0
        for second in 0..<durationSeconds {
            if let gap = gaps[second] {
                missing += gap
                try writer.startSegment(atSeconds: Double(second) + missing)
            }
            let values = (0..<channelCount * rateHertz).map { index in
                let time = Double(second) + Double(index % rateHertz) / Double(rateHertz)
                let value = Int16.random(in: -200...200, using: &noise)
                return seizure.contains(time) ? value + seizureWave(at: time) : value
            }
            try writer.write(digital: values, frameCount: rateHertz)
        }
        _ = try writer.close()
    }

    /// The recording, open; its file's name is gone already.
    func opened() throws -> Recording {
        let path = FileManager.default.temporaryDirectory
            .appendingPathComponent("pipeline-\(UUID().uuidString).edf").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try write(to: path)
        return try Recording(opening: path)
    }
}

/// Settings under which each boundary of a hop inside the one long burst cuts a pulse in its first
/// phase.
func cuttingSettings() throws -> Settings {
    var settings = Settings.standard
    // A fault in the seizure is over before the next detection.
    settings.detector.onsetSeconds = 0.3
    settings.stimulation.startDelayMilliseconds = 19.9
    settings.stimulation.therapies = [settings.stimulation.therapies[0]]
    settings.stimulation.therapies[0].bursts = [settings.stimulation.therapies[0].bursts[0]]
    settings.stimulation.therapies[0].bursts[0].durationMilliseconds = 3_000
    return settings
}

/// A recording and its plan, ready to run as often as one likes.
struct Loop {
    let recording: Recording
    let frontEnd: FrontEndPlan
    var planned: PlannedLoop

    init(_ recording: Recording, _ settings: Settings = .standard) throws {
        self.recording = recording
        frontEnd = try FrontEndPlan(settings.frontEnd, for: recording.channels)
        planned = try Planner.plan(settings, for: frontEnd.signal)
    }

    var hopFrames: Int { Int(planned.plan.detection.hopFrames) }

    func pipeline(pace: Pace = .unpaced, blockFrames: Int? = nil) -> Pipeline {
        Pipeline(plan: planned.plan, pace: pace, blockFrames: blockFrames)
    }

    func source(from: Double? = nil, to: Double? = nil) throws -> RecordingSource {
        try RecordingSource(recording, frontEnd, from: from, to: to)
    }

    @Sendable static func never() -> Bool { false }

    /// Runs and keeps every report.
    func run(
        _ pipeline: Pipeline, from: Double? = nil, to: Double? = nil,
        stopping isStopped: @escaping @Sendable () -> Bool = Loop.never,
        observe: ((HopReport) -> Void)? = nil
    ) throws -> Observed {
        var reports: [HopReport] = []
        let outcome = try pipeline.run(.recording(source(from: from, to: to)), isStopped: isStopped)
        { report in
            reports.append(copy report)
            observe?(copy report)
        }
        return Observed(outcome: outcome, reports: reports)
    }
}

/// What came of a run, and everything that its observer saw.
struct Observed {
    var outcome: Pipeline.Outcome
    var reports: [HopReport]

    var last: HopReport? { reports.last }
    var hops: [HopReport] { reports.filter { !$0.record.isLast } }
    var pulseCount: Int { reports.reduce(0) { $0 + $1.pulses.count } }
}

/// A flag that one thread sets and another reads.
final class Flag: Sendable {
    private let value = Atomic(false)

    var isSet: Bool { value.load(ordering: .acquiring) }
    func set() { value.store(true, ordering: .releasing) }
}

func temporaryPath(_ name: String) -> String {
    FileManager.default.temporaryDirectory
        .appendingPathComponent("pipeline-\(UUID().uuidString)-\(name)").path
}

func remove(_ path: String) { try? FileManager.default.removeItem(atPath: path) }

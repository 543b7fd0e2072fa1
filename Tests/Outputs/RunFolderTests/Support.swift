import Foundation
import Journal
import Planning
import Realtime
import Recordings
import SignalSources
import Synchronization
import TestSupport
import Testing

@testable import Pipeline
@testable import RunFolder

/// Noise with seizures, as channels of counts of 0.25 µV.
struct Noise {
    var channelCount = 4
    var rateHertz = 200
    var durationSeconds = 24
    var seizures: [Range<Double>] = [10.0..<16.0]
    /// Of every channel but this many, silence.
    var noisyChannelCount = Int.max
    /// Whole seconds before which time is missing, and how much of it.
    var gaps: [Int: Double] = [:]

    /// Writes an EDF+ file and opens it.
    func recording(in folder: TemporaryFolder, name: String = "noise.edf") throws -> Recording {
        let path = folder.file(name)
        var writer = try EDFWriter(
            creating: path,
            channels: (1...channelCount).map {
                EDFWriter.Channel(
                    name: "N\($0)", physicalMinimum: -8_192, physicalMaximum: 8_191.75)
            },
            rate: try #require(SamplingRate(numerator: Int64(rateHertz))),
            isDiscontinuous: !gaps.isEmpty, startDate: "2001-02-03T04:05:06")
        var generator = SplitMix64(seed: 7)
        var missing = 0.0
        for second in 0..<durationSeconds {
            if let gap = gaps[second] {
                missing += gap
                try writer.startSegment(atSeconds: Double(second) + missing)
            }
            let values = (0..<channelCount * rateHertz).map { index in
                sample(
                    Double(second) + Double(index % rateHertz) / Double(rateHertz),
                    channel: index / rateHertz, &generator)
            }
            try writer.write(digital: values, frameCount: rateHertz)
        }
        _ = try writer.close()
        return try Recording(opening: path)
    }

    func sample(_ time: Double, channel: Int, _ generator: inout SplitMix64) -> Int16 {
        let isSeizure = seizures.contains { $0.contains(time) }
        let noise = Int16.random(in: -200...200, using: &generator)
        guard channel < noisyChannelCount else { return 0 }
        return isSeizure ? noise + seizureWave(at: time) : noise
    }
}

/// One run into a folder, as the command does it.
struct Run {
    var settings = Settings.standard
    var from: Double?
    var to: Double?
    var channelNames: [String]?
    var sourceName = "noise.edf"
    var reference: RunContext.Reference?
    var stopsAtPulse: Int?
    /// As a run at the pace of real time, with what was made of its telemetry.
    var isTimed = false
    var alter: @Sendable (inout HopReport) -> Void = { _ in }
    var warmUpSeconds = 0.0
    /// What the journal is written to, where it is not its file.
    var journalTarget: String?
    var keepsStamps = false
    /// Called with the folder before anything is in it.
    var prepare: @Sendable (RunFolder) throws -> Void = { _ in }

    /// All of them began at one time.
    private static let identity = RunIdentity(
        command: "quench replay noise.edf", programVersion: "0.0.0", files: [])

    /// - Parameter watch: called for every hop with what it meant, as a live view is.
    func callAsFunction(
        _ recording: Recording, into path: String,
        watch: (borrowing HopReport, [JournalEvent], RunContext) -> Void = { _, _, _ in }
    ) throws -> Finished {
        let frontEnd = try FrontEndPlan(settings.frontEnd, for: recording.channels)
        var signal = frontEnd.signal
        if let channelNames { signal.channelNames = channelNames }
        let planned = try Planner.plan(settings, for: signal)
        let source = try RecordingSource(recording, frontEnd, from: from, to: to)
        let rate = signal.rateHertz
        var context = RunContext(
            planned: planned, settings: settings, identity: Self.identity, sourceName: sourceName,
            sourceFormat: "EDF+C", durationSeconds: recording.durationSeconds,
            fromSeconds: Double(source.frameRange.lowerBound) / rate + warmUpSeconds,
            toSeconds: Double(source.frameRange.upperBound) / rate,
            startDate: recording.startDate, reference: reference,
            pace: isTimed ? .speed(Ratio(1)) : .unpaced,
            remarks: ["a remark on \(sourceName)"])
        context.warmUpSeconds = warmUpSeconds
        context.keepsStamps = keepsStamps
        let folder = try RunFolder(creating: path)
        try prepare(folder)
        let target = journalTarget.map { unsafe open($0, O_WRONLY | O_CLOEXEC) }
        var recorder =
            try target.map {
                try RunRecorder(
                    context, in: folder,
                    journal: JournalWriter(
                        file: $0, path: journalTarget ?? "", flushesEachEvent: false))
            } ?? RunRecorder(context, in: folder)
        let stop = Stop()
        var pipeline = Pipeline(plan: planned.plan, pace: .unpaced)
        pipeline.permit = recorder.permit
        if stopsAtPulse != nil {
            // The source is at most a few hops ahead, so that a stop comes soon.
            pipeline.blockFrames = Int(planned.plan.detection.hopFrames)
            pipeline.frameSlotCount = 1
            pipeline.telemetrySlotCount = 1
        }
        var outcome = try pipeline.run(.recording(source), isStopped: { stop.isSet }) { report in
            var report = copy report
            alter(&report)
            recorder.take(report)
            watch(report, recorder.latestEvents, context)
            if let stopsAtPulse, report.pulses.contains(where: { $0.pulseIndex >= stopsAtPulse }) {
                stop.set()
            }
        }
        if isTimed { outcome.budgetNanoseconds = 100_000_000 }
        return try Finished(result: recorder.finish(outcome), folder: folder)
    }
}

/// What a run left, read back from its files.
struct Finished: Sendable {
    let result: RunResult
    let folder: RunFolder
    let summary: RunSummary
    let journal: JournalReader
    /// Names of everything in the folder.
    let names: Set<String>
    let texts: [String: String]

    init(result: RunResult, folder: RunFolder) throws {
        self.result = result
        self.folder = folder
        summary = try RunSummary(path: folder.summaryPath)
        journal = try JournalReader(path: folder.journalPath)
        names = Set(try FileManager.default.contentsOfDirectory(atPath: folder.path))
        var texts: [String: String] = [:]
        for name in RunFolder.fileNames {
            texts[name] = try String(contentsOfFile: "\(folder.path)/\(name)", encoding: .utf8)
        }
        self.texts = texts
    }

    func events(_ kind: JournalEvent.Kind) -> [JournalEvent] {
        journal.events.filter { $0.kind == kind }
    }

    func text(_ name: String) -> String { texts[name] ?? "" }

    /// Rows of a tab-separated file, by column.
    func rows(_ name: String) throws -> [[String: String]] {
        let lines = text(name).split(separator: "\n", omittingEmptySubsequences: false)
        let header = lines[0].split(separator: "\t", omittingEmptySubsequences: false)
        #expect(lines.last?.isEmpty == true, "the file ends with a line break")
        return try lines.dropFirst().dropLast().map { line in
            let cells = line.split(separator: "\t", omittingEmptySubsequences: false)
            try #require(cells.count == header.count, "\(line)")
            return Dictionary(
                uniqueKeysWithValues: zip(header.map(String.init), cells.map(String.init)))
        }
    }

    var eventRows: [[String: String]] {
        get throws { try rows("events.tsv") }
    }

    var stimulationRows: [[String: String]] {
        get throws { try rows("stimulation.tsv") }
    }
}

/// Set by the observer, read by the source.
final class Stop: Sendable {
    private let value = Atomic(false)

    var isSet: Bool { value.load(ordering: .acquiring) }
    func set() { value.store(true, ordering: .releasing) }
}

extension [String: String] {
    func number(_ column: String) -> Double { self[column].flatMap(Double.init) ?? .nan }
}

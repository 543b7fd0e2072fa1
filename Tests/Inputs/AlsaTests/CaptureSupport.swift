import Acquisition
import Alsa
import Foundation
import Pipeline
import Planning
import Realtime
import Recordings
import SignalSources
import Testing

/// How much of what takes minutes is done: a sample of it, or, with `make alsa`, all; nothing is
/// skipped then.
enum Extent {
    static let isFull = ProcessInfo.processInfo.environment["QUENCH_EXPECTS"] == "alsa"
}

/// A capture through the loop, with everything that it left.
struct CapturedRun {
    var outcome: Pipeline.Outcome
    var report: CaptureReport
    /// Of the capture and of the recording replayed.
    var hash: UInt64
    var replayedHash: UInt64?
    /// Without a recording: every frame that came in, with the count of its first channel.
    var firstCounts: [(frame: Int64, count: Int16)] = []
    var framesRecorded: Int64 = 0
    var states: Set<String> = []
}

extension Amplifier {
    /// Captures without deadlines: what is decided must not depend on how busy the machine is.
    func capture(
        frames: Int64, recording: Bool = true, pace: Pace = .speed(Ratio(2)),
        holdSeconds: Double = 5, timeline: Timeline = .machine,
        _ change: (inout CaptureSettings) -> Void = { _ in }
    ) throws -> CapturedRun {
        var settings = CaptureSettings(request: request)
        settings.request.format = .s16
        // Nothing is lost but on purpose, while the machine is busy elsewhere for no longer than this.
        settings.request.bufferSeconds = 8
        settings.overrunsPerMinuteMax = 100_000
        settings.zerosSecondsMax = 0
        settings.silenceSecondsMax = 30
        // A test may feed faster than real time.
        settings.checksRate = arguments["SPEED"] == nil
        change(&settings)
        let rate = try #require(settings.rate)
        let frontEnd = try FrontEndPlan(
            Settings.standard.frontEnd, for: settings.channels(rate: rate))
        let planned = try Planner.plan(.standard, for: frontEnd.signal)
        let framesPerRecord = EDFWriter.framesPerRecord(
            nearest: Int(rate.samplesPerSecond / 50), rate: rate)
        let tap = CaptureTap(channelCount: channels, framesPerSlot: 8, frames: 200_000)
        let source = try CaptureSource(
            settings, frontEnd, durationFrames: frames, gapFramesMin: framesPerRecord,
            holdSeconds: holdSeconds, tap: tap, timeline: timeline, isStopped: { false })
        let scale = settings.scale(lsbMicrovolts: planned.lsbMicrovolts)
        let path = file("recording.edf")
        var plan = RecordingPlan(
            path: path, channelNames: settings.channelNames, rate: rate, scale: scale,
            framesPerRecord: framesPerRecord, startDate: "2026-11-23T07:15:04")
        plan.markers = settings.triggers.channels
        var log = try RecordingFiles(plan)
        var firstCounts: [(Int64, Int16)] = []
        var states: Set<String> = []
        func note(_ first: Int64, _ frames: Int, _ counts: [Int16]) {
            for offset in 0..<frames { firstCounts.append((first + Int64(offset), counts[offset])) }
        }
        var problem: RecordingError?
        let outcome = try Pipeline(plan: planned.plan, pace: pace).run(.capture(source)) { report in
            states.insert("\(report.record.decision.safeStateReason.name)")
            guard recording else { return tap.drain(note) }
            do throws(RecordingError) { try log.write(from: tap) } catch { problem = error }
        }
        if recording { try log.write(from: tap) } else { tap.drain(note) }
        if let problem { throw problem }
        let recorded = log.close()
        if let failure = recorded.problem { throw failure }
        var run = CapturedRun(
            outcome: outcome, report: source.report, hash: outcome.decisionHash,
            firstCounts: firstCounts, framesRecorded: recorded.framesRecorded, states: states)
        guard recording, recorded.framesRecorded > 0 else { return run }
        let replayed = try Recording(opening: path)
        let replayPlan = try FrontEndPlan(Settings.standard.frontEnd, for: replayed.channels)
        run.replayedHash = try Pipeline(plan: planned.plan, pace: .unpaced)
            .run(.recording(RecordingSource(replayed, replayPlan)), observe: { _ in }).decisionHash
        return run
    }
}

extension CaptureReport {
    /// What the clock says was lost, to be held against the amplifier's ledger.
    func losses(_ cause: Cause) -> [Int64] {
        gaps.filter { $0.cause == cause }.map(\.deviceFramesLost)
    }
}

import Acquisition
import Alsa
import Foundation
import Pipeline
import Planning
import Recordings
import SignalSources
import TestSupport
import Testing

/// Clips of a capture in simulated time beside its recording, with edges on a line and losses.
@Suite("Clips on the virtual amplifier", .serialized)
struct ClipCaptureTests {
    @Test("a clip's samples are the recording's at the same frames, through losses and at the end")
    func triggers() throws {
        let amplifier = try Amplifier(channels: 3, rateHertz: 500)
        let time = try AmplifierTime(path: amplifier.file("time"))
        let simulated = SimulatedTime(startNanoseconds: 1_000_000_000) { time.set($0) }
        amplifier.arguments["TIME"] = time.path
        amplifier.arguments["PULSE_CHANNEL"] = "3"
        amplifier.arguments["PULSE_PERIOD"] = "20"
        amplifier.arguments["PULSE_OFFSET"] = "5.001"
        amplifier.arguments["PULSE_WIDTH"] = "50"
        // Before an edge, after one, and between two clips.
        try amplifier.inject(["11400 overrun 60", "22800 overrun 300", "27500 overrun 5"])
        var settings = CaptureSettings(request: amplifier.request)
        settings.request.format = .s16
        settings.zerosSecondsMax = 0
        var requests = TriggerPlan.Requests()
        requests.triggers = [TriggerRequest("3")].compactMap(\.self)
        settings.triggers = try TriggerPlan(
            requests, channelNames: settings.channelNames, microvoltsPerFullScale: 8_192)
        let rate = try #require(settings.rate)
        let frontEnd = try FrontEndPlan(
            Settings.standard.frontEnd, for: settings.channels(rate: rate))
        let planned = try Planner.plan(.standard, for: frontEnd.signal)
        let taps = (0..<2).map { _ in
            CaptureTap(channelCount: 3, framesPerSlot: 8, frames: 100_000)
        }
        let source = try CaptureSource(
            settings, frontEnd, durationFrames: 33_000, gapFramesMin: 10, tap: taps[0],
            clipTap: taps[1], timeline: .simulated(simulated), isStopped: { false })
        var plan = RecordingPlan(
            path: amplifier.file("in.edf"), channelNames: settings.channelNames, rate: rate,
            scale: settings.scale(lsbMicrovolts: planned.lsbMicrovolts), framesPerRecord: 10,
            startDate: "2026-11-23T22:30:00")
        plan.markers = settings.triggers.channels
        var files = try RecordingFiles(plan)
        var clips = ClipRecording(
            try ClipRequest("before=4,after=2.5"), plan.shape, in: amplifier.folder)
        let watch = try #require(source.triggers)
        var waiting: [Int64] = []
        var done: [StagedClip] = []
        var problem: RecordingError?
        let outcome = try Pipeline(plan: planned.plan, pace: .unpaced).run(.capture(source)) {
            let frame = $0.record.decision.endFrame
            watch.drain { if $0.kind == .edge { waiting.append($0.deviceFrame) } }
            do throws(RecordingError) {
                try files.write(from: taps[0])
                taps[1].drain { clips.add(firstFrame: $0, frames: $1, counts: $2) }
                try clips.reach(frame)
                done += clips.takeComplete()
                while let edge = waiting.first, edge < frame {
                    waiting.removeFirst()
                    try clips.take(
                        ClipNote(
                            frame: frame, kind: .mark(endFrame: edge + 1), onsetFrame: edge,
                            cause: "trigger CH3 rising"))
                }
            } catch { problem = error }
        }
        try files.write(from: taps[0])
        taps[1].drain { clips.add(firstFrame: $0, frames: $1, counts: $2) }
        try clips.end(at: outcome.framesGiven)
        done += clips.takeComplete()
        let recorded = files.close()
        #expect(problem == nil && recorded.problem == nil)

        let whole = try Self.counts(amplifier.file("in.edf"), firstFrame: 0)
        let edges = [2_501, 12_501, 22_501, 32_501] as [Int64]
        #expect(done.map(\.clip.onsetFrame) == edges)
        #expect(done.map(\.clip.ending) == [.whole, .whole, .whole, .runEnded])
        for (clip, edge) in zip(done, edges) {
            let path = amplifier.file("\(clip.clip.name).edf")
            try FileManager.default.moveItem(atPath: clip.stagedPath, toPath: path)
            let found = try Self.counts(path, firstFrame: clip.firstFrame)
            let frames = (edge - 2_000) / 500 * 500..<min(33_000, edge + 1 + 1_250)
            #expect(Set(found.keys) == Set(frames.filter { whole[$0] != nil }))
            #expect(found.allSatisfy { whole[$0.key] == $0.value })
            #expect(Int64(found.count) == clip.frames)
        }
        #expect(whole.count < 33_000 && source.report.gapCount == 3)
    }

    /// The values of every channel by frame.
    private static func counts(_ path: String, firstFrame: Int64) throws -> [Int64: [Float]] {
        var reader = try Recording(opening: path).makeReader(channels: [0, 1, 2])
        var block = SampleBlock(channelCount: 3, capacityFrames: 4_096)
        var found: [Int64: [Float]] = [:]
        while try reader.read(into: &block) {
            for offset in 0..<block.frameCount {
                found[firstFrame + block.firstFrame + Int64(offset)] = (0..<3).map {
                    block.values[$0 * block.capacityFrames + offset]
                }
            }
        }
        return found
    }
}

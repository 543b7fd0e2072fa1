import Acquisition
import Alsa
import Foundation
import Journal
import Pipeline
import Planning
import Recordings
import SignalSources
import TestSupport
import Testing

/// A capture of days in simulated time, recorded in files of an hour, with a fault an hour.
@Suite("Days of a recording", .serialized)
struct RecordedDaysTests {
    @Test(
        "no frame is lost between files, every frame is in its place, and at full length memory stays flat"
    )
    func days() async throws {
        guard Extent.isFull else { return try Self.capture(hours: 2) }
        // In a process of its own: what its memory does beside other tests is theirs.
        await #expect(processExitsWith: .success) { try RecordedDaysTests.capture(hours: 48) }
    }

    private static func capture(hours: Int) throws {
        let amplifier = try Amplifier(channels: 1, rateHertz: 250)
        let time = try AmplifierTime(path: amplifier.file("time"))
        let simulated = SimulatedTime(startNanoseconds: 1_000_000_000) { time.set($0) }
        amplifier.arguments["TIME"] = time.path
        let hour: Int64 = 900_000
        // At a boundary, right before one and right after, and in between.
        try amplifier.inject(
            (1...hours).map { number in
                let frame = Int64(number) * hour + [0, -3, 2, -400_000][number % 4]
                return number % 2 == 0 ? "\(frame) overrun 7" : "\(frame) disconnect 1.7"
            })
        var settings = CaptureSettings(request: amplifier.request)
        settings.request.format = .s16
        settings.request.periodFrames = 25
        settings.reconnects = true
        settings.zerosSecondsMax = 0
        let rate = try #require(settings.rate)
        let frontEnd = try FrontEndPlan(
            Settings.standard.frontEnd, for: settings.channels(rate: rate))
        let planned = try Planner.plan(.standard, for: frontEnd.signal)
        let tap = CaptureTap(channelCount: 1, framesPerSlot: 32, frames: 100_000)
        let source = try CaptureSource(
            settings, frontEnd, durationFrames: Int64(hours) * hour, gapFramesMin: 5, tap: tap,
            timeline: .simulated(simulated), isStopped: { false })
        var plan = RecordingPlan(
            path: amplifier.file("in.edf"), channelNames: settings.channelNames, rate: rate,
            scale: settings.scale(lsbMicrovolts: planned.lsbMicrovolts), framesPerRecord: 5,
            startDate: "2026-11-23T22:30:00")
        plan.rotateSeconds = 3_600
        let manifest = RecordingManifest(path: plan.manifestPath)
        var files = try RecordingFiles(
            plan,
            archive: try .start {
                manifest.add(
                    file: $0.path, start: $0.startDate, firstFrame: $0.firstFrame, frames: $0.frames
                )
            })
        var problem: RecordingError?
        var residentEarly = 0
        let outcome = try Pipeline(plan: planned.plan, pace: .unpaced).run(.capture(source)) {
            do throws(RecordingError) { try files.write(from: tap) } catch { problem = error }
            if residentEarly == 0, $0.record.decision.endFrame > Int64(hours) * hour / 4 {
                residentEarly = residentBytes
            }
        }
        #expect(problem == nil)
        try files.write(from: tap)
        let recorded = files.close()
        let grown = residentBytes - residentEarly
        #expect(outcome.sourceProblem == nil && recorded.problem == nil)
        #expect(recorded.framesRecorded == outcome.framesRead, "frames lost between files")
        #expect(source.report.ledger.isBalanced && source.report.gapCount >= hours - 1)
        if Extent.isFull { #expect(grown < 24 << 20, "memory grew by \(grown >> 20) MiB") }
        let listed = try check(manifest)
        #expect(listed.files == recorded.filesComplete && listed.files >= hours)
        #expect(listed.frames == outcome.framesRead)
        print(
            "\(hours) h: \(listed.files) files, \(listed.frames) frames, memory +\(grown >> 10) KiB"
        )
    }

    /// Reads every file of a list; the amplifier's counter is the index of each frame.
    private static func check(_ manifest: RecordingManifest) throws -> (files: Int, frames: Int64) {
        #expect(manifest.problem == nil)
        let lines = try String(contentsOfFile: manifest.path, encoding: .utf8)
            .split(separator: "\n").dropFirst().map { $0.split(separator: "\t").map(String.init) }
        let folder = URL(filePath: manifest.path).deletingLastPathComponent()
        var frames: Int64 = 0
        var wrong = 0
        #expect(lines.map { $0[1] } == lines.map { $0[1] }.sorted())
        for line in lines {
            let path = folder.appending(path: line[1]).path
            let first = try #require(Int64(line[4]))
            var reader = try Recording(opening: path).makeReader(channels: [0])
            var block = SampleBlock(channelCount: 1, capacityFrames: 4_096)
            while try reader.read(into: &block) {
                for (offset, value) in block.samples(ofChannel: 0).enumerated() {
                    let index = first + block.firstFrame + Int64(offset)
                    if Double(value) / 0.25 != Double(index % 32_749 + 1) { wrong += 1 }
                    frames += 1
                }
            }
        }
        #expect(wrong == 0, "\(wrong) of \(frames) frames are out of place")
        return (lines.count, frames)
    }

    private static var residentBytes: Int {
        let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
        return (text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) * 4_096
    }
}

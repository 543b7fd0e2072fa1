import Foundation
import Recordings
import TestSupport
import Testing

@testable import Acquisition

@Suite("Clips of a signal that comes once")
struct ClipRecordingTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private static let rate: Int64 = 200

    private func recording(_ request: String) throws -> ClipRecording {
        let scale = InputScale(
            lsbMicrovolts: 0.25, microvoltsPerFullScale: 8_192, framesAveraged: 1)
        return ClipRecording(
            try ClipRequest(request),
            RecordingShape(
                channels: ["A", "B"].map { scale.edfChannel(name: $0, transducer: "") },
                rate: try #require(SamplingRate(numerator: Self.rate)), framesPerRecord: 4,
                startDate: "2026-11-23T23:59:58"), in: folder.path)
    }

    private func count(_ channel: Int, _ frame: Int64) -> Int16 {
        Int16(frame % 15_000 + Int64(channel) * 15_000)
    }

    private func put(_ frames: Range<Int64>, into clips: inout ClipRecording) {
        guard !frames.isEmpty else { return }
        clips.add(
            firstFrame: frames.lowerBound, frames: frames.count,
            counts: (0..<2).flatMap { channel in frames.map { count(channel, $0) } })
    }

    /// The frames of a clip, each of which holds what came in.
    private func frames(_ clip: StagedClip) throws -> [Int64] {
        let path = folder.file("\(clip.clip.name).edf")
        try FileManager.default.moveItem(atPath: clip.stagedPath, toPath: path)
        var reader = try Recording(opening: path).makeReader(channels: [0, 1])
        var block = SampleBlock(channelCount: 2, capacityFrames: 4_096)
        var found: [Int64] = []
        while try reader.read(into: &block) {
            for offset in 0..<block.frameCount {
                let frame = clip.firstFrame + block.firstFrame + Int64(offset)
                for channel in 0..<2 {
                    let value = block.samples(ofChannel: channel)[
                        channel * block.capacityFrames + offset]
                    #expect(value == Float(Double(count(channel, frame)) * 0.25))
                }
                found.append(frame)
            }
        }
        #expect(Int64(found.count) == clip.frames)
        return found
    }

    private func episode(_ onset: Int64, _ end: Int64) -> [ClipNote] {
        [
            ClipNote(
                frame: onset, kind: .episodeBegan, cause: "detection 1",
                annotation: RecordingAnnotation(
                    onsetSeconds: Double(onset) / Double(Self.rate), text: "Quench detection 1")),
            ClipNote(frame: end, kind: .episodeEnded),
        ]
    }

    @Test(
        "a clip that lies wholly in a gap is none, and not lost either", arguments: [false, true])
    func inAGap(isAbandoned: Bool) throws {
        var clips = try recording("before=1,after=1")
        if isAbandoned { clips.abandon() }
        for (frames, mark) in [(0..<1_000, 500), (4_000..<5_000, 2_500)] as [(Range<Int64>, Int64)]
        {
            if isAbandoned { clips.note(frames) } else { put(frames, into: &clips) }
            try clips.reach(mark)
            try clips.take(ClipNote(frame: mark, kind: .mark(endFrame: mark + 1), cause: "eyes"))
            try clips.reach(frames.upperBound)
        }
        try clips.end(at: 5_000)
        #expect(clips.clipsOver == 2 && clips.clipsEmpty == 1)
        let complete = clips.takeComplete()
        #expect(complete.map(\.clip.number) == (isAbandoned ? [] : [1]))
    }

    @Test(
        "samples are those that came in, whatever comes at once",
        arguments: [3, 100, 1_999] as [Int64])
    func samples(step: Int64) throws {
        var clips = try recording("before=5,after=2")
        var done: [StagedClip] = []
        var notes = episode(3_111, 3_777)[...]
        for first in stride(from: Int64(0), to: 8_000, by: Int(step)) {
            put(first..<first + step, into: &clips)
            while let note = notes.first, note.frame <= first + step {
                notes.removeFirst()
                try clips.reach(note.frame)
                try clips.take(note)
            }
            try clips.reach(first + step)
            done += clips.takeComplete()
        }
        #expect(done.count == 1)
        // From the whole second before 10.555 s on, to two seconds after the end.
        #expect(try frames(done[0]) == Array(2_000..<4_177))
        let clip = try Recording(opening: folder.file("clip_00001.edf"))
        #expect(clip.startDate == "2026-11-24T00:00:08" && clip.format == .edfPlusContinuous)
        let told = clip.annotations.filter { $0.text != "padding" }
        #expect(told.map(\.text) == ["Quench detection 1"])
        #expect(abs(told[0].onsetSeconds - (15.555 - 10)) < 1e-9)
        #expect(clip.referenceEvents == nil)
        #expect(names == ["clip_00001.edf"])
    }

    @Test("a gap in a clip is a gap in its file, at the clip's begin as well")
    func gaps() throws {
        var clips = try recording("before=5,after=2")
        put(0..<2_050, into: &clips)
        put(2_170..<3_100, into: &clips)
        put(3_300..<6_000, into: &clips)
        for note in episode(3_111, 3_777) {
            try clips.reach(note.frame)
            try clips.take(note)
        }
        try clips.reach(6_000)
        let done = clips.takeComplete()
        #expect(
            try frames(#require(done.first))
                == Array(2_000..<2_050) + Array(2_170..<3_100) + Array(3_300..<4_177))
        let clip = try Recording(opening: folder.file("clip_00001.edf"))
        #expect(clip.format == .edfPlusDiscontinuous && clip.segments.count == 3)
    }

    @Test("a clip that the run cuts short says so in its file")
    func runEnded() throws {
        var clips = try recording("before=5,after=2")
        put(0..<3_333, into: &clips)
        try clips.take(episode(3_111, 3_777)[0])
        try clips.end(at: 3_333)
        let done = clips.takeComplete()
        #expect(try frames(#require(done.first)) == Array(2_000..<3_333))
        #expect(done[0].clip.ending == .runEnded)
        let clip = try Recording(opening: folder.file("clip_00001.edf"))
        #expect(clip.annotations.contains { $0.text == ClipRecording.runEnded })
        #expect(clip.warnings.isEmpty)
    }

    @Test("clips that follow one another have the frames between, and what is told of them")
    func goesOn() throws {
        var clips = try recording("before=0,after=1")
        var done: [StagedClip] = []
        let end = 3_700 * Self.rate
        for first in stride(from: Int64(0), to: end, by: 2_000) {
            put(first..<first + 2_000, into: &clips)
            if first == 2_000 { try clips.take(episode(2_000, 0)[0]) }
            try clips.reach(first + 2_000)
            done += clips.takeComplete()
        }
        try clips.end(at: end)
        done += clips.takeComplete()
        #expect(done.map(\.clip.ending) == [.goesOn, .runEnded])
        #expect(done.map(\.firstFrame) == [2_000, 2_000 + 3_600 * Self.rate])
        #expect(done.reduce(0) { $0 + $1.frames } == end - 2_000)
    }

    @Test("what cannot be written is an error that names the clip, and leaves nothing")
    func fails() throws {
        var clips = try recording("before=1,after=1")
        put(0..<3_000, into: &clips)
        try clips.take(episode(2_900, 3_000)[0])
        try FileManager.default.removeItem(atPath: folder.path)
        let error: RecordingError?
        do throws(RecordingError) {
            try clips.reach(3_000)
            error = nil
        } catch let problem { error = problem }
        let line = error.map { "\($0)" } ?? ""
        #expect(line.contains("clip_00001.edf"), "\(line)")
        clips.abandon()
    }

    @Test("memory is what is stated")
    func memory() throws {
        let rate = try #require(SamplingRate(numerator: 2_048))
        let bytes = ClipRecording.memoryBytes(
            try ClipRequest("before=60"), channels: 128, rate: rate)
        #expect(bytes == 2 * 128 * 2_048 * 76)
    }

    private var names: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).sorted()
    }
}

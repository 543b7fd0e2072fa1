import Recordings
import Testing

@testable import Acquisition

@Suite("Which stretches of a run are kept")
struct ClipScheduleTests {
    private func schedule(
        _ request: String = "before=2,after=1", firstFrame: Int64 = 0
    ) throws -> ClipSchedule {
        ClipSchedule(
            try ClipRequest(request), rate: try #require(SamplingRate(numerator: 100)),
            firstFrame: firstFrame)
    }

    /// Every clip of a run of these notes that ends at a frame, told of `step` frames at a time.
    private func clips(
        _ notes: [ClipNote], end: Int64, step: Int64 = 1, _ request: String = "before=2,after=1",
        firstFrame: Int64 = 0
    ) throws -> [Clip] {
        var schedule = try schedule(request, firstFrame: firstFrame)
        var clips: [Clip] = []
        var left = notes[...]
        for frame in stride(from: firstFrame, through: end + step - 1, by: Int(step)) {
            let frame = min(frame, end)
            while let note = left.first, note.frame <= frame {
                left.removeFirst()
                while let clip = schedule.over(by: note.frame) { clips.append(clip) }
                schedule.take(note)
            }
            while let clip = schedule.over(by: frame) { clips.append(clip) }
        }
        if let clip = schedule.end(at: end) { clips.append(clip) }
        return clips
    }

    private func episode(_ onset: Int64, _ end: Int64, _ number: Int = 1) -> [ClipNote] {
        [
            ClipNote(frame: onset, kind: .episodeBegan, cause: "detection \(number)"),
            ClipNote(frame: end, kind: .episodeEnded),
        ]
    }

    private func mark(_ frame: Int64, known: Int64? = nil, end: Int64? = nil) -> ClipNote {
        ClipNote(
            frame: known ?? frame, kind: .mark(endFrame: end ?? frame + 1), onsetFrame: frame,
            cause: "trigger T rising")
    }

    @Test(
        "an episode has the time before it from a whole second on, and the time after its end",
        arguments: [1, 7, 1_000] as [Int64])
    func episodes(step: Int64) throws {
        let found = try clips(episode(1_050, 1_733), end: 5_000, step: step)
        #expect(found.map(\.frames) == [800..<1_833])
        #expect(found[0].onsetFrame == 1_050 && found[0].ending == .whole)
        #expect(found[0].causes == ["detection 1"] && !found[0].isAnnotated)
        #expect(found[0].name == "clip_00001")
    }

    @Test("nothing is kept where nothing happened")
    func nothing() throws {
        #expect(try clips([], end: 500).isEmpty)
        #expect(try clips([ClipNote(frame: 100, kind: .remark)], end: 500).isEmpty)
    }

    @Test("what begins before a clip is over joins it, to the frame; what begins later does not")
    func joins() throws {
        for step: Int64 in [1, 13, 5_000] {
            let joined = try clips(
                episode(1_000, 1_100) + episode(1_200, 1_300, 2), end: 5_000, step: step)
            #expect(joined.map(\.frames) == [800..<1_400])
            #expect(joined[0].causes == ["detection 1", "detection 2"])
            let apart = try clips(
                episode(1_000, 1_100) + episode(1_201, 1_300, 2), end: 5_000, step: step)
            // The second repeats frames of the first.
            #expect(apart.map(\.frames) == [800..<1_200, 1_000..<1_400])
            #expect(apart.map(\.number) == [1, 2])
        }
    }

    @Test("an edge within an episode makes its clip an annotated one")
    func annotated() throws {
        let seen = episode(1_000, 1_400)
        let found = try clips([seen[0], mark(1_150, known: 1_160), seen[1]], end: 5_000)
        #expect(found.map(\.frames) == [800..<1_500])
        #expect(found[0].isAnnotated && found[0].causes.count == 2)
    }

    @Test("an annotation is kept to its own end and the time after it")
    func spans() throws {
        #expect(try clips([mark(1_000, end: 1_640)], end: 5_000).map(\.frames) == [800..<1_740])
        // At least the frame itself.
        let alone = try clips([mark(1_000)], end: 5_000, "before=0,after=0")
        #expect(alone.map(\.frames) == [1_000..<1_001])
    }

    @Test("a run's end cuts a clip, which says so; its begin only leaves less before")
    func ends() throws {
        let cut = try clips(episode(1_000, 1_100), end: 1_150)
        #expect(cut.map(\.frames) == [800..<1_150] && cut[0].ending == .runEnded)
        let open = try clips(Array(episode(1_000, 1_100).prefix(1)), end: 1_050)
        #expect(open.map(\.frames) == [800..<1_050] && open[0].ending == .runEnded)
        let whole = try clips(episode(1_000, 1_100), end: 1_200)
        #expect(whole.map(\.frames) == [800..<1_200] && whole[0].ending == .whole)
        let early = try clips(episode(150, 200), end: 5_000)
        #expect(early.map(\.frames) == [0..<300] && early[0].ending == .whole)
        let later = try clips(episode(350, 400), end: 5_000, firstFrame: 330)
        #expect(later.map(\.frames) == [330..<500])
    }

    @Test("a clip does not end within a burst")
    func bursts() throws {
        let notes =
            episode(1_000, 1_100)
            + [
                ClipNote(frame: 1_150, kind: .burstBegan),
                ClipNote(frame: 1_420, kind: .burstEnded),
            ]
        #expect(try clips(notes, end: 5_000).map(\.frames) == [800..<1_420])
    }

    @Test("what lasts longer than a clip can goes on in the next, without a frame between")
    func goesOn() throws {
        let hour: Int64 = 360_000
        let found = try clips(episode(1_000, 2 * hour + 1_500), end: 3 * hour, step: 50)
        #expect(
            found.map(\.frames) == [
                800..<hour + 800, hour + 800..<2 * hour + 800, 2 * hour + 800..<2 * hour + 1_600,
            ])
        #expect(found.map(\.ending) == [.goesOn, .goesOn, .whole])
        #expect(Set(found.map(\.onsetFrame)) == [1_000])
    }

    @Test(
        "a request is what it says, and what it leaves out is usual",
        arguments: [
            ("before=60,after=30,most=200", 60, 30, 200), ("most=3", 60, 30, 3),
            ("after=0,before=0.5", 0.5, 0, 200),
        ])
    func requests(text: String, before: Double, after: Double, most: Int) throws {
        let request = try ClipRequest(text)
        #expect(request.beforeSeconds == before && request.afterSeconds == after)
        #expect(request.most == most && request.text == text)
    }

    @Test(
        "what cannot be asked for is told in one line",
        arguments: [
            ("before=601", "before must be 0 to 600 s"), ("after=-1", "after must be 0 to 600 s"),
            ("before=nan", "before must be 0 to 600 s"), ("most=0", "most must be 1 to 99999"),
            ("most=1.5", "most must be 1 to 99999"), ("most=2,most=3", "most is given twice"),
            ("ahead=3", "'ahead' is not one of before=SECONDS, after=SECONDS, most=NUMBER"),
            ("", "'' is not one of"), ("before", "'before' is not one of"),
        ])
    func refused(text: String, words: String) throws {
        let error = try #require(throws: ClipError.self) { try ClipRequest(text) }
        #expect(error.description.contains(words) && !error.description.contains("\n"))
    }
}

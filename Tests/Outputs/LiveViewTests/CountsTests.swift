import Foundation
import Glibc
import Journal
import NIOCore
import SignalSources
import Synchronization
import TestSupport
import Testing

@testable import LiveView
@testable import Pipeline

/// The last counts of a run in a file without a name, and what a page gets of them.
@Suite struct CountsTests {
    static func file(groups: Int = 1, capacity: Int64) throws -> CountsFile {
        var path = Array("\(NSTemporaryDirectory())/counts-XXXXXX".utf8CString)
        let descriptor = unsafe mkstemp(&path)
        try #require(descriptor >= 0)
        _ = unsafe unlink(path)
        return CountsFile(descriptor: descriptor, groupCount: groups, capacityFrames: capacity)
    }

    /// Frames whose every count tells which it is.
    private static func enter(_ frames: Range<Int64>, into file: CountsFile) {
        let counts = frames.flatMap { frame in
            (0..<file.groupCount).map { group in
                SIMD8<Int16>(repeating: Int16(truncatingIfNeeded: frame * 10 + Int64(group)))
            }
        }
        file.append(firstFrame: frames.lowerBound, counts.span)
    }

    private static func isRight(
        _ piece: (firstFrame: Int64, counts: [SIMD8<Int16>]), groups: Int
    ) -> Bool {
        piece.counts.indices.allSatisfy { index in
            let frame = piece.firstFrame + Int64(index / groups)
            return piece.counts[index]
                == SIMD8(repeating: Int16(truncatingIfNeeded: frame * 10 + Int64(index % groups)))
        }
    }

    private static func ranges(
        _ pieces: [(firstFrame: Int64, counts: [SIMD8<Int16>])], groups: Int = 1
    ) -> [Range<Int64>] {
        pieces.map { $0.firstFrame..<$0.firstFrame + Int64($0.counts.count / groups) }
    }

    @Test func theNewestFramesAreKeptAndHolesAreKnown() throws {
        let file = try Self.file(groups: 3, capacity: 100)
        Self.enter(5..<40, into: file)
        Self.enter(40..<70, into: file)
        Self.enter(90..<130, into: file)
        #expect(file.kept.stretches == [30..<70, 90..<130] && file.kept.nextFrame == 130)
        let pieces = file.read(0..<1_000)
        #expect(Self.ranges(pieces, groups: 3) == [30..<70, 90..<130])
        #expect(pieces.allSatisfy { Self.isRight($0, groups: 3) })
        #expect(Self.ranges(file.read(65..<95), groups: 3) == [65..<70, 90..<95])
        #expect(file.read(70..<90).isEmpty && file.read(130..<200).isEmpty)
        // What goes back, and what the ring cannot hold, is not taken.
        Self.enter(100..<120, into: file)
        Self.enter(130..<231, into: file)
        #expect(file.kept.nextFrame == 130)
        for first in stride(from: Int64(130), to: 5_000, by: 37) {
            Self.enter(first..<first + 37, into: file)
            let kept = try #require(file.kept.stretches.last)
            let pieces = file.read(kept)
            #expect(Self.ranges(pieces, groups: 3) == [kept])
            #expect(pieces.allSatisfy { Self.isRight($0, groups: 3) })
        }
        #expect(file.kept.stretches.last?.count == 100)
    }

    @Test func aSignalOfHolesTakesABoundedList() throws {
        let file = try Self.file(capacity: 1 << 20)
        for index in 0..<Int64(CountsFile.stretchesMax + 50) {
            Self.enter(index * 3..<index * 3 + 2, into: file)
        }
        #expect(file.kept.stretches.count == CountsFile.stretchesMax)
        #expect(file.kept.stretches.first == 150..<152)
    }

    @Test func aFullDiskEndsTheSamplesAndIsTold() throws {
        let descriptor = unsafe open("/dev/full", O_RDWR)
        try #require(descriptor >= 0)
        let file = CountsFile(descriptor: descriptor, groupCount: 1, capacityFrames: 100)
        Self.enter(0..<10, into: file)
        Self.enter(10..<20, into: file)
        #expect(file.kept.problem?.contains("no space left") == true)
        #expect(file.kept.stretches.isEmpty && file.read(0..<20).isEmpty)
        let view = try LiveView(.init(port: 0))
        defer { view.close() }
        view.hub.samples.keep(.success(file))
        #expect(view.takeProblem()?.contains("no space left") == true)
        #expect(view.takeProblem() == nil, "told twice")
        view.begin(try GeneratedRun().subject)
        let viewer = try view.viewer()
        _ = try viewer.receiveMessage()
        let status = try #require(
            try Message(viewer.receiveMessage()).json["status"] as? [String: Any])
        let samples = try #require(status["samples"] as? [String: Any])
        #expect((samples["problem"] as? String)?.contains("no space left") == true)
    }

    @Test func aFolderWithoutRoomIsToldAndTheRunGoesOn() throws {
        let run = try GeneratedRun()
        let view = try LiveView(.init(port: 0))
        defer { view.close() }
        view.begin(run.subject)
        var pipeline = Pipeline(plan: run.planned.plan, pace: .unpaced)
        pipeline.onTap = { view.keep($0, in: "/nowhere/at/all") }
        let outcome = try pipeline.run(run.source) { _ in }
        #expect(view.takeProblem()?.contains("/nowhere/at/all: no such file") == true)
        #expect(outcome.decisionHash == (try run.run().decisionHash))
        #expect(try view.get("/counts?from=0&to=10").status == 404)
    }

    /// A run whose copies are all kept, and the counts that its source gives.
    private static func kept(
        _ view: LiveView
    ) throws -> (run: GeneratedRun, file: CountsFile, counts: [SIMD8<Int16>]) {
        let run = try GeneratedRun()
        view.begin(run.subject)
        let file = try file(capacity: 6_000)
        let taps = Mutex<FrameTap?>(nil)
        var pipeline = Pipeline(plan: run.planned.plan, pace: .unpaced)
        pipeline.tapSeconds = 60
        pipeline.onTap = { tap in taps.withLock { $0 = tap } }
        let outcome = try pipeline.run(run.source) { view.show(ViewedHop($0)) }
        #expect(outcome.decisionHash == (try run.run().decisionHash))
        try #require(taps.withLock { $0 }).drain { file.append(firstFrame: $0, $1) }
        view.hub.samples.keep(.success(file))
        var counts: [SIMD8<Int16>] = []
        var source = run.source
        var block = [SIMD8<Int16>](repeating: SIMD8(), count: 256)
        var span = block.mutableSpan
        while let frames = try source.read(into: &span, framesMax: 256) {
            for index in 0..<frames.frameCount { counts.append(span[index]) }
        }
        return (run, file, counts)
    }

    @Test func aPageGetsTheVerySamplesThatTheLoopTook() throws {
        let view = try LiveView(.init(port: 0))
        defer { view.close() }
        let (run, file, counts) = try Self.kept(view)
        #expect(file.kept.stretches == [0..<Int64(counts.count)] && counts.count == 6_000)
        let message = try view.counts("from=1000&to=1200&channels=2,0")
        #expect(message.kind == 3 && message.json["step"] as? Int == 1)
        #expect(message.json["from"] as? Int == 1_000 && message.json["to"] as? Int == 1_200)
        #expect(message.json["runs"] as? [[Int]] == [[1_000, 200]])
        #expect(message.rows.count == 200 * 2 * 2)
        for index in 0..<200 {
            #expect(message.count(at: 2 * index) == counts[1_000 + index][2])
            #expect(message.count(at: 2 * index + 1) == counts[1_000 + index][0])
        }
        // The telemetry says of each hop what these samples say.
        let hopFrames = Int(run.planned.plan.detection.hopFrames)
        let extremes = try view.counts("from=0&to=6000&step=\(hopFrames)")
        let hops = try run.hops().filter { !$0.report.record.isLast }
        try #require(hops.count == 6_000 / hopFrames)
        for (index, hop) in hops.enumerated() where hop.report.record.decision.isMeasured {
            for channel in 0..<4 {
                let reading = hop.report.reading(ofChannel: channel)
                #expect(extremes.count(at: index * 8 + channel) == reading.lowestCount)
                #expect(extremes.count(at: index * 8 + 4 + channel) == reading.highestCount)
            }
        }
    }

    @Test func piecesAreWholeAndHolesAreLeftOut() throws {
        let view = try LiveView(.init(port: 0))
        defer { view.close() }
        view.begin(try GeneratedRun().subject)
        let file = try Self.file(capacity: 1_000)
        Self.enter(20..<45, into: file)
        Self.enter(47..<65, into: file)
        view.hub.samples.keep(.success(file))
        // A picture is what brings the run to the server's thread.
        _ = try view.viewer().receiveMessage()
        let message = try view.counts("from=0&to=1000&step=10&channels=1")
        #expect(message.json["to"] as? Int == 60)
        #expect(message.json["runs"] as? [[Int]] == [[20, 3], [47, 2]])
        let values = (0..<10).map { message.count(at: $0) }
        #expect(values == [200, 290, 300, 390, 400, 440, 470, 490, 500, 590])
        #expect(try view.counts("from=0&to=15").json["to"] as? Int == 15)
        #expect(try view.counts("from=70&to=90").json["to"] as? Int == 70)
    }

    @Test func anAnswerIsBounded() throws {
        let file = try Self.file(groups: 16, capacity: 100_000)
        for first in stride(from: Int64(0), to: 40_000, by: 1_000) {
            Self.enter(first..<first + 1_000, into: file)
        }
        for query in ["from=0&to=999999999999999", "from=0&to=999999999999999&step=16"] {
            let answer = try #require(CountsAnswer(query: query[...], channelCount: 128))
            let message = try Message(answer.message(from: file))
            #expect(message.rows.count <= CountsAnswer.answerBytesMax)
            let frames = try #require(message.json["to"] as? Int)
            #expect(frames > 1_000 && frames * file.frameBytes <= CountsAnswer.readBytesMax)
        }
        let large = try #require(
            CountsAnswer(query: "from=0&to=65536&step=65536", channelCount: 128))
        #expect(!large.isBounded(by: file.frameBytes))
    }

    @Test(arguments: [
        "", "from=0", "from=-1&to=3", "from=3&to=1", "from=0&to=1&to=2", "from=0&to=1&step=0",
        "from=0&to=1&step=65537", "from=0&to=1&channels=", "from=0&to=1&channels=4",
        "from=0&to=1&channels=0,0,0,0,0", "from=0&to=1&channels=a", "from=0&to=9999999999999999",
        "from=0&to=1&more=1", "from=0x1&to=2", "from=%30&to=2",
    ])
    func whatCannotBeAskedForIsRefused(query: String) throws {
        #expect(CountsAnswer(query: query[...], channelCount: 4) == nil)
    }

    @Test func whoMayNotLookOnGetsNoSamples() throws {
        var options = LiveView.Options(port: 0)
        options.token = "0123456789abcdef"
        let view = try LiveView(options)
        defer { view.close() }
        let bearer = "Authorization: Bearer 0123456789abcdef\r\n"
        _ = try Self.kept(view)
        _ = try view.get("/metrics", bearer)
        let path = "/counts?from=0&to=10"
        #expect(try view.get(path).status == 401)
        #expect(try view.get(path, bearer + "Origin: http://evil.example\r\n").status == 403)
        #expect(
            try view.answer("GET \(path) HTTP/1.1\r\nHost: evil.example\r\n\(bearer)\r\n").status
                == 403)
        #expect(try view.get("/counts?from=a", bearer).status == 400)
        #expect(try view.get(path, bearer).status == 200)
    }

    @Test func theFileHasNoName() throws {
        let folder = try TemporaryFolder()
        let file = try CountsFile(
            in: folder.path, groupCount: 1, rateHertz: 100, megabytes: 512)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
        #expect(file.capacityFrames <= 60_000 && file.capacityFrames >= 100)
        Self.enter(0..<10, into: file)
        #expect(Self.ranges(file.read(0..<10)) == [0..<10])
        // More than any disk has.
        #expect(throws: LiveViewError.self) {
            try CountsFile(
                in: folder.path, groupCount: 1, rateHertz: 1e12, megabytes: 1_000_000)
        }
    }

    @Test func theFileTakesNoMoreThanItMay() throws {
        let folder = try TemporaryFolder()
        let file = try CountsFile(
            in: folder.path, groupCount: 2, rateHertz: 1_000, megabytes: 1)
        #expect(file.capacityFrames == 31_250)
        let problem = try #require(throws: LiveViewError.self) {
            try CountsFile(in: folder.path, groupCount: 2, rateHertz: 40_000, megabytes: 1)
        }
        #expect(problem.description.hasPrefix("--view-megabytes 1 is too little"))
    }
}

extension LiveView {
    /// An answer to a question for counts.
    func counts(_ query: String) throws -> Message {
        let client = try Client(port)
        client.send("GET /counts?\(query) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n\r\n")
        let isGiven = try client.receiveHead().hasPrefix("HTTP/1.1 200 ")
        try #require(isGiven)
        return try Message(client.receiveAll())
    }
}

extension Message {
    /// A count among those that follow the JSON.
    func count(at index: Int) -> Int16 {
        Int16(truncatingIfNeeded: integer(at: 2 * index, bytes: 2))
    }
}

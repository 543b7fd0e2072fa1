import Foundation
import Journal
import NIOHTTP1
import RunFolder
import Synchronization
import TestSupport
import Testing

@testable import LiveView

/// A run that is over, in the answers of the server.
@Suite struct LeftViewTests {
    private let folder: TemporaryFolder
    private let run: LeftRun

    /// Two channels at 100 Hz for 100 s, from 10 s on; an episode with a burst of ten pulses.
    init() throws {
        folder = try TemporaryFolder()
        let identity = RunIdentity(command: "quench replay a.edf", programVersion: "1", files: [])
        var recording = RunSummary.Recording(
            path: "<i>a.edf", format: "EDF", durationSeconds: 200, channels: 2,
            samplingRateHertz: 100)
        (recording.fromSeconds, recording.toSeconds) = (10, 110)
        var summary = RunSummary(
            programVersion: "1", recording: recording, settings: .object([]), decisionHash: "0",
            decisions: 1_000, hopFrames: 10, hopSeconds: 0.1)
        summary.identity = identity
        summary.signalQuality = ["A", "B"].map { .init(name: $0, badSeconds: 0, faults: []) }
        var episode = Episode(
            onsetSeconds: 50,
            explanation: [
                Contribution(channel: "B", feature: "f", measured: 1, threshold: 1, votes: 1)
            ])
        episode.end(atSeconds: 60)
        summary.episodes = [episode]
        try summary.write(to: folder.file("summary.json"))
        var burst = Burst()
        (burst.onsetSeconds, burst.durationSeconds, burst.pulses) = (50.2, 0.1, 10)
        (burst.frequencyHertz, burst.amplitudeMicroamperes) = (100, 2_000)
        try StimulationFile.write([burst], [], to: folder.file("stimulation.tsv"))
        var journal = try JournalWriter(path: folder.file("journal.jsonl"))
        for event: JournalEvent in [
            .runStarted(identity, recording: "a.edf", channels: 2, samplingRateHertz: 100),
            .channelQuality(
                frame: 2_000, timeSeconds: 20, channel: "A", fault: "mains", isBad: true),
            .channelQuality(
                frame: 3_000, timeSeconds: 30, channel: "A", fault: "mains", isBad: false),
            .detection(episode, number: 1, frame: 5_000, timeSeconds: 50),
            .episodeEnded(episode, number: 1, frame: 6_000, timeSeconds: 60),
        ] { journal.append(event) }
        run = try LeftRun(folder: folder.path, programVersion: "1")
    }

    @Test func pulsesThatNoBurstHasAreTold() throws {
        #expect(run.pulsesMissing == 0)
        var summary = run.summary
        for (pulses, missing) in [(10, 0), (30, 20), (-3, 0), (.max, (1 << 40) - 10)] {
            summary.stimulation.pulses = pulses
            try summary.write(to: folder.file("summary.json"))
            let run = try LeftRun(folder: folder.path, programVersion: "1")
            #expect(run.pulsesMissing == missing)
            let status = LeftView(run, traces: nil, remark: "").subject["status"]
            let losses = status?["run"]?["losses"]?.list?.compactMap(\.text) ?? []
            let told = "\(missing) pulses are in no burst of stimulation.tsv"
            #expect(losses.contains(told) == (missing > 0))
        }
    }

    /// Each channel's counts are the frame's number and its opposite.
    private static let reader: TraceSpan.Reader = { frames, framesPerRow, channelCount in
        let rows = (frames.count + framesPerRow - 1) / framesPerRow
        var span = TraceSpan(rows: rows, channelCount: channelCount, framesPerRow: framesPerRow)
        for row in 0..<rows {
            let first = Int(frames.lowerBound) + row * framesPerRow
            let last = min(first + framesPerRow, Int(frames.upperBound)) - 1
            (span.low[row * 2], span.high[row * 2]) = (Int16(first), Int16(last))
            (span.low[row * 2 + 1], span.high[row * 2 + 1]) = (Int16(-last), Int16(-first))
        }
        return span
    }

    private struct Row {
        let seconds: Double
        let state: UInt8
        let flags: HopRows.Flags
        let low: Int16
        let high: Int16
        let votes: [UInt8]
    }

    private func span(
        _ query: Substring, traces: TraceSpan.Reader? = reader
    ) throws -> (message: Message, rows: [Row]) {
        let view = LeftView(run, traces: traces, remark: "")
        let buffer = try #require(view.span(query: query)).get()
        let message = try Message(buffer)
        #expect(message.version == ViewMessages.version && message.kind == 2)
        // 32 bytes, two channels of 5 bytes, to a multiple of 8.
        let rows = stride(from: 0, to: message.rows.count, by: 48).map { at in
            Row(
                seconds: Double(bitPattern: message.integer(at: at, bytes: 8)),
                state: message.rows[at + 12], flags: .init(rawValue: message.rows[at + 13]),
                low: Int16(bitPattern: UInt16(message.integer(at: at + 32, bytes: 2))),
                high: Int16(bitPattern: UInt16(message.integer(at: at + 36, bytes: 2))),
                votes: Array(message.rows[at + 40..<at + 42]))
        }
        return (message, rows)
    }

    @Test func aShortStretchHasEverySample() throws {
        let (message, rows) = try span("from=49&to=51")
        #expect(message.json["rowSeconds"] as? Double == 0.01 && rows.count == 200)
        for (index, row) in rows.enumerated() {
            #expect(row.low == Int16(4_900 + index) && row.high == row.low)
            #expect(abs(row.seconds - (49 + Double(index + 1) / 100)) < 1e-9)
            #expect(row.flags.contains(.measured))
        }
        // Watching, in the episode, and the burst in it.
        #expect(rows[98].state == 1 && rows[101].state == 2 && rows[125].state == 3)
        #expect(rows[135].state == 2)
        #expect(rows.filter { $0.flags.contains(.onset) }.map(\.votes) == [[0, 1]])
        let pulses = try #require(message.json["pulses"] as? [[Double]])
        let edges: [Double] = (0..<10).map { 50.2 + Double($0) / 100 }
        #expect(pulses.count == 10)
        for (pulse, edge) in zip(pulses, edges) { #expect(abs(pulse[0] - edge) < 1e-9) }
        let events = try #require(message.json["events"] as? [[Any]])
        #expect(events.count == 1 && events[0][1] as? String == "detection")
    }

    @Test func aLongStretchHasLowestAndHighestInABoundedNumberOfRows() throws {
        let (message, rows) = try span("from=0&to=500")
        #expect(message.json["from"] as? Double == 10 && message.json["to"] as? Double == 110)
        #expect(rows.count == 3_334 && message.json["rowSeconds"] as? Double == 0.03)
        #expect(rows[0].low == 1_000 && rows[0].high == 1_002 && rows.last?.high == 10_999)
        #expect(rows.count <= LeftView.rowsMax)
        // A fault lasts as long as the journal says.
        let faulty = rows.filter { $0.votes[0] & 128 != 0 }
        #expect(abs(faulty.count - 334) <= 1 && faulty.allSatisfy { $0.seconds > 19.9 })
    }

    /// A file may say anything.
    @Test func noNumberOfPulsesTakesLong() throws {
        var burst = Burst()
        (burst.onsetSeconds, burst.durationSeconds, burst.pulses) = (0, 1e6, .max)
        (burst.frequencyHertz, burst.amplitudeMicroamperes) = (1e12, 2_000)
        burst.contacts = "-1,-9223372036854775808,99 +case,"
        try StimulationFile.write([burst], [], to: folder.file("stimulation.tsv"))
        let view = LeftView(
            try LeftRun(folder: folder.path, programVersion: "1"), traces: nil, remark: "")
        let message = try Message(#require(view.span(query: "from=49&to=51")).get())
        let pulses = try #require(message.json["pulses"] as? [[Double]])
        #expect(pulses.count == 20_000 && abs(pulses[0][0] - 49) < 1e-6)
        #expect(message.json["bursts"] as? [[Double]] == [[0, 1e6, 1, 65_536]])
    }

    @Test func withoutASourceNoSampleIsInvented() throws {
        let rows = try span("from=49&to=51", traces: nil).rows
        #expect(rows.count == 200)
        for row in rows { #expect(!row.flags.contains(.measured) && row.low > row.high) }
        #expect(rows[125].state == 3)
    }

    @Test(arguments: [
        "", "from=1", "from=2&to=1", "from=a&to=b", "from=nan&to=1", "from=0&to=inf",
        "from=0&to=100000", "from=-1e300&to=-1e299", "from=1&to=2&more=3", "&&&=",
    ]) func otherQueriesAreRefused(query: String) throws {
        #expect(LeftView(run, traces: Self.reader, remark: "").span(query: query[...]) == nil)
        let server = try LiveView(
            .init(port: 0), left: LeftView(run, traces: nil, remark: ""))
        defer { server.close() }
        #expect(try server.get("/span?\(query)").status == 400)
    }

    @Test func theServerShowsThatRunAndNoOther() throws {
        let server = try LiveView(
            .init(port: 0), left: LeftView(run, traces: Self.reader, remark: "a <b>remark</b>"))
        defer { server.close() }
        #expect(try server.get("/").body.contains(#"<body class="waiting left">"#))
        #expect(try server.get("/live", "Origin: http://$host\r\n").status == 404)
        let about = try server.get("/run")
        #expect(about.status == 200 && about.body.contains("a <b>remark</b>"))
        #expect(about.body.contains(#""title": "<i>a.edf""#))
        #expect(try server.get("/span?from=49&to=51").status == 200)
        let stranger = "GET /run HTTP/1.1\r\nHost: elsewhere.example\r\n\r\n"
        #expect(try server.answer(stranger).status == 403)
        // What a run that goes on has is not here.
        let client = try Client(server.port)
        client.send(
            LiveView.upgrade(origin: "http://127.0.0.1:\(server.port)").replacing(
                "$host", with: "127.0.0.1:\(server.port)"))
        #expect(try client.receiveHead().hasPrefix("HTTP/1.1 404 "))
    }

    @Test func aSourceThatCannotBeReadIsTold() throws {
        struct Gone: Error, CustomStringConvertible { let description = "a.edf: is gone" }
        let server = try LiveView(
            .init(port: 0),
            left: LeftView(run, traces: { _, _, _ in throw Gone() }, remark: ""))
        defer { server.close() }
        let answer = try server.get("/span?from=49&to=51")
        #expect(answer.status == 500 && answer.body == "a.edf: is gone\n")
    }

    /// Not one connection, nor the pages, waits for a disk.
    @Test func whatIsReadSlowlyKeepsNobodyElseWaiting() throws {
        let isReading = Atomic(false), isRead = Atomic(false)
        let server = try LiveView(
            .init(port: 0),
            left: LeftView(
                run,
                traces: { frames, framesPerRow, channelCount in
                    isReading.store(true, ordering: .sequentiallyConsistent)
                    while !isRead.load(ordering: .sequentiallyConsistent) { sched_yield() }
                    return try Self.reader(frames, framesPerRow, channelCount)
                }, remark: ""))
        defer { server.close() }
        defer { isRead.store(true, ordering: .sequentiallyConsistent) }
        let slow = try Client(server.port)
        slow.send("GET /span?from=49&to=51 HTTP/1.1\r\nHost: 127.0.0.1:\(server.port)\r\n\r\n")
        while !isReading.load(ordering: .sequentiallyConsistent) { sched_yield() }
        #expect(try server.get("/").status == 200)
        #expect(try server.get("/run").status == 200)
        isRead.store(true, ordering: .sequentiallyConsistent)
        #expect(try slow.receiveHead().hasPrefix("HTTP/1.1 200 "))
    }

    @Test(arguments: [
        ("/span?from=0&to=1", true), ("/counts?from=0", true), ("/what-if?id=1", true),
        ("/what-if.yaml", true), ("/what-if.json?score=1", true), ("/", false), ("/run", false),
        ("/view.js", false), ("/metrics", false), ("/live", false), ("/place", false),
        ("/spanner", false),
    ]) func whatTakesLongHasAThreadOfItsOwn(uri: String, takesLong: Bool) {
        let head = HTTPRequestHead(version: .http1_1, method: .GET, uri: uri)
        #expect(ViewAnswer.takesLong(head) == takesLong)
    }
}

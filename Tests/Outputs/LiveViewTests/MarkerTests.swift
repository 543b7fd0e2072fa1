import Foundation
import Journal
import RunFolder
import Synchronization
import Testing

@testable import LiveView
@testable import Pipeline

/// Markers from a page and from other programs: who may make them, what they may be, how many.
@Suite struct MarkerTests {
    private let view: LiveView
    private let run: GeneratedRun

    init() throws {
        view = try LiveView(.init(port: 0))
        run = try GeneratedRun()
    }

    private func begin() {
        var subject = run.subject
        subject.takesMarkers = true
        view.begin(subject)
    }

    private static func request(
        _ body: String, _ type: String = "application/json", headers: String = ""
    ) -> String {
        "POST /markers HTTP/1.1\r\nHost: $host\r\nContent-Type: \(type)\r\n\(headers)"
            + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    private func post(
        _ body: String, _ type: String = "application/json", headers: String = ""
    ) throws -> (status: Int, head: String, body: String) {
        try view.answer(Self.request(body, type, headers: headers))
    }

    /// What the run's thread finds at a hop's end.
    private func take(at frame: Int64, isLast: Bool = false) -> MarkersArrived {
        var report = HopReport()
        report.record.decision.endFrame = frame
        report.record.isLast = isLast
        return view.markers(report)
    }

    @Test func markersComeInOrderWithTheFrameThatTheRunKnew() throws {
        defer { view.close() }
        begin()
        let first = try post(#"{"text": "before the first hop"}"#)
        #expect(first.status == 202 && first.body == "{\"frame\": 0}\n")
        #expect(first.head.contains("application/json"))
        #expect(take(at: 40).markers.map(\.frame) == [0])
        #expect(try post("plain – text\n", "text/plain; charset=utf-8").body == "{\"frame\": 40}\n")
        #expect(try post(#"{"text": "<b>\u00fc</b>", "more": [1]}"#).status == 202)
        let origin = "Origin: http://$host\r\nSec-Fetch-Site: same-origin\r\n"
        #expect(try post(#"{"text": "from the page"}"#, headers: origin).status == 202)
        let arrived = take(at: 80)
        #expect(arrived.markers.map(\.text) == ["plain – text", "<b>ü</b>", "from the page"])
        #expect(arrived.markers.allSatisfy { $0.frame == 40 && $0.from == "127.0.0.1" })
        #expect(arrived.refused == 0 && take(at: 120).markers.isEmpty)
    }

    /// The frames of a warm-up come before the stretch that was asked for.
    @Test func aMarkerBeforeTheFirstHopStandsWhereTheRunBegins() throws {
        defer { view.close() }
        var subject = run.subject
        subject.takesMarkers = true
        (subject.fromSeconds, subject.warmUpSeconds) = (20, 5)
        view.begin(subject)
        #expect(try post(#"{"text": "a"}"#).body == "{\"frame\": 3000}\n")
    }

    @Test func aRunTakesMarkersFromItsBeginningToItsEnd() throws {
        defer { view.close() }
        let body = #"{"text": "a"}"#
        #expect(try post(body).status == 409)
        // A bench keeps no record.
        view.begin(run.subject)
        #expect(try post(body).status == 409)
        begin()
        #expect(try post(body).status == 202)
        #expect(take(at: 6_000, isLast: true).markers.count == 1)
        #expect(try post(body).status == 409)
        #expect(take(at: 6_000).markers.isEmpty)
    }

    /// A marker that no record can take is not answered as one that is.
    @Test func aRunWhoseJournalFailedTakesNoMarkers() throws {
        defer { view.close() }
        begin()
        var hop = try #require(run.hops().first)
        view.show(hop)
        #expect(try post(#"{"text": "a"}"#).status == 202)
        hop.events = [.journalFailed(frame: 40, timeSeconds: 0.2, reason: "full")]
        view.show(hop)
        #expect(try post(#"{"text": "a"}"#).status == 409)
    }

    @Test(arguments: [
        "", "{", "[]", "null", "\"text\"", "{\"text\": 3}", "{\"text\": null}",
        "{\"texts\": \"a\"}",
        #"{"text": ""}"#, #"{"text": "a\u0000b"}"#, #"{"text": "\ud800"}"#, #"{"text": "a\nb"}"#,
        #"{"text": "a"}}"#, String(repeating: "[", count: 1_000),
    ])
    func whatIsNoMarkerIsRefused(body: String) throws {
        defer { view.close() }
        begin()
        #expect(try post(body).status == 400, "\(body.prefix(20))")
        #expect(take(at: 40).markers.isEmpty)
    }

    @Test func aTextThatIsNotUTF8IsRefused() throws {
        defer { view.close() }
        begin()
        for type in ["text/plain", "application/json"] {
            let client = try Client(view.port)
            client.send(
                "POST /markers HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: \(type)\r\n"
                    + "Content-Length: 3\r\n\r\n")
            client.send([0x61, 0xff, 0x61])
            let answer = String(decoding: client.receiveAll(), as: UTF8.self)
            #expect(answer.hasPrefix("HTTP/1.1 400 "))
        }
        #expect(take(at: 40).markers.isEmpty)
    }

    /// A form of another site can send these, and a script there what it likes, with its own origin.
    @Test(arguments: [
        ("application/x-www-form-urlencoded", "", 415),
        ("multipart/form-data; boundary=x", "", 415),
        ("application/jsonx", "", 415), ("", "", 415),
        ("text/plain", "Origin: http://evil.example\r\n", 403),
        ("text/plain", "Origin: null\r\n", 403),
        ("application/json", "Origin: http://127.0.0.1:1\r\n", 403),
        ("text/plain", "Sec-Fetch-Site: cross-site\r\n", 403),
        ("text/plain", "Sec-Fetch-Site: same-site\r\n", 403),
        ("text/plain", "Content-Type: text/plain\r\n", 415),
    ])
    func anotherSitePostsNothing(type: String, headers: String, status: Int) throws {
        defer { view.close() }
        begin()
        let answer = try post(#"{"text": "a"}"#, type, headers: headers)
        #expect(answer.status == status)
        let rebound = Self.request(#"{"text": "a"}"#).replacing("$host", with: "evil.example")
        #expect(try view.answer(rebound).status == 403)
        #expect(take(at: 40).markers.isEmpty)
    }

    @Test(arguments: ["GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS"])
    func markersAreOnlyPosted(method: String) throws {
        defer { view.close() }
        begin()
        let answer = try view.answer("\(method) /markers HTTP/1.1\r\nHost: $host\r\n\r\n")
        #expect(answer.status == 405 && answer.head.contains("Allow: POST"))
    }

    @Test func withATokenOnlyWhoKnowsItMarks() throws {
        view.close()
        var options = LiveView.Options(port: 0)
        options.token = "0123456789abcdef-XYZ"
        let view = try LiveView(options)
        defer { view.close() }
        var subject = run.subject
        subject.takesMarkers = true
        view.begin(subject)
        let body = #"{"text": "a"}"#
        #expect(try view.answer(Self.request(body)).status == 401)
        let wrong = "Authorization: Bearer 0123456789abcdef-XYz\r\n"
        #expect(try view.answer(Self.request(body, headers: wrong)).status == 401)
        let right = "Authorization: Bearer 0123456789abcdef-XYZ\r\n"
        #expect(try view.answer(Self.request(body, headers: right)).status == 202)
        let login = try view.get("/?token=0123456789abcdef-XYZ")
        let cookie = try #require(
            login.head.split(separator: "\r\n").first { $0.hasPrefix("Set-Cookie: ") })
        let pair = "Cookie: \(cookie.dropFirst("Set-Cookie: ".count).prefix { $0 != ";" })\r\n"
        #expect(try view.answer(Self.request(body, headers: pair)).status == 202)
        let foreign = pair + "Origin: http://evil.example\r\n"
        #expect(try view.answer(Self.request(body, headers: foreign)).status == 403)
        let report = HopReport()
        #expect(view.markers(report).markers.count == 2)
    }

    @Test func aLongPostIsNotRead() throws {
        defer { view.close() }
        begin()
        let lengths = [
            "Content-Length: 1000000000\r\n\r\n", "Content-Length: 99999999999999999999\r\n\r\n",
            "Transfer-Encoding: chunked\r\n\r\n",
        ]
        for length in lengths {
            let client = try Client(view.port)
            client.send(
                "POST /markers HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: text/plain\r\n\(length)"
            )
            let block = Array("8000\r\n".utf8) + [UInt8](repeating: 0x61, count: 32_768) + [13, 10]
            var sent = 0
            while sent < 1_000_000_000, client.send(block) { sent += block.count }
            #expect(sent < 100_000_000, "\(length)")
        }
        let long = String(repeating: "a", count: ViewLimits.postBytesMax + 1)
        #expect(try post(long, "text/plain").status == 413)
        #expect(take(at: 40).markers.isEmpty)
        #expect(try post("b", "text/plain").status == 202)
    }

    /// Half a body is no marker, and holds nobody up.
    @Test func aSlowPostHoldsNobodyUp() throws {
        defer { view.close() }
        begin()
        let slow = try Client(view.port)
        slow.send(
            "POST /markers HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: text/plain\r\n"
                + "Content-Length: 10\r\n\r\nhalf")
        #expect(try post("whole", "text/plain").status == 202)
        #expect(take(at: 40).markers.map(\.text) == ["whole"])
        slow.finishSending()
        #expect(!String(decoding: slow.receiveAll(), as: UTF8.self).hasPrefix("HTTP/1.1 2"))
        #expect(take(at: 80).markers.isEmpty)
    }

    @Test func onlySoManyAreTakenAndTheOthersAreCounted() {
        defer { view.close() }
        let clock = Mutex(0.0)
        let box = MarkerBox { clock.withLock { $0 } }
        box.open(at: 0)
        var taken = 0
        // A thousand a second, for ten of them.
        for number in 0..<10_000 {
            clock.withLock { $0 = Double(number) / 1_000 }
            switch box.put("\(number)", from: "a") {
            case .taken: taken += 1
            case .tooMany: break
            case .closed: Issue.record("closed")
            }
        }
        #expect(taken == ViewLimits.postsAtOnceMax + 49)
        let arrived = box.take(at: 1, isLast: false)
        #expect(arrived.markers.count == taken && arrived.refused == 10_000 - taken)
        // A run that takes none of them for long keeps so many.
        for number in 0..<2_000 {
            clock.withLock { $0 = Double(100 + number) }
            _ = box.put("\(number)", from: "a")
        }
        #expect(box.take(at: 2, isLast: true).markers.count == ViewLimits.markersWaitingMax)
    }

    @Test func tooManyAreToldSoAndTheLoopDecidesTheSame() throws {
        let alone = try run.run()
        begin()
        var statuses: Set<Int> = []
        var marked = 0
        var refused = 0
        let outcome = try run.run { report in
            view.show(ViewedHop(report))
            if report.record.decision.hop % 8 == 0 {
                let answer = try? post(#"{"text": "flood"}"#)
                statuses.insert(answer?.status ?? 0)
                if answer?.status == 429 {
                    #expect(answer?.head.contains("Retry-After: 1") == true)
                }
            }
            let arrived = view.markers(report)
            marked += arrived.markers.count
            refused += arrived.refused
        }
        view.close()
        #expect(outcome.decisionHash == alone.decisionHash && outcome.telemetryLost == 0)
        #expect(statuses.isSubset(of: [202, 429]) && marked >= ViewLimits.postsAtOnceMax)
        #expect(marked + refused > 50)
    }

    @Test func aPageIsToldOfAMarkerAtItsOwnTime() throws {
        defer { view.close() }
        var messages = ViewMessages(run.subject)
        var hop = try #require(run.hops().first)
        hop.events = [
            .marker(
                frame: 400, timeSeconds: 2, text: "<i>", number: 1, onsetFrame: 392,
                onsetSeconds: 1.96, from: "127.0.0.1")
        ]
        messages.take(hop)
        messages.refresh(age: 0, isOver: false, notShown: 0, viewers: 1)
        var place = ViewerPlace()
        let picture = try Message(try #require(messages.messages(for: &place).last))
        let events = try #require(picture.json["events"] as? [[Any]])
        #expect(events.count == 1 && events[0][0] as? Double == 1.96)
        #expect(events[0][1] as? String == "marker" && events[0][2] as? String == "marker: <i>")
    }
}

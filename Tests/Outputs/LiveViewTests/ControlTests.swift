import Foundation
import Planning
import RunFolder
import Testing

@testable import LiveView
@testable import Pipeline

/// Who may change a running loop from outside, and how it is said.
@Suite struct ControlTests {
    private let view: LiveView
    private let run: GeneratedRun
    private let control: RunControl

    init() throws {
        view = try LiveView(.init(port: 0))
        run = try GeneratedRun()
        control = RunControl(.standard, run.planned)
    }

    private func begin(isControlled: Bool = true) {
        var subject = run.subject
        subject.control = isControlled ? control : nil
        view.begin(subject)
    }

    private func post(
        _ body: String, _ type: String = "application/json", headers: String = ""
    ) throws -> (status: Int, head: String, body: String) {
        try view.answer(
            "POST /control HTTP/1.1\r\nHost: $host\r\nContent-Type: \(type)\r\n\(headers)"
                + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
    }

    private static let suspend = #"{"field": "stimulation.suspended", "value": true}"#

    @Test func onlyARunThatWasGivenControlIsChanged() throws {
        defer { view.close() }
        #expect(try post(Self.suspend).status == 403)
        begin(isControlled: false)
        let answer = try post(Self.suspend)
        #expect(answer.status == 403 && answer.body.contains("without --control"))
        begin()
        let accepted = try post(Self.suspend)
        #expect(accepted.status == 202 && accepted.body == "{\"number\": 1}\n")
        // The loop has not taken it yet.
        #expect(try post(Self.suspend).status == 409)
    }

    @Test(arguments: [
        ("text/plain", "", 415), ("application/x-www-form-urlencoded", "", 415),
        ("application/json", "Origin: http://evil.example\r\n", 403),
        ("application/json", "Sec-Fetch-Site: cross-site\r\n", 403),
    ])
    func anotherSiteChangesNothing(type: String, headers: String, status: Int) throws {
        defer { view.close() }
        begin()
        #expect(try post(Self.suspend, type, headers: headers).status == status)
        #expect(try post(Self.suspend).status == 202)
    }

    @Test(arguments: [
        "", "{", "[]", #"{"field": 3, "value": 1}"#, #"{"field": "stimulation.suspended"}"#,
        #"{"field": "stimulation.suspended", "value": "true"}"#,
        #"{"field": "stimulation.suspended", "value": true, "value": false}"#,
        #"{"field": "stimulation.suspended", "value": \#(String(repeating: "[", count: 400))}"#,
        #"{"field": "stimulation.electrodes.contacts", "value": 9}"#,
        #"{"field": "detector.patterns[0].thresholdPercent", "value": 100001}"#,
        #"{"field": "detector.patterns[0].thresholdPercent", "value": 1e400}"#,
        #"{"field": "detector.patterns[99999999999999999999].thresholdPercent", "value": 1}"#,
    ])
    func whatIsWrongIsSaid(body: String) throws {
        defer { view.close() }
        begin()
        let answer = try post(body)
        #expect(answer.status == 400 && !answer.body.isEmpty)
        #expect(try post(Self.suspend).status == 202)
    }

    @Test func aChangeActsOnTheLoopAtAHopsEnd() throws {
        defer { view.close() }
        let alone = try run.run()
        #expect(alone.ledger.therapies > 0)
        begin()
        var pipeline = Pipeline(plan: run.planned.plan, pace: .unpaced)
        pipeline.control = control.loop
        #expect(try post(Self.suspend).status == 202)
        let held = try pipeline.run(run.source) { _ in }
        #expect(held.ledger.therapies == 0)
        // Given before the run, it holds from the first hop's end on.
        #expect(control.loop.frameTaken == Int64(run.planned.plan.detection.hopFrames))
    }

    @Test func thePageIsToldWhatMayBeChanged() throws {
        defer { view.close() }
        var subject = run.subject
        subject.control = control
        var messages = ViewMessages(subject)
        messages.refresh(age: 0, isOver: false, notShown: 0, viewers: 1)
        var place = ViewerPlace()
        let told = try messages.messages(for: &place).map { try Message($0) }
        #expect(told[0].json["controls"] as? Bool == true)
        let status = try #require(told[1].json["status"] as? [String: Any])
        let state = try #require(status["control"] as? [String: Any])
        let fields = try #require(state["fields"] as? [[String: Any]])
        #expect(fields.first?["field"] as? String == "stimulation.suspended")
        // The second pattern asks for more channels than there are.
        #expect(fields.count == 3)
        #expect(fields[1]["value"] as? Double == 200)
    }
}

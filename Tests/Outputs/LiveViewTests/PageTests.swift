import Foundation
import Testing

@testable import LiveView

/// What a browser gets, and what it may do with it.
@Suite struct PageTests {
    private let view: LiveView

    init() throws { view = try LiveView(.init(port: 0)) }

    @Test(arguments: ["/", "/view.js", "/view.css", "/metrics", "/?a=b"])
    func partsComeWithThePolicy(path: String) throws {
        defer { view.close() }
        let answer = try view.get(path)
        #expect(answer.status == 200 && !answer.body.isEmpty)
        let head = answer.head.lowercased()
        #expect(head.contains("content-security-policy: default-src 'none'; script-src 'self';"))
        #expect(head.contains("x-content-type-options: nosniff"))
        #expect(head.contains("cache-control: no-store") && head.contains("connection: close"))
        #expect(head.contains("content-length: \(answer.body.utf8.count)\r\n"))
    }

    @Test func nothingIsFetchedFromElsewhereAndNoScriptIsInThePage() throws {
        defer { view.close() }
        let page = try view.get("/").body
        #expect(page.contains(#"<script src="/view.js" defer></script>"#))
        #expect(page.ranges(of: "<script").count == 1)
        #expect(!page.contains("onclick") && !page.contains("onload"))
        #expect(!page.contains("style="))
        for text in [page, try view.get("/view.js").body, try view.get("/view.css").body] {
            #expect(!text.contains("http://") && !text.contains("https://"))
            #expect(!text.contains("innerHTML") && !text.contains("eval("))
        }
    }

    @Test func headsHaveNoBody() throws {
        defer { view.close() }
        let answer = try view.answer("HEAD / HTTP/1.1\r\nHost: $host\r\n\r\n")
        #expect(answer.status == 200 && answer.body.isEmpty)
    }

    @Test func whatIsNotThereIsSaid() throws {
        defer { view.close() }
        #expect(try view.get("/report.html").status == 404)
        #expect(try view.get("/../etc/passwd").status == 404)
        let post = try view.answer("POST / HTTP/1.1\r\nHost: $host\r\nContent-Length: 0\r\n\r\n")
        #expect(post.status == 405 && post.head.contains("Allow: GET, HEAD"))
        #expect(try view.get("/live", "Origin: http://$host\r\n").status == 426)
    }

    @Test func theMetricsCountTheRun() throws {
        defer { view.close() }
        #expect(try view.get("/metrics").body.contains("quench_viewers 0\n"))
        let run = try GeneratedRun()
        view.begin(run.subject)
        var decisions = 0
        var therapies: Int64 = 0
        var charge: Int64 = 0
        try run.run { report in
            view.show(ViewedHop(report))
            if !report.record.isLast { decisions += 1 }
            therapies = report.record.therapies
            charge = report.record.chargePicocoulombs
        }
        #expect(therapies > 0)
        let text = try view.get("/metrics").body
        let lines = text.split(separator: "\n")
        #expect(lines.contains("quench_decisions_total \(decisions)"))
        #expect(lines.contains("quench_therapies_total \(therapies)"))
        #expect(lines.contains("quench_charge_microcoulombs_total \(Double(charge) / 1e6)"))
        #expect(lines.contains("quench_missed_deadlines_total 0"))
        #expect(lines.contains("quench_hops_not_shown_total 0"))
        #expect(lines.contains(#"quench_state{state="hold-off"} 0"#))
        // Every sample has its help and its type.
        for line in lines where !line.hasPrefix("#") {
            let name = line.prefix { $0 != " " && $0 != "{" }
            #expect(text.contains("# HELP \(name) ") && text.contains("# TYPE \(name) "))
        }
    }

    @Test func aPacedRunHasItsLatenciesAsHistograms() throws {
        defer { view.close() }
        let run = try GeneratedRun()
        var subject = run.subject
        subject.pace = .speed(.init(1))
        view.begin(subject)
        let hops = try run.hops().filter { !$0.report.record.isLast }.prefix(100)
        for (index, hop) in hops.enumerated() {
            var hop = hop
            hop.report = hop.report.stamped(
                computeNanoseconds: index < 99 ? 30_000 : 3_000_000)
            view.show(hop)
        }
        let text = try view.get("/metrics").body
        for line in [
            "quench_compute_latency_seconds_bucket{le=\"2e-05\"} 0",
            "quench_compute_latency_seconds_bucket{le=\"5e-05\"} 99",
            "quench_compute_latency_seconds_bucket{le=\"0.002\"} 99",
            "quench_compute_latency_seconds_bucket{le=\"0.005\"} 100",
            "quench_compute_latency_seconds_bucket{le=\"+Inf\"} 100",
            "quench_compute_latency_seconds_count 100",
        ] { #expect(text.contains(line + "\n"), "\(line)") }
    }
}

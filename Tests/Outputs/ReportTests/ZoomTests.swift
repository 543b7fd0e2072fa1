import Foundation
import Journal
import Testing

@testable import Report

/// What a report's script needs, and that nothing else can run.
struct ZoomTests {
    private func script(of html: String) throws -> String {
        let parts = html.components(separatedBy: "<script>")
        try #require(parts.count == 2)
        return try #require(parts[1].components(separatedBy: "</script>").first)
    }

    @Test("the policy names the one script by its checksum, and allows no other")
    func policy() throws {
        let html = sampleReport().html()
        let script = try script(of: html)
        #expect(script == ReportScript.text)
        let sum = Checksum.base64(of: script)
        #expect(
            html.contains(
                "content=\"default-src 'none'; style-src 'unsafe-inline'; "
                    + "script-src 'sha256-\(sum)'\""))
        // SHA-256 of "abc", from FIPS 180-2.
        #expect(Checksum.base64(of: "abc") == "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=")
    }

    @Test("the script fetches nothing, evaluates nothing and makes no markup of text")
    func scriptIsTame() {
        for word in [
            "</", "<!--", "eval", "Function(", "innerHTML", "outerHTML", "insertAdjacentHTML",
            "document.write", "fetch", "XMLHttpRequest", "WebSocket", "import", "://",
            "setTimeout", "localStorage", "cookie",
        ] {
            let text = ReportScript.text.replacing("http://www.w3.org/2000/svg", with: "")
            #expect(!text.contains(word), "\(word)")
        }
    }

    @Test("names that would leave their place are text, in the data too")
    func hostileNames() throws {
        let html = sampleReport(text: hostileText).html()
        #expect(html.components(separatedBy: "</script>").count == 2)
        let page = MarkupReader(page: html)
        #expect(page.problem == nil)
        #expect(page.elements["script"] == nil)
        #expect(page.attributes(named: "data-name").count == 4)
        #expect(
            page.attributes(named: "data-name").allSatisfy {
                $0.contains("</svg><script>alert('1')</script>\"&")
            })
    }

    @Test("without a script a picture is as it was, and has none of its data")
    func pictureOfItsOwn() {
        let picture = sampleReport().episodes[0]
        for svg in [picture.svg(), picture.inlineSVG(binCountMax: 200)] {
            #expect(!svg.contains("data-"))
        }
        let zoomable = picture.inlineSVG(binCountMax: 200, hopsPerValue: 1)
        let plain = zoomable.replacing(#/ data-[a-z]+="[^"]*"/#, with: "")
            .replacing("<g>\n", with: "").replacing("</text>\n</g>\n", with: "</text>\n")
        #expect(plain == picture.inlineSVG(binCountMax: 200).replacing("<g>\n", with: ""))
    }

    @Test("values are the extremes of so many hops, in counts; what is not measured has none")
    func values() throws {
        let trace = TracePicture(
            name: "a", minimum: [-1, -2.5, .nan, 0, 3], maximum: [1, 7, .nan, .infinity, 3.5])
        func counts(_ hops: Int, _ microvolts: Double = 0.5) throws -> [Int16] {
            let text = trace.counts(hopsPerValue: hops, microvolts)
            let bytes = [UInt8](try #require(Data(base64Encoded: text)))
            return stride(from: 0, to: bytes.count, by: 2).map {
                Int16(bitPattern: UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8)
            }
        }
        let none: [Int16] = [.max, .min]
        #expect(try counts(1) == [-2, 2, -5, 14] + none + none + [6, 7])
        #expect(try counts(2) == [-5, 14] + none + [6, 7])
        #expect(try counts(8) == [-5, 14])
        // What no converter gives does not trap, and is not taken for nothing.
        #expect(try counts(8, 1e-9) == [-32_767, 32_766])
        #expect(try counts(8, 0).count == 2)
    }

    @Test("however long and many the pictures, their values are bounded")
    func bounded() {
        var report = sampleReport()
        let long = sampleEpisode(number: 1, channels: 32, hops: 2_000, text: "L1")
        report.episodes = Array(repeating: long, count: 2)
        #expect(report.hopsPerValue == 1)
        report.episodes = Array(repeating: long, count: 20)
        report.missed = report.episodes
        #expect(report.hopsPerValue == 8)
        // Episodes that are only listed have no values.
        report.episodes = Array(repeating: long, count: 1_000)
        #expect(report.hopsPerValue == 8)
        // Of empty pictures there is nothing to join.
        report.episodes = []
        report.missed = []
        #expect(report.hopsPerValue == 1)

        report.valueCountMax = 10_000
        let pictures = (1...4).map {
            sampleEpisode(number: $0, channels: 32, hops: 203, text: "L1")
        }
        report.episodes = Array(pictures.prefix(2))
        report.missed = Array(pictures.suffix(2))
        #expect(report.hopsPerValue == 4)
        let values = MarkupReader(page: report.html())
            .attributes(named: "data-counts")
        // Of each trace ⌈203 / 4⌉ values of four bytes, as base64.
        #expect(values.map(\.utf8.count) == Array(repeating: 272, count: 4 * 32))
    }

    @Test("bursts, episodes and the run lead to one another")
    func ways() {
        var report = sampleReport()
        report.bursts[0].episode = 1
        report.overview?.episodes[0].anchor = RunReport.anchor(ofEpisode: 1)
        report.episodes[0].bursts[0].anchor = RunReport.anchor(ofBurst: 0)
        let page = MarkupReader(page: report.html())
        let links = page.attributes(named: "href")
        #expect(Set(links) == ["#overview", "#burst-1", "#episode-1"])
        #expect(links.filter { $0 == "#episode-1" }.count == 2)
        #expect(
            Set(page.attributes(named: "id")).isSuperset(of: links.map { String($0.dropFirst()) }))
        // A picture of its own has no page to lead to.
        #expect(!report.episodes[0].svg().contains("href"))
        #expect(report.overview?.svg().contains("href") == false)
        #expect(RunReport.anchor(ofBurst: RunReport.rowCountMax).isEmpty)
        #expect(RunReport.anchor(ofEpisode: RunReport.pictureCountMax + 1).isEmpty)
    }
}

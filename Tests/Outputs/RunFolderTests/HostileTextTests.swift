import Foundation
import TestSupport
import Testing

@testable import RunFolder

/// Text that comes from a recording goes safely through all five files.
@Suite struct HostileTextTests {
    static let names = [
        "quote\"and'apostrophe", "tab\tin\tit", "line\nbreak\r", "<script>alert(1)</script>",
        "\u{1B}[31mred\u{7}", "nul\u{0}byte", "Ünï—脑电 🧠", "a,b;c", "back\\slash", "&amp;lt",
        "\u{202E}reversed", "\u{2028}separator", "", " ", String(repeating: "x", count: 5_000),
    ]

    private static let shared = Result {
        let folder = try TemporaryFolder()
        let noise = Noise(channelCount: names.count, rateHertz: 100, durationSeconds: 14)
        return try Run(
            channelNames: names, sourceName: sourceName,
            reference: .init(source: "<i>\u{0}", seizures: [(10, 16)]))(
                noise.recording(in: folder), into: folder.file("out"))
    }

    private static let sourceName = "a<b>\"c\"\t\u{1B}[0m\n.edf"
    private let run: Finished

    init() throws { run = try Self.shared.get() }

    @Test func tablesStayTables() throws {
        // `rows` requires as many cells as there are columns.
        let rows = try run.eventRows
        #expect(rows.count == 1)
        #expect(!rows[0].values.contains { $0.contains("\"") || $0.isEmpty })
        #expect(try !run.stimulationRows.isEmpty)
        for name in ["events.tsv", "stimulation.tsv"] {
            let text = run.text(name)
            #expect(text.unicodeScalars.allSatisfy { $0.value >= 0x20 || $0 == "\t" || $0 == "\n" })
        }
    }

    @Test func summaryKeepsTheNamesExactly() throws {
        #expect(run.summary.signalQuality.map(\.name) == Self.names)
        let data = Data(run.text("summary.json").utf8)
        let object = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
        let quality = try #require(object["signalQuality"] as? [[String: Any]])
        #expect(quality.compactMap { $0["name"] as? String } == Self.names)
    }

    @Test func journalHasALineForEachEvent() throws {
        #expect(run.journal.damagedLines == 0 && run.journal.cutBytes == 0)
        #expect(run.journal.events.first?["recording"]?.text == "a<b>\"c\"\t\u{1B}[0m\n.edf")
        let rows = try #require(run.events(.detection).first?["explanation"]?.list)
        let channels = rows.compactMap { $0["channel"]?.text }
        #expect(channels.count == rows.count && Set(channels).isSubset(of: Set(Self.names)))
    }

    @Test func reportEscapesEverything() throws {
        let page = run.text("report.html")
        #expect(page.components(separatedBy: "<script").count == 2, "the page's own")
        #expect(!page.contains("<i>\u{0}") && !page.contains("a<b>"))
        #expect(page.unicodeScalars.allSatisfy { $0.value >= 0x20 || $0 == "\t" || $0 == "\n" })
        #expect(page.contains("&lt;script&gt;"))
    }

    @Test func terminalShowsNoControlCharacter() {
        let screen = run.result.screen(folder: "x\u{1B}[2J").text()
        #expect(screen.unicodeScalars.allSatisfy { $0.value >= 0x20 || $0 == "\n" })
    }
}

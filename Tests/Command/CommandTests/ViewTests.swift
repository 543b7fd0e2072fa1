import Foundation
import TestSupport
import Testing

/// `quench view` as a person meets it.
@Suite(.enabled(if: Quench.executable != nil, Quench.missing))
struct ViewTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func failure(_ arguments: String...) throws -> String {
        let result = try Quench.run(["view", "--port", "0"] + arguments, in: folder)
        #expect(result.status != 0 && !result.wasKilled && result.output.isEmpty)
        #expect(result.errorLines.count == 1, "\(result.errors)")
        return result.errors
    }

    @Test func whatIsNoRunIsRefusedInALine() throws {
        #expect(try failure("nowhere").contains("nowhere: is no folder"))
        #expect(try failure(".").contains("summary.json: is not there"))
        for name in ["journal.jsonl", "stimulation.tsv"] { try folder.write("", to: name) }
        try folder.write("{\"hostile\": \"\u{1B}[2J\"}", to: "summary.json")
        #expect(try failure(".").contains("it is not a Quench summary"))
    }

    @Test func aRunIsShownUntilItIsEnded() throws {
        try folder.writeRecording(seconds: 20)
        #expect(
            try Quench.run("replay", "good.edf", "--output", "out", in: folder).status == 0)
        #expect(try failure("out", "--recording", "nowhere.edf").contains("nowhere.edf"))
        // What shows it waits until the address is told, and ends it as Ctrl-C does.
        let show =
            "rm -f told; $quench view out --port 0 2>told & one=$!; "
            + "while kill -0 $one && ! grep -qs Ctrl-C told; do sleep 0.05; done; "
            + "kill -INT $one; wait $one"
        let shown = try Quench.shell(show, in: folder)
        let told = String(decoding: try folder.bytes("told"), as: UTF8.self)
        #expect(shown.status == 0, "\(told)")
        #expect(told.contains("live view: http://127.0.0.1:"))
        #expect(told.contains("traces: good.edf"))
        try FileManager.default.removeItem(atPath: folder.file("good.edf"))
        #expect(try Quench.shell(show, in: folder).status == 0)
        #expect(
            String(decoding: try folder.bytes("told"), as: UTF8.self).contains("no traces: "))
    }
}

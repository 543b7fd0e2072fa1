import Foundation
import Journal
import TestSupport
import Testing

/// optimise, as a person would, on a patient of two nodes that seizes every 40 s.
@Suite(.enabled(if: Quench.executable != nil, Quench.missing))
struct OptimiseTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try folder.write(
            """
            zoneX0: -1.9
            epileptor: {r: 0.00015}
            nodes:
              - {position: [2, 3, 0], tissue: zone}
              - {position: [8, -3, 2], tissue: zone}

            """, to: "busy.yaml")
    }

    private let small = "optimise --patient busy.yaml --patients 1 --hours 0.25 --budget 4"

    private func quench(_ line: String) throws -> Quench.Result {
        try Quench.run(line.split(separator: " ").map(String.init), in: folder)
    }

    private func front(_ text: String) throws -> [JSONValue] {
        try #require(JSONValue(parsing: [UInt8](text.utf8))?["front"]?.list)
    }

    @Test func aFrontIsFoundAndRuns() throws {
        let result = try quench("\(small) --output a --json --jobs 1")
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.errors.contains("limits in force: 12 mA"))
        let points = try front(result.output)
        #expect(points.contains { $0["isGiven"] == .bool(true) })
        #expect(points.allSatisfy { $0["verdict"]?["shareLeft"]?.number != nil })
        for name in ["best.yaml", "point-1.yaml"] {
            #expect(try quench("settings --check a/\(name)").status == 0)
        }
        #expect(
            names(in: folder.file("a")).filter { !$0.hasSuffix(".lock") && !$0.hasPrefix("point") }
                == [
                    "best.yaml", "evaluations.jsonl", "front.json", "front.svg", "front.tsv",
                    "report.html",
                ])
        // Other threads, and a kill in between: the same front.
        let other = try quench("\(small) --output b --json --jobs 3")
        #expect(try front(other.output) == points)
        let lines = try String(
            decoding: folder.bytes("b/evaluations.jsonl"), as: UTF8.self
        ).split(separator: "\n")
        try folder.write(
            lines.prefix(3).joined(separator: "\n") + "\n" + lines[3].prefix(40),
            to: "b/evaluations.jsonl")
        let resumed = try quench("\(small) --output b --json --resume")
        #expect(resumed.status == 0 && resumed.errors.contains("1 damaged lines"))
        #expect(try front(resumed.output) == points)
        // What is there is not begun anew, and not by others.
        #expect(try quench("\(small) --output a").errorLines.last?.contains("--resume") == true)
        let others = try quench("\(small) --output a --resume --seed 2")
        #expect(others.status == 1 && others.errors.contains("is of other patients"))
    }

    @Test(
        "a mistake is one line",
        arguments: [
            ("--budget 3", "--budget 3: is too small for one rung"),
            ("--hours 0.1", "--hours must be 0.25 to 168"),
            ("--patients 0", "--patients must be 1 to 500"),
            ("--patient none.yaml", "none.yaml"), ("--space wide.yaml", "wide.yaml:1"),
            ("--space absent.yaml", "absent.yaml: contacts: '9/1'"),
            ("--patient busy.yaml --patient ./busy.yaml", "--patient names a file twice"),
            ("--resume", "holds no search that --resume could go on with"),
            ("--patient healthy.yaml --hours 0.25", "nothing to optimise: healthy.yaml"),
        ])
    func mistakes(_ options: String, _ words: String) throws {
        try folder.write("amplitudeMilliamperes: [1, 20]\n", to: "wide.yaml")
        try folder.write("contacts: [\"9/1\"]\n", to: "absent.yaml")
        try folder.write("zoneX0: -3\nnodes:\n" + nodes, to: "healthy.yaml")
        let result = try quench("optimise --patients 1 --budget 4 \(options) --output out")
        #expect(result.status == 1 && result.output.isEmpty)
        // Notes and progress go before it.
        let lines = result.errorLines.filter { $0.hasPrefix("quench: ") }
        #expect(lines.count == 1 && lines.first == result.errorLines.last, "\(result.errors)")
        #expect(lines.first?.contains(words) == true, "\(result.errors)")
    }

    @Test("a folder with a point of somebody else's is refused, and keeps it")
    func otherPoint() throws {
        try FileManager.default.createDirectory(
            atPath: folder.file("other"), withIntermediateDirectories: false)
        try folder.write("mine\n", to: "other/point-9.yaml")
        let result = try quench("\(small) --output other")
        #expect(result.status == 1 && result.errors.contains("holds a point-9.yaml"))
        #expect(names(in: folder.file("other")) == ["point-9.yaml"])
    }

    private let nodes = """
          - {position: [2, 3, 0], tissue: zone}
          - {position: [8, -3, 2], tissue: zone}

        """

    @Test func theSpaceIsPrintedAndRead() throws {
        let printed = try quench("optimise --example-space")
        #expect(printed.status == 0 && printed.output.contains("1-4/case"))
        try folder.write(printed.output, to: "space.yaml")
        let read = try quench("\(small) --space space.yaml --output out --budget 3")
        #expect(read.errors.contains("too small") && read.status == 1)
    }
}

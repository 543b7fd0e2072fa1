import Foundation
import TestSupport
import Testing

/// What the sources import against the table in docs/architecture.md, so that neither changes alone.
@Suite("Architecture")
struct ImportTableTests {
    private static let root = Surroundings.packageRoot
    private static let sources = root.appending(path: "Sources")
    /// Targets that will be firmware too.
    private static let core = ["FixedPoint", "Detection", "Stimulation", "ClosedLoop"]

    /// A row of the section "Layers": a target, the layer under whose heading it stands, and the
    /// modules it may import.
    private struct Row {
        let layer: String
        let modules: Set<String>
    }

    private static func section() throws -> Substring {
        let text = try String(
            contentsOf: root.appending(path: "docs/architecture.md"), encoding: .utf8)
        return try #require(text.split(separator: "\n## Layers\n").dropFirst().first)
            .split(separator: "\n## ")[0]
    }

    /// The layers, the lowest first.
    private static func layers() throws -> [String] {
        try section().split(separator: "\n").filter { $0.hasPrefix("### ") }
            .map { String($0.dropFirst(4)) }
    }

    private static func table() throws -> [String: Row] {
        var table: [String: Row] = [:]
        for part in try section().split(separator: "\n### ").dropFirst() {
            let lines = part.split(separator: "\n")
            for line in lines where line.hasPrefix("|") {
                let cells = line.split(separator: "|", omittingEmptySubsequences: false).dropFirst()
                    .map { $0.trimmingCharacters(in: CharacterSet(charactersIn: " *`")) }
                guard cells.count > 2, cells[0] != "target", !cells[0].hasPrefix("--") else {
                    continue
                }
                let modules = cells[1].split(separator: ",")
                    .map { $0.trimmingCharacters(in: CharacterSet(charactersIn: " *`")) }
                #expect(table[cells[0]] == nil, "\(cells[0]) has two rows")
                table[cells[0]] = Row(
                    layer: String(lines[0]), modules: Set(modules.filter { !$0.isEmpty }))
            }
        }
        return table
    }

    private static func folders(in folder: URL) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path)
            .filter { !$0.hasPrefix(".") }.sorted()
    }

    /// Every target of the tree, by the layer in whose folder it lies.
    static func targets() throws -> [String: String] {
        var targets: [String: String] = [:]
        for layer in try folders(in: sources) {
            for target in try folders(in: sources.appending(path: layer)) {
                targets[target] = layer
            }
        }
        return targets
    }

    private static func folder(of target: String) throws -> URL {
        let layer = try #require(targets()[target], "no target \(target)")
        return sources.appending(path: "\(layer)/\(target)")
    }

    /// The Swift files of a target with their text.
    static func files(of target: String) throws -> [(name: String, text: String)] {
        let folder = try folder(of: target)
        let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
        return try names.filter { $0.hasSuffix(".swift") }.sorted().map {
            ("\(target)/\($0)", try String(contentsOf: folder.appending(path: $0), encoding: .utf8))
        }
    }

    /// Modules that a text imports, with attributes, access levels, kinds and submodules.
    static func imports(in text: String) -> [String] {
        let pattern =
            /^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:(?:public|package|internal|fileprivate|private)\s+)?import\s+(?:(?:struct|class|enum|protocol|func|var|let|typealias)\s+)?(\w+)/
            .anchorsMatchLineEndings()
        return text.matches(of: pattern).map { String($0.output.1) }
    }

    @Test("where a new thing goes there is the file that is named")
    func places() throws {
        let text = try String(
            contentsOf: Self.root.appending(path: "docs/architecture.md"), encoding: .utf8)
        let section = try #require(
            text.split(separator: "\n## Where a new thing goes\n").dropFirst().first
        )
        .split(separator: "\n## ")[0]
        let paths = section.split(separator: "`").filter {
            $0.contains("/") && $0.hasSuffix(".swift") && !$0.contains(" ")
        }
        #expect(paths.count > 15)
        for path in paths {
            #expect(
                FileManager.default.fileExists(atPath: Self.sources.appending(path: path).path),
                "\(path)")
        }
    }

    @Test("an import is seen however it is written")
    func recognition() {
        let text = """
            import A
            @testable import B
            @_spi(Testing) public import C
            internal import struct D.Thing
              import E.Sub
            // import F
            let text = "import G"
            """
        #expect(Self.imports(in: text) == ["A", "B", "C", "D", "E"])
    }

    @Test("every target has a row under its layer, and every row a target")
    func rows() throws {
        #expect(try Self.table().mapValues(\.layer) == Self.targets())
        #expect(try Self.layers().sorted() == Self.folders(in: Self.sources))
    }

    @Test("no file imports what its target's row does not name")
    func imports() throws {
        let table = try Self.table()
        var count = 0
        for target in try Self.targets().keys {
            let allowed = table[target]?.modules ?? []
            for file in try Self.files(of: target) {
                for module in Self.imports(in: file.text) {
                    #expect(allowed.contains(module), "\(file.name) imports \(module)")
                    count += 1
                }
            }
        }
        #expect(count > 100)
    }

    @Test("no row names a target of a higher layer")
    func noImportRunsUp() throws {
        let layers = try Self.layers()
        let table = try Self.table()
        for (target, row) in table {
            let own = try #require(layers.firstIndex(of: row.layer))
            for module in row.modules {
                guard let other = table[module] else { continue }
                let place = try #require(layers.firstIndex(of: other.layer))
                #expect(place <= own, "\(target) of \(row.layer) imports \(module)")
            }
        }
    }

    @Test("the tests of a target lie in its layer")
    func testsLieBesideTheirTargets() throws {
        let tests = Self.root.appending(path: "Tests")
        for (target, layer) in try Self.targets() where target != "quench" {
            for other in try Self.layers() where other != layer {
                let path = tests.appending(path: "\(other)/\(target)Tests").path
                #expect(!FileManager.default.fileExists(atPath: path), "\(path)")
            }
        }
    }

    @Test("rows make no circle")
    func noCircle() throws {
        var remaining = try Self.table()
        while !remaining.isEmpty {
            let free = remaining.filter { $0.value.modules.allSatisfy { remaining[$0] == nil } }
                .keys
            guard !free.isEmpty else {
                Issue.record("a circle among \(remaining.keys.sorted())")
                return
            }
            for target in free { remaining[target] = nil }
        }
    }

    @Test(
        "the core knows no system, no condition, and says what must not allocate", arguments: core)
    func coreTarget(target: String) throws {
        let files = try Self.files(of: target)
        #expect(!files.isEmpty)
        for file in files {
            for module in Self.imports(in: file.text) {
                // Instructions without a name in Swift, and nothing else.
                let isKnown =
                    Self.core.contains(module) || target == "FixedPoint" && module == "CHelium"
                #expect(isKnown, "\(file.name) imports \(module)")
            }
            #expect(
                file.text.firstMatch(of: /^\s*#(if|elseif)\b/.anchorsMatchLineEndings()) == nil,
                "\(file.name)")
            // Floating point is the host's: a device need not have it, nor round alike.
            #expect(file.text.firstMatch(of: /\b(Double|Float|Float16)\b/) == nil, "\(file.name)")
        }
        if target != "FixedPoint" {
            #expect(files.contains { $0.text.contains("@_noLocks") }, "no @_noLocks in \(target)")
        }
    }

    /// Someone may set the wall clock at any moment; nothing that decides or waits may notice.
    @Test(
        "between source and telemetry nobody asks for the time of day",
        arguments: core + ["FrameRing", "CRealtime", "Realtime", "SignalSources", "Pipeline"])
    func noWallClock(target: String) throws {
        let folder = try Self.folder(of: target)
        let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
            .filter { $0.hasSuffix(".swift") || $0.hasSuffix(".c") || $0.hasSuffix(".h") }
        #expect(!names.isEmpty)
        for name in names {
            let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
            let found = text.firstMatch(
                of: /\b(CLOCK_REALTIME\w*|gettimeofday|timespec_get|Date\(|time\(|DispatchWallTime)/
            )
            #expect(found == nil, "\(target)/\(name): \(found.map { "\($0.output.1)" } ?? "")")
        }
    }
}

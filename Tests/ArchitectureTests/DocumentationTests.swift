import Foundation
import TestSupport
import Testing

/// Who takes a product reads what stands above its declarations, not the code below.
@Suite struct DocumentationTests {
    /// Lines that declare something public without a `///` above, attributes aside. What a protocol
    /// of the standard library explains needs none; cases of an enum may share the enum's.
    static func undocumented(in text: String) -> [String] {
        let declaration =
            /\s*(?:(?:@\w+(?:\([^)]*\))?|static|final|mutating)\s+)*public\s(?!\s*import\b).*/
        let attributes = /\s*(?:@\w+(?:\([^)]*\))?\s*)+/
        let conformance = /\bfunc (?:==|<|hash\(into)|\bvar description\b/
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let bare = lines.indices.filter { index in
            let line = lines[index]
            guard line.contains("public"), line.wholeMatch(of: declaration) != nil,
                line.firstMatch(of: conformance) == nil
            else { return false }
            let above = lines[..<index].last { $0.wholeMatch(of: attributes) == nil }
            return above?.drop(while: \.isWhitespace).hasPrefix("///") != true
        }
        return bare.map { lines[$0].trimmingCharacters(in: .whitespaces) }
    }

    @Test("a comment is that of the next declaration alone, whatever attributes lie between")
    func recognition() {
        let text = """
            public import A
            /// Seen.
            @inlinable @inline(__always)
              @_lifetime(borrow self)
            public var b: Int
            @inlinable public var c: Int
            /// Seen.
            public private(set) var d: Int
            public static func == (left: E, right: E) -> Bool
            public var description: String
            var public: Int
            // Not seen.
            @frozen
              public struct F {}
            """
        #expect(
            Self.undocumented(in: text) == ["@inlinable public var c: Int", "public struct F {}"])
    }

    @Test("every public declaration is documented")
    func declarations() throws {
        let sources = Surroundings.packageRoot.appending(path: "Sources")
        let names = try FileManager.default.subpathsOfDirectory(atPath: sources.path)
            .filter { $0.hasSuffix(".swift") }.sorted()
        #expect(!names.isEmpty)
        for name in names {
            let text = try String(contentsOf: sources.appending(path: name), encoding: .utf8)
            #expect(Self.undocumented(in: text) == [], "\(name)")
        }
    }
}

import Foundation

/// A folder of a test's own, removed with it.
final class TestFolder {
    let url = FileManager.default.temporaryDirectory.appending(path: "quench-\(UUID().uuidString)")

    init() throws {
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }
    deinit { try? FileManager.default.removeItem(at: url) }

    func path(_ name: String) -> String { url.appending(path: name).path }
    var names: [String] { (try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? [] }
}

/// A text that tries to break every format it is put into.
let hostileName = "a\t\"b\"\\\n<c>,\u{0}\u{1B}[31m\u{2028}é😀"

import Foundation

/// The data and marker files beside a BrainVision header, also where somebody renamed them and left
/// the old names in the header.
struct BrainVisionSiblings {
    private let header: URL

    init(header: URL) { self.header = header }

    /// The file that the header names, or else, with a warning, the one of that name in other
    /// letters, or of the header's own name; if there is none, the path that the header names.
    func path(
        of name: String, _ key: String, else endings: [String], _ warnings: inout WarningList
    ) -> String {
        let folder = header.deletingLastPathComponent()
        let named = folder.appendingPathComponent(name).path
        let manager = FileManager.default
        guard !manager.fileExists(atPath: named),
            let names = try? manager.contentsOfDirectory(atPath: folder.path)
        else { return named }
        let stem = header.deletingPathExtension().lastPathComponent
        let ending = URL(fileURLWithPath: name).pathExtension
        let wanted = [name] + ([ending] + endings).map { "\(stem).\($0)" }
        for candidate in wanted {
            let found = names.filter { $0.lowercased() == candidate.lowercased() }.sorted()
            guard let first = found.first(where: { $0 == candidate }) ?? found.first,
                first != header.lastPathComponent
            else { continue }
            warnings.add(
                "\(header.path): \(key) names '\(ForeignText.quoted(name))', which is not there; "
                    + "'\(ForeignText.quoted(first))' is read")
            return folder.appendingPathComponent(first).path
        }
        return named
    }
}

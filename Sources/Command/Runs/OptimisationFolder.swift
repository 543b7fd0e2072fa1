import Foundation
import Journal
import Planning

/// Where a search for a therapy leaves what it found, and what it goes on from.
struct OptimisationFolder {
    let path: String

    private static let names = ["front.tsv", "best.yaml", "front.svg", "report.html", "front.json"]

    var journalPath: String { path + "/evaluations.jsonl" }

    /// Makes the folder; what is not from a search is not written over, and a search goes on only where
    /// that is asked for.
    func prepare(isResuming: Bool) throws {
        let files = FileManager.default
        guard !path.isEmpty else { throw RunError("--output: names no folder") }
        var isFolder: ObjCBool = false
        if unsafe files.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue {
            throw RunError("\(path): is a file; name a folder for --output")
        }
        let isThere = files.fileExists(atPath: journalPath)
        if isThere, !isResuming {
            throw RunError(
                "\(path): holds a search already; go on with it by --resume, or choose another "
                    + "--output")
        }
        if !isThere, isResuming {
            throw RunError("\(path): holds no search that --resume could go on with")
        }
        let others = (try? files.contentsOfDirectory(atPath: path)) ?? []
        if !isThere, let name = others.sorted().first(where: Self.isOfSearch) {
            throw RunError(
                "\(path): holds a \(name) that is not from a search; choose another --output")
        }
        do {
            try files.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw RunError("\(path): the folder cannot be made; choose another --output")
        }
        try WholeFile.tryOut(journalPath)
    }

    /// Whether a search writes a file of this name, or removes it.
    private static func isOfSearch(_ name: String) -> Bool {
        names.contains(name) || name.hasPrefix("point-") && name.hasSuffix(".yaml")
    }

    /// The name of a point's settings file.
    static func pointName(_ number: Int) -> String { "point-\(number).yaml" }

    /// - Parameter best: nil where no point is to begin with; that of an earlier search is removed then.
    func write(
        tsv: String, json: String, svg: String, page: String, points: [String], best: String?
    ) throws {
        let files = FileManager.default
        for (number, text) in points.enumerated() {
            try WholeFile.write(text, to: "\(path)/\(Self.pointName(number + 1))")
        }
        var old = points.count + 1
        while files.fileExists(atPath: "\(path)/\(Self.pointName(old))") {
            try files.removeItem(atPath: "\(path)/\(Self.pointName(old))")
            old += 1
        }
        for (name, text) in [
            ("front.tsv", tsv), ("front.svg", svg), ("report.html", page), ("front.json", json),
        ] {
            try WholeFile.write(text, to: "\(path)/\(name)")
        }
        if let best {
            try WholeFile.write(best, to: "\(path)/best.yaml")
        } else if files.fileExists(atPath: "\(path)/best.yaml") {
            try files.removeItem(atPath: "\(path)/best.yaml")
        }
    }
}

import Foundation

/// The BIDS side files of a recording, by the standard's inheritance principle.
///
/// `sub-01_run-01_ieeg.edf` has `sub-01_run-01_events.tsv`, or one that leaves out some of these
/// entities, in its own folder or in one above, up to the data set's root: where
/// `dataset_description.json` is, else the folder of `sub-01`. The nearest folder decides, and there the
/// name that says most. Without a root only the recording's own folder counts. No path is ever taken from a file.
struct SideFiles {
    /// Nil where there is no such file.
    let channelsPath: String?
    let eventsPath: String?
    let electrodesPath: String?
    let coordinatesPath: String?
    /// JSON files about the recording as a whole: nearer ones, which overrule, come later.
    let metadataPaths: [String]
    private(set) var warnings: [String] = []

    /// All of them, nearest kind first.
    var paths: [String] {
        [channelsPath, eventsPath, electrodesPath, coordinatesPath].compactMap { $0 }
            + metadataPaths
    }

    init(besides path: String) {
        let url = URL(fileURLWithPath: path).standardizedFileURL
        let stem = url.deletingPathExtension().lastPathComponent
        let suffix = ["ieeg", "eeg", "meg"].first { stem.hasSuffix("_\($0)") }
        let bare = suffix.map { String(stem.dropLast($0.utf8.count + 1)) } ?? stem
        let own = url.deletingLastPathComponent()
        var search = SideFileSearch(
            recording: BIDSName(stem: "\(bare)_\(suffix ?? "ieeg")"), bareStem: bare, own: own)
        channelsPath = search.nearest("channels", "tsv")
        eventsPath = search.nearest("events", "tsv")
        electrodesPath = search.nearest("electrodes", "tsv")
        coordinatesPath = search.nearest("coordsystem", "json")
        metadataPaths = search.all(suffix ?? "ieeg", "json")
        warnings = search.warnings
    }
}

/// A walk from a recording's folder up to the data set's root.
private struct SideFileSearch {
    /// Nil where the recording's name is not one of BIDS: only its own stem counts then.
    let recording: BIDSName?
    let bareStem: String
    /// The recording's folder first. Only those of a data set whose root is known go on upwards.
    private let folders: [URL]
    private let names: [[String]]
    private(set) var warnings: [String] = []

    /// Data sets are a few folders deep: session, subject, and derivatives below the root.
    private static let depthMax = 8

    init(recording: BIDSName?, bareStem: String, own: URL) {
        self.recording = recording?.entities.isEmpty == true ? nil : recording
        self.bareStem = bareStem
        guard self.recording != nil else {
            folders = [own]
            names = [[]]
            return
        }
        var above = [own]
        while let last = above.last, last.path != "/", above.count <= Self.depthMax {
            above.append(last.deletingLastPathComponent())
        }
        let subject = recording?.entities["sub"].map { "sub-\($0)" }
        let root =
            above.firstIndex(where: Self.isRoot)
            ?? above.lastIndex { $0.lastPathComponent == subject }.map { $0 + 1 }
        folders = Array(above[...min(root ?? 0, above.count - 1)])
        names = folders.map {
            ((try? FileManager.default.contentsOfDirectory(atPath: $0.path)) ?? []).sorted()
        }
    }

    private static func isRoot(_ folder: URL) -> Bool {
        FileManager.default.fileExists(
            atPath: folder.appendingPathComponent("dataset_description.json").path)
    }

    /// The file of a kind that counts.
    mutating func nearest(_ suffix: String, _ ending: String) -> String? {
        if let path = besides(suffix, ending) { return path }
        for level in folders.indices {
            let found = applicable(suffix, ending, level)
            guard let best = found.last else { continue }
            let equals = found.filter { $0.count == best.count }
            if equals.count > 1 {
                warnings.append(
                    "\(folders[level].path): \(equals.map(\.name).joined(separator: ", ")) count alike "
                        + "for the recording; \(best.name) is read")
            }
            return folders[level].appendingPathComponent(best.name).path
        }
        return nil
    }

    /// All files of a kind that count, from the root down.
    func all(_ suffix: String, _ ending: String) -> [String] {
        let inherited = folders.indices.reversed().flatMap { level in
            applicable(suffix, ending, level).map {
                folders[level].appendingPathComponent($0.name).path
            }
        }
        return inherited.isEmpty ? besides(suffix, ending).map { [$0] } ?? [] : inherited
    }

    /// The one of the recording's own name.
    private func besides(_ suffix: String, _ ending: String) -> String? {
        let path = folders[0].appendingPathComponent("\(bareStem)_\(suffix).\(ending)").path
        return FileManager.default.fileExists(atPath: path) ? path : nil
    }

    /// Those in a folder that count, the one that says most last.
    private func applicable(
        _ suffix: String, _ ending: String, _ level: Int
    ) -> [(name: String, count: Int)] {
        guard let recording else { return [] }
        return names[level].compactMap { name -> (name: String, count: Int)? in
            guard name.hasSuffix("\(suffix).\(ending)"),
                let parts = BIDSName(stem: name.dropLast(ending.utf8.count + 1)),
                parts.suffix == suffix, parts.applies(to: recording)
            else { return nil }
            return (name, parts.entities.count)
        }
        .sorted { ($0.count, $1.name) < ($1.count, $0.name) }
    }
}

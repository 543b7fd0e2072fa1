import Foundation

/// The BIDS side files of a recording: `sub-01_run-01_ieeg.edf` has `sub-01_run-01_events.tsv`.
struct SideFiles {
    /// Nil where there is no such file.
    let channelsPath: String?
    let eventsPath: String?

    init(besides path: String) {
        let url = URL(fileURLWithPath: path)
        var stem = url.deletingPathExtension().lastPathComponent
        for suffix in ["_ieeg", "_eeg", "_meg"] where stem.hasSuffix(suffix) {
            stem.removeLast(suffix.count)
            break
        }
        let folder = url.deletingLastPathComponent()
        func existing(_ ending: String) -> String? {
            let candidate = folder.appendingPathComponent(stem + ending).path
            return FileManager.default.fileExists(atPath: candidate) ? candidate : nil
        }
        channelsPath = existing("_channels.tsv")
        eventsPath = existing("_events.tsv")
    }
}

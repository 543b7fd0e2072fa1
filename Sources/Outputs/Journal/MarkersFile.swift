import Foundation

/// `markers.tsv`: what was remarked on a run, written as it goes, with the columns of a BIDS events file
/// that it needs. `events.tsv` is SzCORE's, whose readers know no other event than a seizure.
package final class MarkersFile {
    package var linesLost: Int { lines.linesLost }
    package var problem: String? { lines.problem }
    private let lines: LinesFile

    private static let columns = ["onset", "duration", "trial_type", "sample", "number", "from"]

    /// - Parameter folder: an open folder that `path` starts from.
    package init(path: String, in folder: Int32 = AT_FDCWD) {
        lines = LinesFile(path: path, in: folder, header: TabSeparated.line(Self.columns))
    }

    /// - Parameter event: of kind `marker`.
    package func append(_ event: JournalEvent) {
        let whole = { (name: String) in
            event[name]?.integer.map { "\($0)" } ?? TabSeparated.unknown
        }
        let line = TabSeparated.line([
            event["onsetSeconds"]?.number.map { TabSeparated.number($0, digits: 6) }
                ?? TabSeparated.unknown,
            "0", event["text"]?.text ?? TabSeparated.unknown, whole("onsetFrame"), whole("number"),
            event["from"]?.text ?? TabSeparated.unknown,
        ])
        lines.append { $0.append(contentsOf: line.utf8) }
    }

    package func flush() { lines.flush() }
}

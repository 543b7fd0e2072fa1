import Foundation

/// `triggers.tsv`: the edges on trigger lines, written as the run goes, with the columns of a BIDS
/// events file that it needs. `events.tsv` is SzCORE's, whose readers know no other event than a
/// seizure.
package final class TriggersFile {
    package var linesLost: Int { lines.linesLost }
    package var problem: String? { lines.problem }
    private let lines: LinesFile

    private static let columns = [
        "onset", "duration", "trial_type", "sample", "device_frame", "number",
    ]

    /// - Parameter folder: an open folder that `path` starts from.
    package init(path: String, in folder: Int32 = AT_FDCWD) {
        lines = LinesFile(path: path, in: folder, header: TabSeparated.line(Self.columns))
    }

    /// - Parameter event: of kind `trigger`.
    package func append(_ event: JournalEvent) {
        let text = { (name: String) in event[name]?.text ?? TabSeparated.unknown }
        let whole = { (name: String) in
            event[name]?.integer.map { "\($0)" } ?? TabSeparated.unknown
        }
        let line = TabSeparated.line([
            event["onsetSeconds"]?.number.map { TabSeparated.number($0, digits: 6) }
                ?? TabSeparated.unknown,
            "0", "\(text("channel")) \(text("slope"))", whole("onsetFrame"), whole("deviceFrame"),
            whole("number"),
        ])
        lines.append { $0.append(contentsOf: line.utf8) }
    }

    package func flush() { lines.flush() }
}

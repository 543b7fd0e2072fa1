import Foundation
import Journal

/// What an open journal tells of the run that left it.
struct EarlierRun {
    /// Whether the same signal can be had again.
    let canBeRepeated: Bool
    /// Whether somebody marked or changed the run while it went on.
    let isMadeByHand: Bool

    private static let start = Data(
        #"{"sequence": 0, "frame": 0, "timeSeconds": 0.0, "kind": "runStarted""#.utf8)

    /// Nil where no run left it. A kill may have left it empty, or cut its first line.
    init?(_ journal: Int32) {
        var status = stat()
        // A pipe would make the reading wait.
        guard unsafe fstat(journal, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            return nil
        }
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = unsafe bytes.withUnsafeMutableBytes {
            unsafe pread(journal, $0.baseAddress, $0.count, 0)
        }
        let line = Data(bytes.prefix(max(0, count)).prefix { $0 != UInt8(ascii: "\n") })
        guard line.starts(with: Self.start) || Self.start.starts(with: line) else { return nil }
        // A text search, since the line may be cut. One that ends with the file comes before any event
        // that could be lost; one that is too long to see whole may be of a capture. Versions before
        // did not say it, but their command.
        func has(_ mark: String) -> Bool { line.range(of: Data(mark.utf8)) != nil }
        let isOfCapture =
            has(#""canBeRepeated": false"#) || has(#""command": "quench capture"#)
        canBeRepeated =
            has(#""canBeRepeated": true"#) || !isOfCapture && line.count < bytes.count
        isMadeByHand = Self.holdsMarksOrChanges(journal)
    }

    /// A text search as well: within a string a quotation mark stands behind a backslash.
    private static func holdsMarksOrChanges(_ journal: Int32) -> Bool {
        let kinds = [JournalEvent.Kind.marker, .settingsChanged]
            .map { Data(#""kind": "\#($0.rawValue)","#.utf8) }
        let overlap = 64
        var piece = Data()
        var place: off_t = 0
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let count = unsafe bytes.withUnsafeMutableBytes {
                unsafe pread(journal, $0.baseAddress, $0.count, place)
            }
            guard count > 0 else { return false }
            place += off_t(count)
            piece = Data(piece.suffix(overlap)) + bytes.prefix(count)
            if kinds.contains(where: { piece.range(of: $0) != nil }) { return true }
        }
    }
}

import Foundation

/// `stamps.tsv`: when every hop of a run in real time passed each stage, a line a hop, written as the
/// run goes.
package final class StampsFile {
    package var linesLost: Int { lines.linesLost }
    package var problem: String? { lines.problem }
    private let lines: LinesFile

    static let header =
        "hop\tacquiredFirst\tacquiredLast\tenqueued\tdequeued\tdecided\tcommanded\tactuated\tlate\n"

    /// - Parameter folder: an open folder that `path` starts from.
    package init(path: String, in folder: Int32 = AT_FDCWD) {
        lines = LinesFile(path: path, in: folder, header: Self.header)
    }

    /// - Parameter stamps: in the order of the columns, nanoseconds of one clock.
    package func append(hop: Int64, stamps: [Int64], isLate: Bool) {
        lines.append { line in
            line.append(contentsOf: String(hop).utf8)
            for stamp in stamps {
                line.append(UInt8(ascii: "\t"))
                line.append(contentsOf: String(stamp).utf8)
            }
            line.append(contentsOf: (isLate ? "\t1\n" : "\t0\n").utf8)
        }
    }

    package func flush() { lines.flush() }
}

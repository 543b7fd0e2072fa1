import Foundation

/// `stamps.tsv`: when every hop of a run in real time passed each stage, a line a hop, written as the
/// run goes. Nothing throws: a full disk must not stop the telemetry.
package final class StampsFile {
    /// Lines that did not reach the file.
    package private(set) var linesLost = 0
    private let file: Int32
    private var pending: [UInt8] = []
    private var pendingLines = 0

    static let header =
        "hop\tacquiredFirst\tacquiredLast\tenqueued\tdequeued\tdecided\tcommanded\tactuated\tlate\n"

    /// Where the file cannot be opened, every line is lost and counted.
    ///
    /// - Parameter folder: an open folder that `path` starts from.
    package init(path: String, in folder: Int32 = AT_FDCWD) {
        file = unsafe openat(
            folder, path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o644)
        pending.append(contentsOf: Self.header.utf8)
    }

    deinit { if file >= 0 { close(file) } }

    /// - Parameter stamps: in the order of the columns, nanoseconds of one clock.
    package func append(hop: Int64, stamps: [Int64], isLate: Bool) {
        pending.append(contentsOf: String(hop).utf8)
        for stamp in stamps {
            pending.append(UInt8(ascii: "\t"))
            pending.append(contentsOf: String(stamp).utf8)
        }
        pending.append(contentsOf: (isLate ? "\t1\n" : "\t0\n").utf8)
        pendingLines += 1
        // A second or so at most hops.
        if pending.count >= 16_384 { flush() }
    }

    /// Writes what is pending; call it at the end of the run.
    package func flush() {
        let file = file
        let failure = unsafe pending.withUnsafeBytes { unsafe writeAll($0, to: file).failure }
        if failure != nil { linesLost += pendingLines }
        pending.removeAll(keepingCapacity: true)
        pendingLines = 0
    }
}

import Foundation

/// A file of lines that grows with a run. Nothing throws: a full disk must not stop the telemetry.
package final class LinesFile {
    /// Lines that did not reach the file.
    package private(set) var linesLost = 0
    private let file: Int32
    private var pending: [UInt8] = []
    private var pendingLines = 0

    /// Where the file cannot be opened, every line is lost and counted.
    ///
    /// - Parameters:
    ///   - folder: an open folder that `path` starts from.
    ///   - header: the first line, with its end.
    package init(path: String, in folder: Int32 = AT_FDCWD, header: String) {
        file = unsafe openat(
            folder, path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o644)
        pending.append(contentsOf: header.utf8)
    }

    deinit { if file >= 0 { close(file) } }

    /// Adds the bytes of a line, one piece after the other, and counts it.
    package func append(_ add: (inout [UInt8]) -> Void) {
        add(&pending)
        pendingLines += 1
        // Of stamps, a second or so at most hops.
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

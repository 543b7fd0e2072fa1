import Foundation

/// A file of lines that grows with a run. Nothing throws: a full disk must not stop the telemetry. What
/// is in the file are whole lines under their header, also after a disk that was full for a while.
package final class LinesFile {
    /// Lines that did not reach the file.
    package private(set) var linesLost = 0
    /// Why, the first time.
    package private(set) var problem: String?
    private let file: Int32
    /// Why the file could not be opened.
    private let openingFailure: Int32
    private let header: [UInt8]
    private var pending: [UInt8]
    private var pendingLines = 0
    /// Bytes of the lines that are in the file.
    private var length: off_t = 0

    /// Where the file cannot be opened, every line is lost and counted.
    ///
    /// - Parameters:
    ///   - folder: an open folder that `path` starts from.
    ///   - header: the first line, with its end.
    package init(path: String, in folder: Int32 = AT_FDCWD, header: String) {
        file = unsafe openat(
            folder, path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o644)
        openingFailure = file < 0 ? errno : 0
        self.header = [UInt8](header.utf8)
        pending = self.header
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
        let (written, failure) = unsafe pending.withUnsafeBytes { unsafe writeAll($0, to: file) }
        if let failure {
            linesLost += pendingLines
            problem = problem ?? systemError(file < 0 ? openingFailure : failure)
            // A part of a line, or of many.
            if written > 0, ftruncate(file, length) == 0 { lseek(file, length, SEEK_SET) }
        } else {
            length += off_t(written)
        }
        pending.removeAll(keepingCapacity: true)
        pendingLines = 0
        if length == 0 { pending += header }
    }
}

import Foundation

/// Keeps a second run from a file that this one reads, then writes in one piece again and again: what
/// the other one had counted would be lost. A kill ends it.
package final class FileLock: Sendable {
    private let file: Int32
    private let lock: String
    /// A run has written the file since it was first locked, so that it is expected to be there.
    package let isExpected: Bool

    /// - Parameter path: locked by a file of its own beside it, since the file itself is replaced.
    package init(beside path: String) throws(JournalError) {
        lock = path + ".lock"
        file = unsafe open(lock, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o644)
        guard file >= 0 else { throw .notWritable(path: lock, reason: systemError(errno)) }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            close(file)
            throw .notWritable(path: path, reason: "another run writes it")
        }
        var status = stat()
        isExpected = unsafe fstat(file, &status) == 0 && status.st_size > 0
    }

    /// The file is written: from now on it is missing where it is not there.
    package func expectFile() throws(JournalError) {
        guard !isExpected else { return }
        guard unsafe "1\n".withCString({ unsafe pwrite(file, $0, 2, 0) }) == 2,
            fsync(file) == 0 || errno == EINVAL || errno == EROFS
        else { throw .notWritable(path: lock, reason: systemError(errno)) }
    }

    deinit { close(file) }
}

import Foundation

/// Files that are written in one piece, at the end of a run.
package enum WholeFile {
    /// Writes a file so that a reader, or a crash, never meets half of it: into a temporary file in
    /// the same folder, flushed to the disk, then renamed over the old one.
    package static func write(_ text: String, to path: String) throws(JournalError) {
        try write([UInt8](text.utf8), to: path)
    }

    package static func write(_ bytes: [UInt8], to path: String) throws(JournalError) {
        try write(bytes, to: path, in: AT_FDCWD, shownAs: path)
    }

    /// - Parameter host: of this machine, where others may write the same file at the same time: the
    ///   temporary file's name is `path.HOST-PID.tmp`.
    package static func write(
        _ text: String, to path: String, from host: String
    ) throws(JournalError) {
        try write(
            [UInt8](text.utf8), to: path, in: AT_FDCWD, shownAs: path, from: host + "-")
    }

    /// - Parameters:
    ///   - folder: an open folder that `path` starts from.
    ///   - shownAs: what an error calls the file.
    package static func write(
        _ bytes: [UInt8], to path: String, in folder: Int32, shownAs name: String,
        from writer: String = ""
    ) throws(JournalError) {
        let (file, temporary) = try create(path, in: folder, shownAs: name, from: writer)
        let failure = unsafe bytes.withUnsafeBytes { unsafe writeAll($0, to: file).failure }
        try finish(file, temporary, path, in: folder, shownAs: name, failure)
    }

    /// Finds out whether a file can be written there, without writing one: to be asked before the
    /// work whose result it will be.
    package static func tryOut(_ path: String) throws(JournalError) {
        let (file, temporary) = try create(path, in: AT_FDCWD, shownAs: path)
        close(file)
        _ = unsafe unlink(temporary)
    }

    /// The file that a path leads to, links followed: written in one piece, a link itself would be
    /// replaced, and the file that it leads to stay as it was.
    package static func target(of path: String) throws(JournalError) -> String {
        if let found = unsafe realpath(path, nil) {
            defer { unsafe free(found) }
            return unsafe String(cString: found)
        }
        var status = stat()
        guard unsafe lstat(path, &status) != 0 else {
            throw .notWritable(path: path, reason: "it is a link to what is not there")
        }
        return path
    }

    private static func create(
        _ path: String, in folder: Int32, shownAs name: String, from writer: String = ""
    ) throws(JournalError) -> (file: Int32, temporary: String) {
        let temporary = "\(path).\(writer)\(getpid()).tmp"
        let flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW
        let file = unsafe openat(folder, temporary, flags, 0o644)
        guard file >= 0 else { throw .notWritable(path: name, reason: systemError(errno)) }
        return (file, temporary)
    }

    private static func finish(
        _ file: Int32, _ temporary: String, _ path: String, in folder: Int32,
        shownAs name: String, _ failure: Int32?
    ) throws(JournalError) {
        var problem = failure
        if problem == nil, fsync(file) != 0, errno != EINVAL, errno != EROFS { problem = errno }
        if close(file) != 0, problem == nil { problem = errno }
        if problem == nil, unsafe renameat(folder, temporary, folder, path) != 0 { problem = errno }
        if problem == nil { problem = flushName(path, in: folder) }
        if let problem {
            _ = unsafe unlinkat(folder, temporary, 0)
            throw .notWritable(path: name, reason: systemError(problem))
        }
    }

    /// A new name is on the disk once its folder is.
    private static func flushName(_ path: String, in folder: Int32) -> Int32? {
        let parent = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
        let file = unsafe openat(folder, parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        // A folder that may be written but not read cannot be flushed.
        guard file >= 0 else { return nil }
        defer { close(file) }
        return fsync(file) == 0 || errno == EINVAL || errno == EROFS ? nil : errno
    }

    static func read(_ path: String) throws(JournalError) -> Data {
        var status = stat()
        // A pipe would make the reading wait, a device never end.
        if unsafe stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
            throw .notReadable(path: path, reason: "it is not a regular file")
        }
        do { return try Data(contentsOf: URL(fileURLWithPath: path)) } catch {
            let reason =
                unsafe access(path, R_OK) == 0
                ? "it is not a regular file"
                : FileManager.default.fileExists(atPath: path) ? "no permission" : "no such file"
            throw .notReadable(path: path, reason: reason)
        }
    }
}

/// The system's words for an error number, for example "No space left on device".
func systemError(_ number: Int32) -> String { unsafe String(cString: strerror(number)) }

/// Writes all bytes, however many calls it takes; says how many went out and which error stopped
/// it.
func writeAll(
    _ bytes: UnsafeRawBufferPointer, to file: Int32
) -> (written: Int, failure: Int32?) {
    var written = 0
    while written < bytes.count {
        let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[written...])
        let count = unsafe write(file, rest.baseAddress, rest.count)
        if count > 0 {
            written += count
        } else if count == 0 {
            return (written, ENOSPC)
        } else if errno != EINTR {
            return (written, errno)
        }
    }
    return (written, nil)
}

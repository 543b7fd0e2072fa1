import Foundation

/// A file that a person named, read within bounds. Whatever the path leads to, nothing waits: a pipe
/// or a device is no file of settings.
package enum RegularFile {
    package enum Problem: Error { case unreadable, notRegular }

    /// The bytes, at most so many.
    package static func read(_ path: String, bytesMax: Int) throws(Problem) -> Data {
        guard !path.utf8.contains(0) else { throw .unreadable }
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            // A socket cannot even be opened.
            throw errno == ENXIO ? .notRegular : .unreadable
        }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw .unreadable }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .notRegular }
        do { return try file.read(upToCount: bytesMax) ?? Data() } catch { throw .unreadable }
    }
}

extension RegularFile.Problem {
    /// The error of a file, with what to do where it is not there.
    func error(
        _ path: String, field: String = "", advice: String = "is it there?"
    ) -> SettingsError {
        SettingsError(
            field: field,
            problem: self == .notRegular ? "is not a regular file" : "cannot be read; \(advice)",
            file: path.oneLine)
    }
}

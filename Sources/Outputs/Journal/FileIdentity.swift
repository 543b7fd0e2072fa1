import Crypto
import Foundation

/// A file that a run read, told from every other by its content.
package struct FileIdentity: Codable, Hashable, Sendable {
    /// What it was to the run: `recording`, `sideFile`, or the option that named it.
    package let role: String
    /// Without its folders.
    package let name: String
    package private(set) var bytes: Int64?
    /// SHA-256, 64 hexadecimal digits; nil where it is not known yet, or cannot be: a pipe is gone
    /// once it has been read.
    package private(set) var sha256: String?
    /// Why there is no checksum, where the file is no longer the one that the run opened.
    package private(set) var problem: String?
    private var path = ""
    private var version: FileVersion?

    private enum CodingKeys: CodingKey {
        case role, name, bytes, sha256, problem
    }

    package init(role: String, path: String) {
        self.role = role
        name = URL(fileURLWithPath: path).lastPathComponent
        self.path = path
        var status = stat()
        guard unsafe stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return }
        bytes = Int64(status.st_size)
        version = FileVersion(status)
    }

    /// Reads the file through, unless that has been done. One that is gone, or that was written or put
    /// in its place since, has no checksum but a `problem`.
    ///
    /// Cost: a gigabyte takes about a second; memory is a mebibyte, whatever the size.
    /// - Parameter progress: told of each piece that was read, in bytes.
    package mutating func hash(progress: (Int) -> Void) {
        guard sha256 == nil, bytes != nil else { return }
        problem = "changed, moved or removed during the run"
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { return }
        defer { close(file) }
        guard version == FileVersion(ofOpened: file) else { return }
        var hash = SHA256()
        var total: Int64 = 0
        let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
        defer { unsafe piece.deallocate() }
        while true {
            let count = unsafe read(file, piece.baseAddress, piece.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { return }
            guard count > 0 else { break }
            unsafe hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: piece[..<count]))
            total += Int64(count)
            progress(count)
        }
        guard version == FileVersion(ofOpened: file), bytes == total else { return }
        problem = nil
        sha256 = hash.finalize().hexadecimal
    }
}

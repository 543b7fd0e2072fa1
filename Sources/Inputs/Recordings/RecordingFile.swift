import Foundation

/// A regular file open for reading at any offset; safe to share, since `pread` keeps no position.
final class RecordingFile: Sendable {
    let path: String
    let byteCount: Int64
    private let descriptor: Int32

    /// Refuses everything but a regular file, so that a pipe or a device cannot make it wait.
    init(opening path: String) throws(RecordingError) {
        guard !path.utf8.contains(0) else {
            throw RecordingError(path, .cannotOpen(reason: "the name contains a NUL byte"))
        }
        descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            throw RecordingError(path, .cannotOpen(reason: systemReason(errno)))
        }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else {
            let reason = systemReason(errno)
            close(descriptor)
            throw RecordingError(path, .cannotOpen(reason: reason))
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw RecordingError(path, .cannotOpen(reason: "it is not a regular file"))
        }
        self.path = path
        byteCount = Int64(status.st_size)
    }

    /// Takes over an open descriptor.
    init(descriptor: Int32, path: String, byteCount: Int64) {
        self.descriptor = descriptor
        self.path = path
        self.byteCount = byteCount
    }

    deinit { close(descriptor) }

    /// Fills the first `count` bytes of `buffer` from `offset`; throws when the file ends before.
    func read(
        into buffer: inout [UInt8], count: Int, at offset: Int64
    ) throws(RecordingError) {
        precondition(count >= 0 && count <= buffer.count, "read beyond the buffer")
        precondition(offset >= 0, "read before the file")
        var filled = 0
        while filled < count {
            let position = offset + Int64(filled)
            let got = unsafe buffer.withUnsafeMutableBytes { bytes in
                unsafe pread(
                    descriptor, bytes.baseAddress! + filled, count - filled, off_t(position))
            }
            if got > 0 {
                filled += got
            } else if got == 0 {
                throw RecordingError(
                    path, at: .byte(position),
                    .truncated(expectedBytes: offset + Int64(count), foundBytes: position))
            } else if errno != EINTR {
                throw RecordingError(
                    path, at: .byte(position), .cannotRead(reason: systemReason(errno)))
            }
        }
    }

    /// `count` bytes from `offset`, or as many as there are.
    func bytes(at offset: Int64, count: Int64) throws(RecordingError) -> [UInt8] {
        let available = Int(max(0, min(count, byteCount - offset)))
        var buffer = [UInt8](repeating: 0, count: available)
        try read(into: &buffer, count: available, at: offset)
        return buffer
    }

    /// The whole of a small file; throws where it is larger than `limit` bytes.
    func allBytes(limit: Int64) throws(RecordingError) -> [UInt8] {
        guard byteCount <= limit else {
            throw RecordingError(
                path, field: "file size", .limitExceeded(found: byteCount, limit: limit))
        }
        return try bytes(at: 0, count: byteCount)
    }
}

/// The operating system's words for an error number.
func systemReason(_ code: Int32) -> String {
    unsafe String(cString: strerror(code))
}

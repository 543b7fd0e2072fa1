import Foundation

/// A new file that is appended to and patched; closed when the last reference goes.
final class OutputFile: Sendable {
    let path: String
    private let descriptor: Int32

    init(creating path: String, overwrite: Bool) throws(RecordingError) {
        guard !path.utf8.contains(0) else {
            throw RecordingError(path, .cannotWrite(reason: "the name contains a NUL byte"))
        }
        let flags = O_RDWR | O_CREAT | O_CLOEXEC | (overwrite ? O_TRUNC : O_EXCL)
        descriptor = unsafe open(path, flags, 0o644)
        guard descriptor >= 0 else {
            throw RecordingError(path, .cannotWrite(reason: systemReason(errno)))
        }
        self.path = path
    }

    deinit { close(descriptor) }

    func append(_ bytes: [UInt8]) throws(RecordingError) {
        var done = 0
        while done < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Foundation.write(
                    descriptor, buffer.baseAddress! + done, bytes.count - done)
            }
            done += try progress(count)
        }
    }

    func overwrite(_ bytes: [UInt8], at offset: Int64) throws(RecordingError) {
        var done = 0
        while done < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe pwrite(
                    descriptor, buffer.baseAddress! + done, bytes.count - done,
                    off_t(offset) + off_t(done))
            }
            done += try progress(count)
        }
    }

    /// Cuts off what lies beyond, where the system lets it.
    func truncate(to byteCount: Int64) { _ = ftruncate(descriptor, off_t(byteCount)) }

    func bytes(at offset: Int64, count: Int) throws(RecordingError) -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: count)
        var done = 0
        while done < count {
            let got = unsafe buffer.withUnsafeMutableBytes { bytes in
                unsafe pread(
                    descriptor, bytes.baseAddress! + done, count - done,
                    off_t(offset) + off_t(done))
            }
            if got == 0 {
                throw RecordingError(path, .cannotWrite(reason: "the file was cut meanwhile"))
            }
            done += try progress(got)
        }
        return buffer
    }

    /// Makes sure that the bytes reach the disk.
    func finish() throws(RecordingError) {
        // A pipe or a special file system cannot be synchronised; that is no failure.
        guard fsync(descriptor) == 0 || errno == EINVAL || errno == EROFS else {
            throw RecordingError(path, .cannotWrite(reason: systemReason(errno)))
        }
    }

    private func progress(_ result: Int) throws(RecordingError) -> Int {
        if result >= 0 { return result }
        guard errno == EINTR else {
            throw RecordingError(path, .cannotWrite(reason: systemReason(errno)))
        }
        return 0
    }
}

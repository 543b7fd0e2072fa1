import Foundation

/// Bytes in a file without a name, in the system's folder for temporary files: it is gone when its last
/// reader is.
struct TemporaryBytes: ~Copyable {
    private let descriptor: Int32
    private let template: String
    private(set) var byteCount: Int64 = 0

    init() throws(RecordingError) {
        template =
            FileManager.default.temporaryDirectory
            .appendingPathComponent("quench-XXXXXX").path
        var name = Array(template.utf8CString)
        descriptor = unsafe mkstemp(&name)
        guard descriptor >= 0 else {
            throw RecordingError(template, .cannotWrite(reason: systemReason(errno)))
        }
        unsafe _ = unlink(&name)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    mutating func append(_ bytes: ArraySlice<UInt8>) throws(RecordingError) {
        var done = 0
        while done < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { bytes in
                unsafe write(descriptor, bytes.baseAddress! + done, bytes.count - done)
            }
            guard count > 0 || errno == EINTR else {
                throw RecordingError(template, .cannotWrite(reason: systemReason(errno)))
            }
            done += max(0, count)
        }
        byteCount += Int64(bytes.count)
    }

    mutating func append(_ values: ArraySlice<Float>) throws(RecordingError) {
        let bits = values.map(\.bitPattern.littleEndian)
        try append(unsafe bits.withUnsafeBytes { unsafe [UInt8]($0) }[...])
    }

    /// - Parameter path: what errors name in its place.
    consuming func file(insteadOf path: String) throws(RecordingError) -> RecordingFile {
        // The file's own descriptor is closed with this.
        let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
        guard copy >= 0 else {
            throw RecordingError(template, .cannotOpen(reason: systemReason(errno)))
        }
        return RecordingFile(descriptor: copy, path: path, byteCount: byteCount)
    }
}

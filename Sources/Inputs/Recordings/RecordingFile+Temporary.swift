import Foundation

extension RecordingFile {
    /// 32-bit floats in a file without a name, in the system's folder for temporary files; `fill`
    /// writes it piece by piece. The file is gone when its last reader is.
    ///
    /// - Parameter path: what errors name in its place.
    static func ofFloats(
        insteadOf path: String,
        _ fill: ((ArraySlice<Float>) throws(RecordingError) -> Void) throws(RecordingError) -> Void
    ) throws(RecordingError) -> RecordingFile {
        let template = FileManager.default.temporaryDirectory
            .appendingPathComponent("quench-XXXXXX").path
        var name = Array(template.utf8CString)
        let descriptor = unsafe mkstemp(&name)
        guard descriptor >= 0 else {
            throw RecordingError(template, .cannotWrite(reason: systemReason(errno)))
        }
        unsafe _ = unlink(&name)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        var byteCount: Int64 = 0
        do throws(RecordingError) {
            try fill { values throws(RecordingError) in
                try append(values, to: descriptor, named: template)
                byteCount += Int64(4 * values.count)
            }
        } catch {
            close(descriptor)
            throw error
        }
        return RecordingFile(descriptor: descriptor, path: path, byteCount: byteCount)
    }

    private static func append(
        _ values: ArraySlice<Float>, to descriptor: Int32, named path: String
    ) throws(RecordingError) {
        let bits = values.map(\.bitPattern.littleEndian)
        var done = 0
        while done < 4 * bits.count {
            let count = unsafe bits.withUnsafeBytes { bytes in
                unsafe write(descriptor, bytes.baseAddress! + done, bytes.count - done)
            }
            guard count > 0 || errno == EINTR else {
                throw RecordingError(path, .cannotWrite(reason: systemReason(errno)))
            }
            done += max(0, count)
        }
    }
}

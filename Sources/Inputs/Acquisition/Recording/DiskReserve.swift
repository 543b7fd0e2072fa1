import Foundation

/// How much of a disk is left for others: a recording ends before it takes that.
package struct DiskReserve: Sendable {
    package var bytes: Int64
    /// Bytes that are free where the recording is written; nil where the system does not say.
    package var free: @Sendable () -> Int64?

    package init(bytes: Int64, free: @escaping @Sendable () -> Int64?) {
        self.bytes = bytes
        self.free = free
    }

    /// Of the disk that a file lies on, or is to.
    package init(bytes: Int64, ofFile path: String) {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        self.init(bytes: bytes) {
            var status = statvfs()
            guard unsafe statvfs(folder, &status) == 0 else { return nil }
            return Int64(clamping: UInt64(status.f_bavail) * UInt64(status.f_frsize))
        }
    }

    /// Of the disk that a folder lies on, or is to lie on.
    package init(bytes: Int64, ofNearest folder: String) {
        var url = URL(fileURLWithPath: folder)
        while url.path != "/", !FileManager.default.fileExists(atPath: url.path) {
            url.deleteLastPathComponent()
        }
        self.init(bytes: bytes, ofFile: url.appendingPathComponent("file").path)
    }

    /// "1.5 GB".
    package static func text(_ bytes: Int64) -> String {
        let megabytes = Double(bytes) / 1e6
        return megabytes < 1_000
            ? "\(Int(megabytes.rounded())) MB" : "\((megabytes / 100).rounded() / 10) GB"
    }
}

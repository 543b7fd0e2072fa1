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
    package static func text(_ bytes: Int64) -> String { text(bytes, finer: 0) }

    /// Amounts side by side, in units so fine that those which differ look different.
    package static func texts(_ amounts: [Int64]) -> [String] {
        let forms = (0...3).lazy.map { finer in amounts.map { text($0, finer: finer) } }
        return forms.first { Set($0).count == Set(amounts).count } ?? amounts.map { "\($0) bytes" }
    }

    /// - Parameter finer: so many units below the one of its size.
    private static func text(_ bytes: Int64, finer: Int) -> String {
        let units = [(1e9, "GB"), (1e6, "MB"), (1e3, "kB"), (1, "bytes")]
        let size = units.firstIndex { Double(bytes) >= $0.0 } ?? 3
        let (unit, name) = units[min(3, size + finer)]
        let number = Double(bytes) / unit
        return name == "GB"
            ? "\((number * 10).rounded() / 10) GB" : "\(Int(number.rounded())) \(name)"
    }
}

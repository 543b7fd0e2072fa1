import Foundation

/// Which file stood under a name, and when it was last written.
package struct FileVersion: Hashable, Sendable {
    private let device: dev_t
    private let inode: ino_t
    private let bytes: off_t
    private let writtenSeconds: Int
    private let writtenNanoseconds: Int

    init(_ status: stat) {
        device = status.st_dev
        inode = status.st_ino
        bytes = status.st_size
        writtenSeconds = status.st_mtim.tv_sec
        writtenNanoseconds = status.st_mtim.tv_nsec
    }

    /// What stands at a path now; nil where nothing does.
    package init?(ofPath path: String) {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return nil }
        self.init(status)
    }

    init?(ofOpened file: Int32) {
        var status = stat()
        guard unsafe fstat(file, &status) == 0 else { return nil }
        self.init(status)
    }
}

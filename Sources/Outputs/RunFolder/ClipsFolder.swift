import Foundation
import Journal

/// The folder of clips in a run's folder. Only what a run names so is ever removed from it.
struct ClipsFolder {
    private let runFolder: Int32

    /// - Parameter runFolder: open.
    init(in runFolder: Int32) { self.runFolder = runFolder }

    /// Whether it is there now, as a folder that can be read.
    func make() -> Bool {
        _ = unsafe mkdirat(runFolder, ClipList.folderName, 0o755)
        return names != nil
    }

    /// A file in it that a run would name so.
    var firstClip: String? { names?.filter(Self.isClip).min() }

    /// Removes an earlier run's clips, and the folder where nothing else is in it.
    func clear() {
        for name in names ?? [] where Self.isClip(name) {
            _ = unsafe unlinkat(runFolder, "\(ClipList.folderName)/\(name)", 0)
        }
        _ = unsafe unlinkat(runFolder, ClipList.folderName, AT_REMOVEDIR)
    }

    /// "clip_00001.edf", what is said of its channels, and either while it grows.
    static func isClip(_ name: String) -> Bool {
        name.wholeMatch(of: /clip_[0-9]{5,}(\.edf|_channels\.tsv)(\.[0-9]+\.tmp)?/) != nil
    }

    /// What is in it; nil where it cannot be read, or is a link.
    private var names: [String]? {
        let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
        let file = unsafe openat(runFolder, ClipList.folderName, flags)
        guard file >= 0 else { return nil }
        guard let folder = unsafe fdopendir(file) else {
            close(file)
            return nil
        }
        defer { unsafe closedir(folder) }
        var names: [String] = []
        while let entry = unsafe readdir(folder) {
            names.append(
                unsafe withUnsafePointer(to: &entry.pointee.d_name) { name in
                    unsafe name.withMemoryRebound(to: CChar.self, capacity: 256) {
                        unsafe String(cString: $0)
                    }
                })
        }
        return names
    }
}

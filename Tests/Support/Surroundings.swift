import Foundation

/// Where the tests find what they are not built from.
public enum Surroundings {
    /// The package's folder.
    public static let packageRoot = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// The folder of real recordings: `QUENCH_RECORDINGS`, else beside the package; nil where there
    /// is none.
    public static let recordings: URL? = {
        let given = ProcessInfo.processInfo.environment["QUENCH_RECORDINGS"]
        let folder =
            given.map { URL(filePath: $0) }
            ?? packageRoot.appending(path: "../shared/recordings").standardizedFileURL
        var isFolder: ObjCBool = false
        let exists = unsafe FileManager.default.fileExists(
            atPath: folder.path, isDirectory: &isFolder)
        return exists && isFolder.boolValue ? folder : nil
    }()
}

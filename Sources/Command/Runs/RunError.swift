import Foundation

/// Why something cannot be run, and what to do about it, in one line.
package struct RunError: Error, CustomStringConvertible {
    package let description: String

    init(_ description: String) { self.description = description }
}

/// Finds out before a long run, not after it, that the folder of a file to be written is not there.
///
/// - Parameter option: what named the file.
func needFolder(of path: String, option: String) throws(RunError) {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    var isFolder: ObjCBool = false
    guard unsafe FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder),
        isFolder.boolValue
    else { throw RunError("\(path): its folder is not there; make it for \(option)") }
}

/// Stops before a file that is there already would be written over.
///
/// - Parameter option: what named the file, if there are several.
package func refuseExisting(_ path: String, option: String? = nil) throws(RunError) {
    guard FileManager.default.fileExists(atPath: path) else { return }
    throw RunError(
        "\(path): is there already; remove it or choose another name"
            + (option.map { " for \($0)" } ?? ""))
}

import Foundation

/// Where this program is.
package enum OwnPath {
    /// Throws where the system does not tell.
    package static func executable() throws(RunError) -> URL {
        let link = "/proc/self/exe"
        guard let path = try? FileManager.default.destinationOfSymbolicLink(atPath: link) else {
            throw RunError(
                "\(link): cannot be read, so that this program cannot find itself; mount /proc")
        }
        return URL(fileURLWithPath: path)
    }
}

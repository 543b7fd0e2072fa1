import Foundation

/// Where this program is.
enum OwnPath {
    /// Ends the command where the system does not tell.
    static var executable: URL {
        let link = "/proc/self/exe"
        guard let path = try? FileManager.default.destinationOfSymbolicLink(atPath: link) else {
            Terminal.fail(
                "\(link): cannot be read, so that this program cannot find itself; mount /proc")
        }
        return URL(fileURLWithPath: path)
    }
}

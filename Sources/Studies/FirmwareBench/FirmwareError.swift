import Foundation

/// Why the firmware could not be built into a result: one line for a person.
package struct FirmwareError: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }

    static let stopped = FirmwareError("stopped")

    /// Does what the system may refuse, and says of which file it did.
    ///
    /// - Parameter problem: what could not be done with the file.
    static func naming<Result>(
        _ path: String, _ problem: String = "cannot be written", _ work: () throws -> Result
    ) throws(FirmwareError) -> Result {
        do { return try work() } catch let error as FirmwareError { throw error } catch {
            throw FirmwareError("\(path): \(problem)\(reason(error))")
        }
    }

    /// The system's words, which Foundation hides below its own.
    private static func reason(_ error: any Error) -> String {
        let error = error as NSError
        let below = error.userInfo[NSUnderlyingErrorKey] as? NSError ?? error
        guard below.domain == NSPOSIXErrorDomain else { return "" }
        return unsafe " (\(String(cString: strerror(Int32(truncatingIfNeeded: below.code)))))"
    }
}

/// A folder for the files of an emulation, for whoever made it to remove.
package enum WorkFolder {
    package static func create(_ name: String) throws(FirmwareError) -> URL {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "\(name)-\(UUID().uuidString)")
        try FirmwareError.naming(folder.path, "cannot be made; is TMPDIR right?") {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        }
        return folder
    }
}

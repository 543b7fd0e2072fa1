import Foundation

/// What a run was made of, for whoever wants to repeat it or must tell it from another: the journal's
/// first line and `summary.json` carry it.
package struct RunIdentity: Codable, Hashable, Sendable {
    /// ISO 8601 with the zone's offset, to the second.
    package let startedAt: String
    /// The command that repeats the run, in the folder in which it was given, quoted for a shell.
    package let command: String
    /// Checksum over the whole plan, the model included: equal plans decide alike.
    package var plan: String?
    package let program: ProgramIdentity
    package let machine: MachineIdentity
    package private(set) var files: [FileIdentity]

    package init(command: String, programVersion: String, files: [FileIdentity]) {
        self.command = command
        self.files = files
        program = ProgramIdentity(version: programVersion)
        machine = MachineIdentity()
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.dateFormat = "yyyy-MM-dd'T'HH:mm:ssxxx"
        startedAt = formatter.string(from: Date())
    }

    /// As it stands in the files.
    package var json: JSONValue {
        do { return try JSONValue(encoding: self) } catch {
            preconditionFailure("an identity can always be written")
        }
    }

    /// Finds the checksums that are still missing.
    ///
    /// - Parameters:
    ///   - bytesMax: larger files are left for later.
    ///   - progress: told how much of all that is to be read has been, from 0 to 1.
    package mutating func hashFiles(
        bytesMax: Int64 = .max, progress: (_ fraction: Double) -> Void
    ) {
        let open = files.indices.filter {
            files[$0].sha256 == nil && (files[$0].bytes ?? .max) <= bytesMax
        }
        let total = open.reduce(0.0) { $0 + Double(files[$1].bytes ?? 0) }
        var done = 0.0
        for index in open {
            files[index].hash {
                done += Double($0)
                progress(min(1, done / max(1, total)))
            }
        }
    }
}

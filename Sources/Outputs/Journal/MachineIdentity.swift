import Foundation

/// Which machine a run was made on.
package struct MachineIdentity: Codable, Hashable, Sendable {
    /// The processor's model, or its architecture where the kernel does not name one.
    package let processor: String
    /// Processors online.
    package let processors: Int
    package let kernel: String
    package let system: String

    package init() {
        var names = utsname()
        unsafe uname(&names)
        let architecture = Self.text(names.machine)
        kernel = "\(Self.text(names.sysname)) \(Self.text(names.release))"
        let models = Self.lines(of: "/proc/cpuinfo")
            .filter { $0.hasPrefix("model name") || $0.hasPrefix("Model") }
        processor =
            models.first?.split(separator: ":", maxSplits: 1).dropFirst().first
            .map { $0.trimmingCharacters(in: .whitespaces) } ?? architecture
        processors = ProcessInfo.processInfo.activeProcessorCount
        system =
            Self.lines(of: "/etc/os-release").first { $0.hasPrefix("PRETTY_NAME=") }
            .map { $0.dropFirst(12).trimmingCharacters(in: CharacterSet(charactersIn: "\"'")) }
            ?? "unknown"
    }

    private static func lines(of path: String) -> [String] {
        // Files of the kernel have no size, so they are read to their end.
        guard let file = FileHandle(forReadingAtPath: path),
            let data = try? file.read(upToCount: 1 << 20)
        else { return [] }
        return String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    /// The C string in one of `utsname`'s fields.
    private static func text<Field>(_ field: Field) -> String {
        unsafe withUnsafeBytes(of: field) { bytes in
            unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
    }
}

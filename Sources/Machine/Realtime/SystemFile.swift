import Glibc

/// The files in which the kernel tells of itself. They have no stated size, so they are read to their
/// end; Foundation's reading of such a file loses a page of memory each time.
package enum SystemFile {
    /// The text, up to 1 MiB of it; nil where there is no such file or it cannot be read.
    package static func text(_ path: String) -> String? {
        guard let file = unsafe fopen(path, "re") else { return nil }
        defer { unsafe fclose(file) }
        var text: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 16_384)
        while text.count < 1 << 20 {
            let count = unsafe fread(&part, 1, part.count, file)
            guard count > 0 else { break }
            text += part[..<count]
        }
        return unsafe ferror(file) == 0 ? String(decoding: text, as: UTF8.self) : nil
    }
}

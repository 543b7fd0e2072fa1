import Foundation
import Realtime

/// What the kernel tells of itself in text files; a test passes its own.
package struct SystemText: Sendable {
    private let read: @Sendable (String) -> String?

    package init(_ read: @escaping @Sendable (String) -> String?) { self.read = read }

    /// This machine.
    package static var machine: SystemText {
        SystemText(SystemFile.text)
    }

    /// A file's text without surrounding white space; nil where there is none.
    package subscript(path: String) -> String? {
        read(path).map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }
    }
}

import Foundation
import Synchronization

/// The list of a recording's files, written anew with each that is complete: which frames it holds,
/// and its checksum.
package final class RecordingManifest: Sendable {
    private struct State {
        var lines: [String] = []
        var problem: String?
    }

    package let path: String
    private let state = Mutex(State())

    private static let columns = ["sha256", "file", "bytes", "start", "first_frame", "frames"]

    package init(path: String) { self.path = path }

    /// Why the list is not whole.
    package var problem: String? { state.withLock { $0.problem } }

    /// Reads the file through for its checksum: a gigabyte takes about a second.
    ///
    /// - Parameters:
    ///   - start: of its first frame, by the wall clock that the capture began by.
    ///   - firstFrame: of the capture.
    package func add(file: String, start: String, firstFrame: Int64, frames: Int64) {
        var identity = FileIdentity(role: "recording", path: file)
        identity.hash { _ in }
        let line = TabSeparated.line([
            identity.sha256 ?? TabSeparated.unknown, identity.name,
            identity.bytes.map { "\($0)" } ?? TabSeparated.unknown, start, "\(firstFrame)",
            "\(frames)",
        ])
        let text = state.withLock { state in
            state.lines.append(line)
            if let problem = identity.problem {
                state.problem = state.problem ?? "\(file): \(problem)"
            }
            return TabSeparated.line(Self.columns) + state.lines.joined()
        }
        do throws(JournalError) { try WholeFile.write(text, to: path) } catch {
            state.withLock { $0.problem = $0.problem ?? "\(error)" }
        }
    }
}
